import { type EpochKind, epochKinds, type LockKind, lockKinds } from "@clavis/core";
import type { DirectoryImage } from "./directory-image.ts";
import type { ImageChanges, KeyExtras } from "./image-changes.ts";
import type { TableKey, TableVersion } from "./key-row.ts";
import { RowIndexes } from "./row-indexes.ts";
import type { SourceChange, SourceMoment } from "./snapshot-source.ts";
import type { KeyTuple, Query, SnapshotQueries } from "./sqlite-queries.ts";
import { restrictionsIn, toAccount, toApplication, toLink, toUser, toVersion } from "./sqlite-rows.ts";
import { wordOf } from "./stored-values.ts";

/**
 * The directory's tables inside one read transaction. Row numbers of accounts, applications and right lists mean
 * something only within it: the store may give them to others later.
 *
 * A key or a version that is damaged (its id or digest is none) is left out: its secret is then unknown.
 */
export class SqliteMoment implements SourceMoment {
  readonly #queries: SnapshotQueries;
  readonly #image: DirectoryImage;
  readonly #accounts: RowIndexes;
  readonly #applications: RowIndexes;
  readonly #rights: RowIndexes;
  readonly revision: number;

  constructor(queries: SnapshotQueries, image: DirectoryImage) {
    this.#queries = queries;
    this.#image = image;
    const { accountByRow, applicationByRow, rightsByRow } = queries;
    this.#accounts = new RowIndexes((row) => image.accountIndex(expected(accountByRow.all(row)[0])[1]));
    this.#applications = new RowIndexes((row) => image.applicationIndex(expected(applicationByRow.all(row)[0])[1]));
    this.#rights = new RowIndexes((row) => image.rightsIndex(expected(rightsByRow.all(row)[0])[1]));
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
    this.#fillOwners(changes);
    this.#fillUsers(changes);
    for (const rows of pages(this.#queries.links)) for (const link of rows) changes.putLink(toLink(link));
    let after = 0;
    for (const rows of pages(this.#queries.keys)) {
      this.#putKeys(rows, after, changes);
      after = rows.at(-1)?.[0] ?? after;
    }
    this.#fillLocks(changes);
  }

  #fillOwners(changes: ImageChanges): void {
    for (const rows of pages(this.#queries.accounts))
      for (const account of rows) {
        this.#accounts.set(account[0], this.#image.accountIndex(account[1]));
        changes.putAccount(toAccount(account));
      }
    for (const rows of pages(this.#queries.applications))
      for (const application of rows) changes.putApplication(toApplication(application));
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

  /** Nothing here stands on a thing of another kind, so that its lock or epoch means nothing. */
  #fillLocks(changes: ImageChanges): void {
    for (const [word, id] of this.#queries.locks.all()) {
      const kind = wordOf(word, lockKinds);
      if (kind !== undefined) changes.putLock(kind, id);
    }
    for (const [word, id, value] of this.#queries.epochs.all()) {
      const kind = wordOf(word, epochKinds);
      if (kind !== undefined) changes.putEpoch(kind, id, value);
    }
  }

  refreshAccount(number: string): void {
    const [account] = this.#queries.accountByNumber.all(number);
    if (account === undefined) this.#image.removeAccount(number);
    else this.#image.putAccount(toAccount(account));
  }

  refreshApplication(id: string): void {
    const [application] = this.#queries.applicationById.all(id);
    if (application === undefined) this.#image.removeApplication(id);
    else this.#image.putApplication(toApplication(application));
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

  refreshLock(kind: LockKind, id: string): void {
    const [lock] = this.#queries.lockById.all(kind, id);
    if (lock === undefined) this.#image.removeLock(kind, id);
    else this.#image.putLock(kind, id);
  }

  refreshEpoch(kind: EpochKind, id: string): void {
    const [epoch] = this.#queries.epochById.all(kind, id);
    if (epoch === undefined) this.#image.removeEpoch(kind, id);
    else this.#image.putEpoch(kind, id, epoch[2]);
  }

  /** Keys and versions come in the order of the keys' rows. */
  #putKeys(keys: readonly KeyTuple[], after: number, changes: ImageChanges): void {
    const last = keys.at(-1)?.[0] ?? after;
    const versions = this.#queries.versions.all(after, last);
    const extras = this.#extras(keys, after, last);
    let next = 0;
    for (const key of keys) {
      const own: TableVersion[] = [];
      for (let version = versions[next]; version?.[0] === key[0]; version = versions[++next])
        own.push(toVersion(version));
      changes.putKey(this.#toKey(key), own, extras.get(key[0]));
    }
  }

  /** Of the keys that have any, by row. */
  #extras(keys: readonly KeyTuple[], after: number, last: number): ReadonlyMap<number, KeyExtras> {
    const ceilings = byFirst(this.#queries.keyCeilings.all(after, last));
    const links = byFirst(this.#queries.keyLinks.all(after, last));
    const users = new Map<number, string>();
    for (const [row, boundTo] of keys) if (boundTo !== null) users.set(row, boundTo);
    const rows = new Set([...ceilings.keys(), ...links.keys(), ...users.keys()]);
    const extrasOf = (row: number): KeyExtras => ({
      ceilings: (ceilings.get(row) ?? []).map(([, rights]) => this.#rights.at(rights)),
      links: (links.get(row) ?? []).map(([, link]) => link),
      boundTo: users.get(row),
    });
    return new Map([...rows].map((row) => [row, extrasOf(row)]));
  }

  #toKey(key: KeyTuple): TableKey {
    const [, , id, environment, account, application, rights, ceiling, restrictions, enabled, from, until, revoked] =
      key;
    return {
      id,
      environment: this.#image.environmentIndex(environment),
      owner: application === null ? "account" : "application",
      ownerIndex: application === null ? this.#accounts.at(expected(account)) : this.#applications.at(application),
      rights: this.#rights.at(rights),
      ceiling: this.#rights.at(ceiling),
      restrictions: this.#image.keyRestrictionsIndex(restrictionsIn(restrictions)),
      enabled: enabled === 1,
      notBefore: from ?? Number.NEGATIVE_INFINITY,
      expiresAt: until ?? Number.POSITIVE_INFINITY,
      revokedAt: revoked ?? Number.POSITIVE_INFINITY,
    };
  }
}

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
function expected<Row>(row: Row | null | undefined): Row {
  if (row === undefined || row === null) throw new Error("the directory is damaged: a row is missing");
  return row;
}
