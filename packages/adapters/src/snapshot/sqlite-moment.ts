import type { DirectoryImage } from "./directory-image.ts";
import type { ImageChanges, ImageUser, KeyExtras } from "./image-changes.ts";
import type { TableKey, TableVersion } from "./key-row.ts";
import type { SourceChange, SourceMoment } from "./snapshot-source.ts";
import type {
  AccountTuple,
  KeyTuple,
  LinkTuple,
  MembershipTuple,
  Query,
  SnapshotQueries,
  UserTuple,
  VersionTuple,
} from "./sqlite-queries.ts";

/**
 * The directory's tables inside one read transaction. Row numbers of accounts and right lists mean something only
 * within it: the store may give them to others later.
 *
 * A key or a version that is damaged (its id or digest is none) is left out: its secret is then unknown.
 */
export class SqliteMoment implements SourceMoment {
  readonly #queries: SnapshotQueries;
  readonly #image: DirectoryImage;
  readonly #accounts = new Map<number, number>();
  readonly #rights = new Map<number, number>();
  readonly revision: number;

  constructor(queries: SnapshotQueries, image: DirectoryImage) {
    this.#queries = queries;
    this.#image = image;
    this.revision = expected(queries.revision.all()[0])[0];
  }

  changesAfter(revision: number): readonly SourceChange[] {
    return this.#queries.changes.all(revision).map(([revision, kind, id]) => ({ revision, kind, id }));
  }

  fill(changes: ImageChanges): void {
    const [keys, versions] = expected(this.#queries.sizes.all()[0]);
    this.#image.reserve(keys, versions);
    for (const rows of pages(this.#queries.rights))
      for (const [row, json] of rows) this.#rights.set(row, this.#image.rightsIndex(json));
    for (const rows of pages(this.#queries.accounts))
      for (const account of rows) {
        this.#accounts.set(account[0], this.#image.accountIndex(account[1]));
        changes.putAccount(toAccount(account));
      }
    this.#fillUsers(changes);
    for (const rows of pages(this.#queries.links)) for (const link of rows) changes.putLink(toLink(link));
    let after = 0;
    for (const rows of pages(this.#queries.keys)) {
      this.#putKeys(rows, after, changes);
      after = rows.at(-1)?.[0] ?? after;
    }
  }

  #fillUsers(changes: ImageChanges): void {
    let after = 0;
    for (const users of pages(this.#queries.users)) {
      const last = users.at(-1)?.[0] ?? after;
      const memberships = byFirst(this.#queries.memberships.all(after, last));
      for (const user of users) changes.putUser(toUser(user, memberships.get(user[0]) ?? []));
      after = last;
    }
  }

  refreshAccount(number: string): void {
    const [account] = this.#queries.accountByNumber.all(number);
    if (account === undefined) this.#image.removeAccount(number);
    else this.#image.putAccount(toAccount(account));
  }

  refreshUser(id: string): void {
    const [user] = this.#queries.userById.all(id);
    if (user === undefined) this.#image.removeUser(id);
    else this.#image.putUser(toUser(user, this.#queries.memberships.all(user[0] - 1, user[0])));
  }

  refreshLink(id: string): void {
    const [link] = this.#queries.linkById.all(id);
    if (link === undefined) this.#image.removeLink(id);
    else this.#image.putLink(toLink(link));
  }

  refreshKey(id: string): void {
    const [key] = this.#queries.keyById.all(id);
    if (key === undefined) this.#image.removeKey(id);
    else this.#putKeys([key], key[0] - 1, this.#image);
  }

  /** Keys and versions come in the order of the keys' rows. */
  #putKeys(keys: readonly KeyTuple[], after: number, changes: ImageChanges): void {
    const last = keys.at(-1)?.[0] ?? after;
    const versions = this.#queries.versions.all(after, last);
    const extras = this.#extras(after, last);
    let next = 0;
    for (const key of keys) {
      const own: TableVersion[] = [];
      for (let version = versions[next]; version?.[0] === key[0]; version = versions[++next])
        own.push(toVersion(version));
      changes.putKey(this.#toKey(key), own, extras.get(key[0]));
    }
  }

  /** Of the keys that have any, by row. */
  #extras(after: number, last: number): ReadonlyMap<number, KeyExtras> {
    const ceilings = byFirst(this.#queries.keyCeilings.all(after, last));
    const links = byFirst(this.#queries.keyLinks.all(after, last));
    const keys = new Set([...ceilings.keys(), ...links.keys()]);
    const extrasOf = (key: number): KeyExtras => ({
      ceilings: (ceilings.get(key) ?? []).map(([, rights]) => this.#rightsIndex(rights)),
      links: (links.get(key) ?? []).map(([, link]) => link),
    });
    return new Map([...keys].map((key) => [key, extrasOf(key)]));
  }

  #toKey(key: KeyTuple): TableKey {
    const [, id, environment, account, rights, ceiling, restrictions, enabled, notBefore, expiresAt, revokedAt] = key;
    return {
      id,
      environment: this.#image.environmentIndex(environment),
      account: this.#accountIndex(account),
      rights: this.#rightsIndex(rights),
      ceiling: this.#rightsIndex(ceiling),
      restrictions: this.#image.restrictionsIndex(restrictions ?? "{}"),
      enabled: enabled === 1,
      notBefore: notBefore ?? Number.NEGATIVE_INFINITY,
      expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
      revokedAt: revokedAt ?? Number.POSITIVE_INFINITY,
    };
  }

  #accountIndex(row: number): number {
    const known = this.#accounts.get(row);
    if (known !== undefined) return known;
    const index = this.#image.accountIndex(expected(this.#queries.accountByRow.all(row)[0])[1]);
    this.#accounts.set(row, index);
    return index;
  }

  #rightsIndex(row: number): number {
    const known = this.#rights.get(row);
    if (known !== undefined) return known;
    const index = this.#image.rightsIndex(expected(this.#queries.rightsByRow.all(row)[0])[1]);
    this.#rights.set(row, index);
    return index;
  }
}

const toAccount = ([, number, enabled, rights]: AccountTuple) => ({ number, enabled: enabled === 1, rights });

const toUser = (user: UserTuple, memberships: readonly MembershipTuple[]): ImageUser => {
  const [, id, email, enabled, mainAccount, passwordVersion] = user;
  return {
    id,
    email,
    enabled: enabled === 1,
    mainAccount: mainAccount ?? undefined,
    passwordVersion,
    memberships: memberships.map(([, account, role, rights]) => ({ account, role, rights })),
  };
};

const toLink = ([, id, portal, client, ceiling]: LinkTuple) => ({ id, portal, client, ceiling });

const toVersion = ([, version, digest, endsAt]: VersionTuple): TableVersion => ({
  version,
  digest,
  endsAt: endsAt ?? Number.POSITIVE_INFINITY,
});

const byFirst = <Row extends readonly [number, ...unknown[]]>(rows: readonly Row[]): Map<number, Row[]> =>
  Map.groupBy(rows, ([first]) => first);

/** All rows of a table, a page at a time in the order of their row numbers. */
function* pages<Row extends readonly [number, ...unknown[]]>(query: Query<[number], Row>): Iterable<readonly Row[]> {
  let after = 0;
  for (;;) {
    const rows = query.all(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last[0];
  }
}

/** Throws when the store lacks a row that it must have. */
function expected<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("the directory is damaged: a row is missing");
  return row;
}
