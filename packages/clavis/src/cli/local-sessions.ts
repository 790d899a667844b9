import {
  openSessionDatabase,
  type SessionDatabase,
  SqliteLedger,
  SqliteSessions,
  SqliteTokenFamilies,
  SqliteTokenRevocations,
} from "@clavis/adapters";
import type { EffectiveConfiguration } from "../configuration/effective-configuration.ts";
import type { OpenDirectory } from "../open-directory.ts";
import { longestTokenLife } from "../token-life.ts";
import type { LocalSessions } from "./context.ts";

/** Opens `session.db` of a data directory for one piece of work; a server that runs on it sees each write at once. */
export async function withLocalSessions<Result>(
  { directory, data }: OpenDirectory,
  effective: EffectiveConfiguration,
  work: (kept: LocalSessions) => Promise<Result>,
): Promise<Result> {
  const database = openSessionDatabase(data.sessions);
  try {
    return await work(partsOf(database, directory, effective));
  } finally {
    database.close();
  }
}

function partsOf(
  database: SessionDatabase,
  { clock, randomBytes, sha256, store: kept }: OpenDirectory["directory"],
  effective: EffectiveConfiguration,
): LocalSessions {
  const { environments, keyPrefix: prefix } = effective;
  const revocations = new SqliteTokenRevocations(database, clock);
  const families = new SqliteTokenFamilies({ database, revocations, prefix, clock, randomBytes });
  const store = new SqliteSessions(database, { revocations, families, longestLife: longestTokenLife(effective) });
  const lifetimes = new Map(environments.map(({ name, sessions }) => [name, sessions]));
  return {
    sessions: { store, lifetimes, clock, randomBytes, sha256, epochOf: (kind, id) => kept.findEpoch(kind, id) },
    revocations,
    families,
    anchors: new SqliteLedger(database),
  };
}
