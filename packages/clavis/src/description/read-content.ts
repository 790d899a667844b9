import type { Operation } from "@clavis/core";
import { readBasePath } from "./base-path.ts";
import type { Description, DescriptionSettings } from "./description.ts";
import { checkDistinct } from "./distinct.ts";
import { checkExtensions } from "./extensions.ts";
import type { Findings } from "./findings.ts";
import { type Located, member } from "./located.ts";
import { type OperationDraft, readDrafts } from "./operation-draft.ts";
import { describeRights, rightRulesOf } from "./right-names.ts";
import { type DeclaredScheme, readSchemes } from "./scheme.ts";
import { SecurityReader } from "./security.ts";

const unsaid =
  "says nothing about security: name what it needs under security, or write security: [] to make it public";

/**
 * Reads what a description means. Trusts nothing of its shape: what it can not read it reports, so that a `$ref` to a
 * place that no schema covers can not smuggle in a rule that is passed over.
 */
export function readContent(root: Located, settings: DescriptionSettings, findings: Findings): Description {
  const basePath = readBasePath(root, settings.basePath, findings);
  const drafts = readDrafts(root, basePath, settings, findings);
  if (drafts.length === 0 && !findings.within("/paths")) findings.add(member(root, "paths"), "describes no operation");
  checkExtensions(
    root,
    drafts.map(({ at }) => at),
    findings,
  );
  checkDistinct(drafts, settings.ownOperations, findings);
  const declared = readSchemes(root, settings, findings);
  return { operations: readSecurity(root, drafts, declared, settings, findings), schemes: executable(declared) };
}

function readSecurity(
  root: Located,
  drafts: readonly OperationDraft[],
  schemes: ReadonlyMap<string, DeclaredScheme>,
  settings: DescriptionSettings,
  findings: Findings,
): Operation[] {
  const operations = drafts.map(({ operation }) => ({ ...operation, security: [] }));
  const reader = new SecurityReader(
    { schemes, scopes: settings.scopes, rights: rightRulesOf(describeRights(operations)) },
    findings,
  );
  const everywhere = member(root, "security");
  const secured = drafts.map(({ at, operation }): Operation => {
    const own = member(at, "security");
    const list = own.value === undefined ? everywhere : own;
    if (list.value === undefined) findings.add(at, unsaid);
    return { ...operation, security: list.value === undefined ? [] : reader.read(list) };
  });
  reader.reportRefused();
  return secured;
}

/** Aliases of one place share their scheme. */
function executable(declared: ReadonlyMap<string, DeclaredScheme>): Description["schemes"] {
  return [...new Set([...declared.values()].flatMap((one) => (one.kind === "executable" ? [one.scheme] : [])))];
}
