/** An object by its members. */
export type Members = Readonly<Record<string, unknown>>;

/** The object that a JSON value is; undefined where it is none or has other members than these. */
export function membersOf(stored: unknown, names: ReadonlySet<string>): Members | undefined {
  if (typeof stored !== "object" || stored === null || Array.isArray(stored)) return undefined;
  const members: Members = { ...stored };
  return Object.keys(members).every((name) => names.has(name)) ? members : undefined;
}

/** The texts of a JSON value that is a list of at least one; undefined for anything else. */
export function textsOf(stored: unknown): readonly string[] | undefined {
  if (!Array.isArray(stored) || stored.length === 0) return undefined;
  return stored.every((text) => typeof text === "string") ? stored : undefined;
}

/** The value, where it is one of these words. */
export const wordOf = <Word extends string>(stored: unknown, words: readonly Word[]): Word | undefined =>
  words.find((word) => word === stored);

/** True for a whole number from 1. */
export const isCount = (stored: unknown): stored is number => Number.isSafeInteger(stored) && Number(stored) > 0;

/** True for a time in milliseconds since the epoch. */
export const isTime = (stored: unknown): stored is number => Number.isSafeInteger(stored) && Number(stored) >= 0;

/** True where an optional member is absent or a flag. */
export const isFlagOrAbsent = (stored: unknown): stored is boolean | undefined =>
  stored === undefined || typeof stored === "boolean";
