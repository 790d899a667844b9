/** A JSON value. A member that is undefined counts as absent. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

/**
 * The one spelling of a JSON value (RFC 8785): no blanks, members sorted by UTF-16 code units, numbers and strings as
 * ECMAScript writes them. TypeError for what JSON can not hold: NaN, infinities, undefined in a list, lone surrogates.
 */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  switch (typeof value) {
    case "string":
      return stringText(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
      return JSON.stringify(value);
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "null" : objectText(value);
    default:
      throw new TypeError(`a value of type ${typeof value} has no JSON form`);
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function stringText(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("a string with a lone surrogate has no canonical form");
  return JSON.stringify(text);
}

function objectText(object: JsonObject): string {
  const members: string[] = [];
  for (const name of Object.keys(object).sort()) {
    const value = object[name];
    if (value !== undefined) members.push(`${stringText(name)}:${canonicalJson(value)}`);
  }
  return `{${members.join(",")}}`;
}
