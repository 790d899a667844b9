import type { Description, DescriptionSettings } from "./description.ts";
import { Findings } from "./findings.ts";
import type { Problem } from "./problem.ts";
import { readContent } from "./read-content.ts";
import { checkReferences } from "./references.ts";
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
