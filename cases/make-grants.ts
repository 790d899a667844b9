import type { Snapshot } from "@clavis/core";
import { type AccessTokens, endSession, openSession, type Sessions, type TokenRevocations } from "@clavis/directory";
import { idOf, moment, type Names } from "./names.ts";
import type { WrittenSession, WrittenToken } from "./written-grant.ts";

/** What sessions and tokens are made with. */
export interface GrantWorkshop {
  readonly sessions: Sessions;
  readonly tokens: AccessTokens;
  readonly revocations: TokenRevocations;
  readonly snapshot: Snapshot;
  readonly clock: { now: number };
}

const day = 86_400_000;

/** Opens the session at its time, and ends it where it has ended since. */
export async function makeSession(workshop: GrantWorkshop, written: WrittenSession, names: Names): Promise<void> {
  const { sessions, snapshot, clock } = workshop;
  const { name, environment, application, at, endedAt } = written;
  const user = idOf(names, "user", written.user);
  clock.now = moment + at * 1000;
  const epochs = {
    user: snapshot.epochOf("user", user),
    environment: snapshot.epochOf("environment", environment),
    ...(application !== undefined && { application: snapshot.epochOf("application", application) }),
  };
  const login = { environment, user, application, address: undefined, epochs, presented: [] };
  const { session, secret } = await openSession(sessions, login);
  names.secrets.set(`session:${name}`, secret);
  names.hidden.push(secret);
  names.ids.set(`session:${name}`, session.id);
  if (endedAt === undefined) return;
  clock.now = moment + endedAt * 1000;
  await endSession(sessions, session.id, "revoked");
}

/** Issues the token at its time, and revokes it where it was revoked since. */
export async function makeToken(workshop: GrantWorkshop, written: WrittenToken, names: Names): Promise<void> {
  const { tokens, revocations, clock } = workshop;
  const { name, subject, session, at, endedAt, ...order } = written;
  clock.now = moment + at * 1000;
  const { id, token } = tokens.issue({
    ...order,
    subject: { kind: subject.kind, id: idOf(names, subject.kind, subject.name) },
    session: session === undefined ? undefined : idOf(names, "session", session),
  });
  names.secrets.set(`token:${name}`, token);
  names.hidden.push(token.split(".")[2] ?? token);
  names.ids.set(`token:${name}`, id);
  if (endedAt !== undefined) await revocations.revoke(id, moment + day);
}
