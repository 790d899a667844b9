import { canonicalJson, type JsonObject } from "./canonical-json.ts";

/** Before and after of a change, each with the members that differ and no others. */
export function changedMembers(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null),
  );
  const pick = (view: JsonObject): JsonObject =>
    Object.fromEntries(names.map((name) => [name, view[name]]).filter(([, value]) => value !== undefined));
  return { before: pick(before), after: pick(after) };
}
