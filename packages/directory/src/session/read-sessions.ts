import { DirectoryError } from "../directory-error.ts";
import { checkPage } from "../store/page.ts";
import { type Session, type SessionStatus, type SessionTimes, sessionStatus, sessionTimes } from "./session.ts";
import type { SessionFilter } from "./session-store.ts";
import type { Sessions } from "./sessions.ts";

/** The sessions that a caller may know of: to them any other session does not exist. */
export interface SessionScope {
  /** The user's id. */
  readonly user: string;
  readonly environment: string;
}

/** A session as it is shown, with its ends by today's configuration. */
export interface ShownSession extends Session, SessionTimes {
  readonly status: SessionStatus;
}

export interface SessionListFilter extends SessionFilter {
  readonly status?: SessionStatus;
}

type Reading = Pick<Sessions, "store" | "clock" | "lifetimes" | "uses" | "epochOf">;

/** The session of this id. DirectoryError `not_found`, for a session outside the scope too. */
export async function getSession(sessions: Reading, id: string, scope?: SessionScope): Promise<ShownSession> {
  return await shown(sessions, inScope(await sessions.store.find(id), id, scope));
}

/**
 * Sessions, oldest first. Those that ended are there for a day more. Without `uses`, one in use may be shown with a use earlier
 * by its granularity. DirectoryError `validation_failed` for a limit out of range.
 */
export async function listSessions(sessions: Reading, filter: SessionListFilter): Promise<readonly ShownSession[]> {
  checkPage(filter);
  const { status, limit, ...where } = filter;
  const found: ShownSession[] = [];
  let page: readonly Session[] = [];
  do {
    const after = page.at(-1)?.id;
    page = await sessions.store.list({ ...where, ...(after !== undefined && { after }), limit });
    const all = await Promise.all(page.map((session) => shown(sessions, session)));
    found.push(...all.filter((session) => status === undefined || session.status === status));
  } while (found.length < limit && page.length === limit);
  return found.slice(0, limit);
}

/** The session where it exists and lies in the scope. DirectoryError `not_found`. */
export function inScope(session: Session | undefined, id: string, scope: SessionScope | undefined): Session {
  const isKnown = session !== undefined && (scope === undefined || isWithin(session, scope));
  if (!isKnown) throw new DirectoryError("not_found", `there is no session "${id}"`);
  return session;
}

const isWithin = (session: Session, { user, environment }: SessionScope): boolean =>
  session.user === user && session.environment === environment;

async function shown(reading: Reading, session: Session): Promise<ShownSession> {
  const { clock, lifetimes, uses } = reading;
  const { usedAt, perhapsUsedAt } = uses?.useOf(session) ?? { usedAt: session.usedAt, perhapsUsedAt: session.usedAt };
  const times = sessionTimes({ ...session, usedAt: perhapsUsedAt }, lifetimes);
  const status = sessionStatus(session, times, clock());
  const isOver = status === "open" && (await isOutlived(reading, session));
  return { ...session, usedAt, ...times, status: isOver ? "ended" : status };
}

/** Whether everything that its user, application or environment had given was ended at once since it was opened. */
async function isOutlived({ epochOf }: Reading, session: Session): Promise<boolean> {
  for (const kind of ["user", "application", "environment"] as const) {
    const { [kind]: epoch } = session.epochs;
    const { [kind]: id } = session;
    if (epochOf === undefined || epoch === undefined || id === undefined) continue;
    if (epoch < (await epochOf(kind, id))) return true;
  }
  return false;
}
