import type { Operation } from "@clavis/core";
import { readBasePath } from "./base-path.ts";
import type { Description, DescriptionSettings } from "./description.ts";
import { checkDistinct } from "./distinct.ts";
import { checkExtensions } from "./extensions.ts";
import { Findings } from "./findings.ts";
import { type Located, member } from "./located.ts";
import { type OperationDraft, readDrafts } from "./operation-draft.ts";
import type { Problem } from "./problem.ts";
import { checkReferences } from "./references.ts";
import { describeRights } from "./right-names.ts";
import { type DeclaredScheme, readSchemes } from "./scheme.ts";
import { SecurityReader } from "./security.ts";
import { readSource } from "./source-document.ts";
import { checkStructure, readVersion } from "./structure.ts";

export type DescriptionResult = { readonly description: Description } | { readonly problems: readonly Problem[] };

/**
 * Reads the provider's OpenAPI 3.0 or 3.1 description (YAML or JSON) into operations and schemes. `file` is the name
 * under which problems are reported; nothing is read from disk. All problems are given at once, by line; with one
 * problem there is no description. What can not be executed in this release is a problem where an operation uses it.
 */
export function readDescription(text: string, file: string, settings: DescriptionSettings): DescriptionResult {
  const source = readSource(text, file);
  if ("problems" in source) return source;
  const { root } = source.document;
  const findings = new Findings(source.document);
  const version = readVersion(root, findings);
  if (version === undefined) return { problems: findings.problems };
  checkStructure(root, version, findings);
  checkReferences(root, findings);
  const description = readContent(root, settings, findings);
  const { problems } = findings;
  return problems.length > 0 ? { problems } : { description };
}

function readContent(root: Located, settings: DescriptionSettings, findings: Findings): Description {
  const basePath = readBasePath(root, settings.basePath, findings);
  const drafts = readDrafts(root, basePath, settings, findings);
  if (drafts.length === 0) findings.add(member(root, "paths"), "describes no operation");
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
  const reader = new SecurityReader({ schemes, scopes: settings.scopes, names: describeRights(operations) }, findings);
  const everywhere = member(root, "security");
  const secured = drafts.map(({ at, operation }): Operation => {
    const own = member(at, "security");
    const list = own.value === undefined ? everywhere : own;
    if (list.value === undefined) findings.add(at, "says nothing about security: write security: [] to make it public");
    return { ...operation, security: list.value === undefined ? [] : reader.read(list) };
  });
  reader.reportRefused();
  return secured;
}

/** Aliases of one place share their scheme. */
function executable(declared: ReadonlyMap<string, DeclaredScheme>): Description["schemes"] {
  return [...new Set([...declared.values()].flatMap((one) => (one.kind === "executable" ? [one.scheme] : [])))];
}
