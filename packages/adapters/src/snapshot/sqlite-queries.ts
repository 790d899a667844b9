import type { Database, Statement } from "../sqlite/database.ts";

/** Rows as arrays: reading a million of them is what a start waits for. */
export type AccountTuple = readonly [
  row: number,
  number: string,
  enabled: number,
  rights: string,
  restrictions: string | null,
  zone: string,
];
export type ApplicationTuple = readonly [
  row: number,
  id: string,
  enabled: number,
  rights: string,
  restrictions: string | null,
];
export type RightsTuple = readonly [row: number, rights: string];
export type ChangeTuple = readonly [revision: number, kind: string, id: string];
export type KeyTuple = readonly [
  row: number,
  boundTo: string | null,
  id: string,
  environment: string,
  account: number | null,
  application: number | null,
  rights: number,
  ceiling: number,
  restrictions: string | null,
  enabled: number,
  notBefore: number | null,
  expiresAt: number | null,
  revokedAt: number | null,
];
export type VersionTuple = readonly [key: number, version: number, digest: string, endsAt: number | null];

export type UserTuple = readonly [
  row: number,
  id: string,
  email: string,
  externalId: string | null,
  enabled: number,
  kind: string | null,
  mainAccount: string | null,
  passwordVersion: number,
  passwordBootstrap: number,
];
export type MembershipTuple = readonly [
  user: number,
  account: string,
  role: string,
  rights: string,
  restrictions: string | null,
];
export type LinkTuple = readonly [row: number, id: string, portal: string, client: string, ceiling: string];
export type KeyCeilingTuple = readonly [key: number, rights: number];
export type KeyLinkTuple = readonly [key: number, link: string];
export type LockTuple = readonly [kind: string, id: string];
export type EpochTuple = readonly [kind: string, id: string, value: number];

export interface Query<Parameters extends readonly (number | string)[], Row> {
  all(...parameters: Parameters): readonly Row[];
}

export interface SnapshotQueries {
  readonly revision: Query<[], readonly [number]>;
  readonly sizes: Query<[], readonly [keys: number, versions: number]>;
  readonly changes: Query<[after: number], ChangeTuple>;
  readonly accounts: Query<[afterRow: number], AccountTuple>;
  readonly accountByNumber: Query<[number: string], AccountTuple>;
  readonly accountByRow: Query<[row: number], AccountTuple>;
  readonly applications: Query<[afterRow: number], ApplicationTuple>;
  readonly applicationById: Query<[id: string], ApplicationTuple>;
  readonly applicationByRow: Query<[row: number], ApplicationTuple>;
  readonly rights: Query<[afterRow: number], RightsTuple>;
  readonly rightsByRow: Query<[row: number], RightsTuple>;
  readonly keys: Query<[afterRow: number], KeyTuple>;
  readonly keyById: Query<[id: string], KeyTuple>;
  /** Of the keys whose rows lie after the first and up to the second. */
  readonly versions: Query<[afterKey: number, lastKey: number], VersionTuple>;
  readonly keyCeilings: Query<[afterKey: number, lastKey: number], KeyCeilingTuple>;
  readonly keyLinks: Query<[afterKey: number, lastKey: number], KeyLinkTuple>;
  readonly users: Query<[afterRow: number], UserTuple>;
  readonly userById: Query<[id: string], UserTuple>;
  /** Of the users whose rows lie after the first and up to the second. */
  readonly memberships: Query<[afterUser: number, lastUser: number], MembershipTuple>;
  readonly links: Query<[afterRow: number], LinkTuple>;
  readonly linkById: Query<[id: string], LinkTuple>;
  readonly locks: Query<[], LockTuple>;
  readonly lockById: Query<[kind: string, id: string], LockTuple>;
  readonly epochs: Query<[], EpochTuple>;
  readonly epochById: Query<[kind: string, id: string], EpochTuple>;
}

const page = "order by row limit 250";
const account = "select row, number, enabled, rights, restrictions, zone from account";
const application = `select application.row, id, enabled, right_list.rights, restrictions from application
  join right_list on right_list.row = application.rights`;
const rights = "select row, rights from right_list";
const key = `select row, bound_to, id, environment, account, application, rights, ceiling, restrictions, enabled,
  not_before, expires_at, revoked_at from api_key`;

const user = `select user.row, user.id, email, external_id, user.enabled, kind, account.number, password_version,
  password_bootstrap from user left join account on account.row = main_account`;
const membership = `select user, account.number, role.name, right_list.rights, role.restrictions
  from membership
  join account on account.row = membership.account join role on role.row = membership.role
  join right_list on right_list.row = role.rights`;
const link = `select link.row, link.id, portal.number, client.number, right_list.rights from link
  join account as portal on portal.row = link.portal join account as client on client.row = link.client
  join right_list on right_list.row = link.ceiling`;

export function prepareSnapshotQueries(database: Database): SnapshotQueries {
  return {
    revision: query(database, "select revision from head"),
    sizes: query(database, "select (select count(*) from api_key), (select count(*) from key_version)"),
    changes: query(database, "select revision, object_kind, object_id from audit where revision > ? order by revision"),
    accounts: query(database, `${account} where row > ? ${page}`),
    accountByNumber: query(database, `${account} where number = ?`),
    accountByRow: query(database, `${account} where row = ?`),
    applications: query(database, `${application} where application.row > ? order by application.row limit 250`),
    applicationById: query(database, `${application} where id = ?`),
    applicationByRow: query(database, `${application} where application.row = ?`),
    rights: query(database, `${rights} where row > ? ${page}`),
    rightsByRow: query(database, `${rights} where row = ?`),
    keys: query(database, `${key} where row > ? ${page}`),
    keyById: query(database, `${key} where id = ?`),
    versions: query(
      database,
      "select key, version, hex(digest), ends_at from key_version where key > ? and key <= ? order by key, version",
    ),
    keyCeilings: query(database, "select key, rights from key_ceiling where key > ? and key <= ? order by key, place"),
    keyLinks: query(database, "select key, link from key_link where key > ? and key <= ? order by key, link"),
    users: query(database, `${user} where user.row > ? order by user.row limit 1000`),
    userById: query(database, `${user} where user.id = ?`),
    memberships: query(database, `${membership} where user > ? and user <= ? order by user, account.number, role.name`),
    links: query(database, `${link} where link.row > ? order by link.row limit 1000`),
    linkById: query(database, `${link} where link.id = ?`),
    locks: query(database, "select kind, id from lock"),
    lockById: query(database, "select kind, id from lock where kind = ? and id = ?"),
    epochs: query(database, "select kind, id, value from epoch"),
    epochById: query(database, "select kind, id, value from epoch where kind = ? and id = ?"),
  };
}

/** The schema is STRICT, so a row has the types that its tuple says. */
function query<Parameters extends readonly (number | string)[], Row>(
  database: Database,
  sql: string,
): Query<Parameters, Row> {
  const statement: Statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return { all: (...parameters) => statement.all(...parameters) as unknown as readonly Row[] };
}
