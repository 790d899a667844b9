import type { Spelling } from "@clavis/core";
import type { Findings } from "./findings.ts";
import { type Located, member } from "./located.ts";
import { resolveReference } from "./references.ts";
import { spellingOf } from "./spelling.ts";

/** The path parameters that a path item and its operation declare, by name, with their spelling where it is fixed. */
export type PathParameters = ReadonlyMap<string, Spelling | undefined>;

/** Reads one `parameters` list; the operation's own win over those of its path item. */
export function readPathParameters(
  root: Located,
  list: Located,
  inherited: PathParameters,
  findings: Findings,
): PathParameters {
  const seen = new Set<string>();
  const found = new Map(inherited);
  for (const start of findings.items(list)) {
    const at = resolveReference(root, start, findings);
    if (at === undefined) continue;
    const name = findings.text(member(at, "name"));
    const place = findings.text(member(at, "in"));
    if (name === undefined || place === undefined) continue;
    const key = `${place} ${name}`;
    if (seen.has(key)) findings.add(start, `the ${place} parameter "${name}" is declared twice`);
    seen.add(key);
    if (place === "path") found.set(name, readSpelling(root, at, findings));
  }
  return found;
}

function readSpelling(root: Located, at: Located, findings: Findings): Spelling | undefined {
  const style = member(at, "style");
  if (style.value !== undefined && style.value !== "simple")
    findings.add(style, "only path parameters of style simple are read");
  const schema = member(at, "schema");
  const target = schema.value === undefined ? undefined : resolveReference(root, schema, findings);
  return target === undefined ? undefined : spellingOf(target);
}

/** Every parameter of the template must be declared, and every declared one must stand in the template. */
export function checkParameters(
  operation: Located,
  names: readonly string[],
  declared: PathParameters,
  findings: Findings,
): void {
  for (const name of names) {
    if (!declared.has(name)) findings.add(operation, `does not declare the path parameter "${name}"`);
  }
  for (const name of declared.keys()) {
    if (!names.includes(name))
      findings.add(operation, `declares a path parameter "${name}" that its path does not have`);
  }
}
