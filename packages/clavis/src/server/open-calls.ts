import { randomBytes } from "node:crypto";
import {
  FailedLoginCounter,
  LocalSettlement,
  openSessionDatabase,
  SessionResolver,
  SessionTouches,
  SqliteJournal,
  SqliteLedger,
  SqliteSessions,
  SqliteTokenFamilies,
  SqliteTokenRevocations,
} from "@clavis/adapters";
import type { EpochKind } from "@clavis/core";
import type { SessionJournal, Sessions, TokenFamilies } from "@clavis/directory";
import type { Logger } from "pino";
import type { Configuration } from "../configuration/configuration.ts";
import type { OpenDirectory } from "../open-directory.ts";
import { longestTokenLife } from "../token-life.ts";
import type { Closing } from "./closing.ts";

export interface CallStateParts {
  readonly configuration: Configuration;
  readonly opened: OpenDirectory;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** What is kept in the course of calls, in `session.db`. */
export interface CallState {
  readonly sessions: Sessions;
  readonly touches: SessionTouches;
  readonly resolver: SessionResolver;
  readonly revocations: SqliteTokenRevocations;
  readonly families: TokenFamilies;
  readonly settlement: LocalSettlement;
  readonly ledger: SqliteLedger;
  readonly journal: SessionJournal;
  readonly failedLogins: FailedLoginCounter;
}

/** Opens `session.db` and everything that keeps something in it. Each part is added to `closing` as it is opened. */
export function openCallState({ configuration, opened, logger, clock }: CallStateParts, closing: Closing): CallState {
  const { directory, data } = opened;
  const report = (text: string) => (error: unknown) => logger.error({ error }, text);
  const database = openSessionDatabase(data.sessions);
  closing.add(() => database.close());
  const revocations = new SqliteTokenRevocations(database, clock);
  const { keyPrefix: prefix } = configuration;
  const families = new SqliteTokenFamilies({ database, revocations, prefix, clock, randomBytes });
  const longestLife = longestTokenLife(configuration);
  const store = new SqliteSessions(database, { revocations, families, longestLife });
  const lifetimes = new Map(configuration.environments.map(({ name, sessions }) => [name, sessions]));
  const touches = new SessionTouches({
    rows: store,
    lifetimes,
    clock,
    onProblem: report("the use of sessions could not be written"),
  });
  closing.add(() => touches.close());
  const ledger = new SqliteLedger(database);
  const settlement = new LocalSettlement(ledger, { onProblem: report("the ledger could not be tidied") });
  closing.add(() => settlement.close());
  const journal = new SqliteJournal(database);
  const failedLogins = new FailedLoginCounter({
    journal,
    clock,
    onProblem: report("failed logins could not be counted"),
  });
  closing.add(() => failedLogins.close());
  const epochOf = (kind: EpochKind, id: string): Promise<number> => directory.store.findEpoch(kind, id);
  return {
    sessions: { store, lifetimes, clock, randomBytes, sha256: directory.sha256, uses: touches, epochOf },
    touches,
    resolver: new SessionResolver({ rows: store, uses: touches, lifetimes, sha256: directory.sha256 }),
    revocations,
    families,
    settlement,
    ledger,
    journal,
    failedLogins,
  };
}
