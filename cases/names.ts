/** The moment of the cases: a Saturday noon in UTC, an hour later in Brussels. */
export const moment = Date.UTC(2026, 10, 21, 12);

/** What cases call by a name. */
export interface Names {
  /** Secrets by placeholder: `key:reader`, `key:rotated:2`, `session:jan`, `token:till`, `basic:jan`, `stranger`, `damaged:reader`. */
  readonly secrets: Map<string, string>;
  /** Texts that may be in no record, no answer and no forwarded head. */
  readonly hidden: string[];
  /** Ids of users, keys, sessions and tokens: `user:jan`. */
  readonly ids: Map<string, string>;
}

export const namedKinds = ["user", "key", "session", "token"] as const;
export type NamedKind = (typeof namedKinds)[number];

/** The id of what the world calls by a name. */
export function idOf({ ids }: Pick<Names, "ids">, kind: NamedKind, name: string): string {
  const id = ids.get(`${kind}:${name}`);
  if (id === undefined) throw new Error(`the world has no ${kind} ${name}`);
  return id;
}
