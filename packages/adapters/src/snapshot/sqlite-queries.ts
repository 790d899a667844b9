import type { Database, Statement } from "../sqlite/database.ts";

/** Rows as arrays: reading a million of them is what a start waits for. */
export type AccountTuple = readonly [row: number, number: string, enabled: number, rights: string];
export type RightsTuple = readonly [row: number, rights: string];
export type ChangeTuple = readonly [revision: number, kind: string, id: string];
export type KeyTuple = readonly [
  row: number,
  id: string,
  environment: string,
  account: number,
  rights: number,
  ceiling: number,
  restrictions: string | null,
  enabled: number,
  notBefore: number | null,
  expiresAt: number | null,
  revokedAt: number | null,
];
export type VersionTuple = readonly [key: number, version: number, digest: string, endsAt: number | null];

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
  readonly rights: Query<[afterRow: number], RightsTuple>;
  readonly rightsByRow: Query<[row: number], RightsTuple>;
  readonly keys: Query<[afterRow: number], KeyTuple>;
  readonly keyById: Query<[id: string], KeyTuple>;
  /** Of the keys whose rows lie after the first and up to the second. */
  readonly versions: Query<[afterKey: number, lastKey: number], VersionTuple>;
}

const page = "order by row limit 250";
const account = "select row, number, enabled, rights from account";
const rights = "select row, rights from right_list";
const key = `select row, id, environment, account, rights, ceiling, restrictions, enabled, not_before, expires_at,
  revoked_at from api_key`;

export function prepareSnapshotQueries(database: Database): SnapshotQueries {
  return {
    revision: query(database, "select revision from head"),
    sizes: query(database, "select (select count(*) from api_key), (select count(*) from key_version)"),
    changes: query(database, "select revision, object_kind, object_id from audit where revision > ? order by revision"),
    accounts: query(database, `${account} where row > ? ${page}`),
    accountByNumber: query(database, `${account} where number = ?`),
    accountByRow: query(database, `${account} where row = ?`),
    rights: query(database, `${rights} where row > ? ${page}`),
    rightsByRow: query(database, `${rights} where row = ?`),
    keys: query(database, `${key} where row > ? ${page}`),
    keyById: query(database, `${key} where id = ?`),
    versions: query(
      database,
      "select key, version, hex(digest), ends_at from key_version where key > ? and key <= ? order by key, version",
    ),
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
