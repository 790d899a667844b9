/** Strict reading of a case file: a misspelt member would make a case that shows nothing. */

export type Members = Readonly<Record<string, unknown>>;

export function members(value: unknown, place: string, known: readonly string[]): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${place} is no mapping`);
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`${place} has an unknown member ${stranger}`);
  return value as Members;
}

export function list(value: unknown, place: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${place} is no list`);
  return value;
}

export const texts = (value: unknown, place: string): readonly string[] =>
  list(value, place).map((item) => text(item, place));

export function text(value: unknown, place: string): string {
  if (typeof value !== "string") throw new Error(`${place} is no text`);
  return value;
}

export function optionalText(value: unknown, place: string): string | undefined {
  return value === undefined ? undefined : text(value, place);
}

export function optionalNumber(value: unknown, place: string): number | undefined {
  if (value !== undefined && typeof value !== "number") throw new Error(`${place} is no number`);
  return value;
}
