import { randomBytes } from "node:crypto";
import { testTime } from "../../../conformance/test-directory.ts";
import { openSessionDatabase, type SessionDatabase } from "../../../session-db/session-database.ts";
import { SqliteTokenRevocations } from "../../revocations/sqlite-token-revocations.ts";
import { SqliteTokenFamilies } from "../sqlite-token-families.ts";

export interface OpenedFamilies {
  readonly database: SessionDatabase;
  readonly revocations: SqliteTokenRevocations;
  readonly families: SqliteTokenFamilies;
}

/** Families in a session database, as of one process more. */
export function openFamilies(path: string, clock: { readonly time: number } = { time: testTime }): OpenedFamilies {
  const database = openSessionDatabase(path);
  const time = (): number => clock.time;
  const revocations = new SqliteTokenRevocations(database, time);
  const families = new SqliteTokenFamilies({ database, revocations, prefix: "clv", clock: time, randomBytes });
  return { database, revocations, families };
}
