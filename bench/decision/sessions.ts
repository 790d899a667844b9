import { hash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { openSessionDatabase, SessionResolver, SessionTouches, SqliteSessions } from "@clavis/adapters";
import { openSession } from "@clavis/directory";
import { time } from "../tokens/stand.ts";

const hour = 3_600_000;
const lifetimes = new Map([["production", { idle: hour, absolute: 24 * hour }]]);
const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");
const clock = (): number => time;

export interface SessionStand {
  readonly resolver: SessionResolver;
  /** The values of their cookies. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

/** So many open sessions of `user`, among nine times as many of others, in a `session.db` of its own. */
export async function openSessionStand(folder: string, user: string, count: number): Promise<SessionStand> {
  const database = openSessionDatabase(join(folder, "session.db"));
  const rows = new SqliteSessions(database, undefined);
  const uses = new SessionTouches({ rows, lifetimes, clock });
  const sessions = { store: rows, lifetimes, clock, randomBytes, sha256 };
  const login = {
    environment: "production",
    user,
    application: undefined,
    address: "203.0.113.9",
    epochs: { user: 0, environment: 0 },
    presented: [],
  };
  for (let other = 0; other < 9; other++)
    await Promise.all(Array.from({ length: count }, () => openSession(sessions, { ...login, user: `other_${other}` })));
  const opened = await Promise.all(Array.from({ length: count }, () => openSession(sessions, login)));
  const close = async (): Promise<void> => {
    await uses.close();
    database.close();
  };
  return {
    resolver: new SessionResolver({ rows, uses, lifetimes, sha256 }),
    secrets: opened.map(({ secret }) => secret),
    close,
  };
}
