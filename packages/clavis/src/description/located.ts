/** A value of a document and the RFC 6901 pointer to it. `value` is undefined where there is none. */
export interface Located {
  readonly value: unknown;
  readonly pointer: string;
}

const escapeToken = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");
const unescapeToken = (token: string): string => token.replaceAll("~1", "/").replaceAll("~0", "~");

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The member of an object or the item of a list; `constructor` is an ordinary name. */
export function member({ value, pointer }: Located, name: string): Located {
  const owned = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return { value: owned ? Reflect.get(value, name) : undefined, pointer: `${pointer}/${escapeToken(name)}` };
}

/** Names and members of an object; none for anything else. */
export function members(at: Located): [string, Located][] {
  return isObject(at.value) ? Object.keys(at.value).map((name) => [name, member(at, name)]) : [];
}

/** The items of a list; none for anything else. */
export function items(at: Located): Located[] {
  return Array.isArray(at.value) ? at.value.map((value, index) => ({ value, pointer: `${at.pointer}/${index}` })) : [];
}

/** The reference tokens of a pointer. */
export const tokensOf = (pointer: string): string[] => pointer.split("/").slice(1).map(unescapeToken);

/** Where a pointer leads, from the root of the document. */
export const follow = (root: Located, pointer: string): Located => tokensOf(pointer).reduce(member, root);
