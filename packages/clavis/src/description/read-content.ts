import { isApplicationScheme, type Operation, type Scheme } from "@clavis/core";
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
  const declared = readSchemes(root, settings, findings);
  const schemes = executable(declared);
  checkDistinct(drafts, settings.ownOperations(schemes), findings);
  const operations = readSecurity(root, drafts, declared, settings, findings);
  checkOneTime(drafts, operations, schemes, findings);
  return { operations, schemes, alternatives: alternativesOf(operations, schemes) };
}

/**
 * Names of schemes that are asked for together, each list once; a program alone is nobody that Clavis could know. A
 * scheme that says who somebody is and that no operation asks for is there for Clavis's own operations: it stands alone.
 */
function alternativesOf(operations: readonly Operation[], schemes: readonly Scheme[]): Description["alternatives"] {
  const callers = new Set(schemes.filter((scheme) => !isApplicationScheme(scheme)).map(({ name }) => name));
  const lists = operations
    .flatMap(({ security }) => security.map((demands) => demands.map(({ scheme }) => scheme).toSorted()))
    .filter((names) => names.some((name) => callers.has(name)));
  const asked = new Set(lists.flat());
  const unasked = [...callers].filter((name) => !asked.has(name)).map((name) => [name]);
  return [...new Map([...lists, ...unasked].map((names) => [JSON.stringify(names), names])).values()];
}

/** An operation that nothing but a one-time token opens needs a place for one. */
function checkOneTime(
  drafts: readonly OperationDraft[],
  operations: readonly Operation[],
  schemes: readonly Scheme[],
  findings: Findings,
): void {
  const carriers = new Set(
    schemes.filter(({ credentials }) => credentials.includes("one-time")).map(({ name }) => name),
  );
  for (const [index, { oneTime, security }] of operations.entries()) {
    const at = drafts[index]?.at;
    if (oneTime !== true || at === undefined) continue;
    if (!security.some((demands) => demands.some(({ scheme }) => carriers.has(scheme))))
      findings.add(
        member(at, "x-clavis-one-time"),
        "needs a scheme that carries one-time tokens in its security, such as http bearer",
      );
  }
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
