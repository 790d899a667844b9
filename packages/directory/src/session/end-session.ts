import type { Actor, Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { raiseEpoch } from "../epoch/raise-epoch.ts";
import { getUser } from "../user/read-users.ts";
import { inScope, type SessionScope } from "./read-sessions.ts";
import type { Session, SessionEndReason } from "./session.ts";
import type { SessionSelection } from "./session-store.ts";
import type { Sessions } from "./sessions.ts";

/**
 * Ends a session: the next request with it is refused. One that was ended keeps its first end.
 * DirectoryError `not_found`, for a session outside the scope too.
 */
export async function endSession(
  { store, clock }: Pick<Sessions, "store" | "clock">,
  id: string,
  reason: SessionEndReason,
  scope?: SessionScope,
): Promise<Session> {
  inScope(await store.find(id), id, scope);
  const ended = await store.end(id, { time: clock(), reason });
  // The clean-up may have come between.
  if (ended === undefined) throw new DirectoryError("not_found", `there is no session "${id}"`);
  return ended;
}

/** Ends the open sessions of a user, in one write, so that all are refused or none. Gives how many there were. */
export async function endSessions(
  { store, clock }: Pick<Sessions, "store" | "clock">,
  selection: SessionSelection,
  reason: SessionEndReason,
): Promise<number> {
  return await store.endAll(selection, { time: clock(), reason });
}

/**
 * Ends everything a user is signed in with, in every environment: by the user's epoch, which also ends their tokens and
 * is a change of the directory, and then in the list of sessions. Once it is acknowledged, whatever becomes of the list,
 * no session opened before is accepted. `name` is an id or e-mail address. Gives how many open sessions there were.
 * DirectoryError `not_found`.
 */
export async function endSessionsOf(
  directory: Directory,
  sessions: Pick<Sessions, "store" | "clock">,
  actor: Actor,
  name: string,
): Promise<number> {
  const { id } = await getUser(directory, name);
  await raiseEpoch(directory, actor, "user", id);
  return await endSessions(sessions, { user: id }, "revoked");
}
