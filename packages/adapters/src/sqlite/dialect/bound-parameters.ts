/** A value that SQLite stores as it is. */
export type Parameter = null | number | bigint | string | Uint8Array;

/**
 * Guards what is bound to a statement with `count` placeholders. node:sqlite binds NULL for a missing parameter, for
 * `undefined`, for NaN and for a Date in the first place, and 0 or 1 for a boolean, all without an error.
 *
 * TypeError for every one of these, for a surplus parameter and for anything else that is not a `Parameter`.
 */
export function boundParameters(count: number, parameters: readonly unknown[]): Parameter[] {
  if (parameters.length !== count)
    throw new TypeError(`the statement has ${count} parameters and ${parameters.length} values are bound`);
  return parameters.map((value, at) => {
    if (isParameter(value)) return value;
    throw new TypeError(`parameter ${at + 1} is ${describe(value)}, which SQLite can not store`);
  });
}

function isParameter(value: unknown): value is Parameter {
  if (value === null || value instanceof Uint8Array) return true;
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || typeof value === "bigint";
}

/** Names the kind, never the content: it may be a secret. */
function describe(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "object" && value !== null ? `an object (${value.constructor?.name})` : typeof value;
}

/** What a placeholder can not be found in, and placeholders. */
const tokens = /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[?:@$][\p{ID_Continue}]*/gu;

/** The number of `?` in a statement. TypeError for numbered and named parameters, which the guard can not count. */
export function countParameters(sql: string): number {
  const found = sql.match(tokens) ?? [];
  const placeholders = found.filter((token) => /^[?:@$]/.test(token));
  for (const token of placeholders)
    if (token !== "?") throw new TypeError(`the parameter ${token} is not a plain question mark`);
  return placeholders.length;
}
