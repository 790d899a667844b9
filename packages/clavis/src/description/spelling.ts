import type { Spelling } from "@clavis/core";
import { type Located, member } from "./located.ts";

/** One piece of a pattern whose letters are all in sight: a character, a class of plain ranges, or \d. */
const piece = String.raw`(?:\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Za-z0-9_.]|-(?=\]))+\]|[A-Za-z0-9_-]|\\[d.-])`;
const plainPattern = new RegExp(String.raw`^\^(?:${piece}(?:[+*?]|\{\d+(?:,\d*)?\})?)+\$$`);

/**
 * How a parameter's schema fixes the spelling of its values: an integer, a UUID, an enum of texts, or a pattern that
 * allows letters of one case only (`^[a-z0-9-]+$`, `^C-[0-9]+$`). Undefined where one thing may have two spellings.
 */
export function spellingOf(schema: Located): Spelling | undefined {
  const values = member(schema, "enum").value;
  if (Array.isArray(values) && values.length > 0) return values.every(isPlain) ? { kind: "enum", values } : undefined;
  const type = typeOf(member(schema, "type").value);
  if (type === "integer") return { kind: "integer" };
  if (type !== "string") return undefined;
  return member(schema, "format").value === "uuid" ? { kind: "uuid" } : caseOf(member(schema, "pattern").value);
}

/** A text that stands in a path as it is. */
const isPlain = (value: unknown): value is string => typeof value === "string" && /^[A-Za-z0-9._~-]+$/.test(value);

/** 3.1 writes one type as text or as a list of one. */
const typeOf = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

function caseOf(pattern: unknown): Spelling | undefined {
  if (typeof pattern !== "string" || !plainPattern.test(pattern)) return undefined;
  const letters = pattern.replaceAll(String.raw`\d`, "");
  if (!/[A-Z]/.test(letters)) return { kind: "lower" };
  return /[a-z]/.test(letters) ? undefined : { kind: "upper" };
}
