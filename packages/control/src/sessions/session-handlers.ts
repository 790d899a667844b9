import { SessionQuery, type SessionView, validatorOf } from "@clavis/contract";
import {
  endSession,
  endSessions,
  listSessions,
  type SessionScope,
  type Sessions,
  type ShownSession,
} from "@clavis/directory";
import { emptyAnswer, jsonAnswer, type OwnAnswer, type OwnHandler, type OwnRefusal } from "../handler.ts";
import { callerOf, type SelfServiceCaller } from "../self-service/caller.ts";
import { readQuery, timeText } from "../self-service/input.ts";
import { refusing } from "../self-service/refusals.ts";
import { dropCookie, type SessionCookie } from "./session-cookie.ts";

export interface SessionPorts {
  readonly sessions: Sessions;
  readonly cookie: SessionCookie;
}

/** A user's sessions in the environment that is called. */
function scopeOf({ caller, environment }: SelfServiceCaller): SessionScope {
  if (caller.kind !== "user") throw new TypeError("an operation for users was called by somebody else");
  return { user: caller.user.id, environment };
}

const currentOf = ({ caller }: SelfServiceCaller): string | undefined =>
  caller.grant?.kind === "session" ? caller.grant.session.id : undefined;

const signedOut = (cookie: SessionCookie): OwnAnswer => {
  const answer = emptyAnswer(204);
  return { ...answer, headers: [...answer.headers, ...dropCookie(cookie)] };
};

const noSession: OwnRefusal = {
  code: "conflict",
  detail: "This call comes by no session, so there is none to sign out of: send the session's cookie.",
};

/** `POST /sessions/logout`. */
export const closeSessionHandler =
  ({ sessions, cookie }: SessionPorts): OwnHandler =>
  (call) => {
    const id = currentOf(callerOf(call.judgement));
    if (id === undefined) return noSession;
    return refusing(async () => {
      await endSession(sessions, id, "logout");
      return signedOut(cookie);
    });
  };

const usualLimit = 100;

/** `GET /sessions`. */
export function listSessionsHandler({ sessions }: SessionPorts): OwnHandler {
  const validate = validatorOf(SessionQuery);
  return (call) => {
    const query = readQuery(validate, call);
    if ("code" in query) return query;
    const { after, limit: asked } = query.value;
    const limit = asked === undefined ? usualLimit : Number(asked);
    const self = callerOf(call.judgement);
    return refusing(async () => {
      const found = await listSessions(sessions, { ...scopeOf(self), limit, ...(after !== undefined && { after }) });
      const next = found.length < limit ? undefined : found.at(-1)?.id;
      const views = found.map((session) => sessionView(session, currentOf(self)));
      return jsonAnswer(200, { sessions: views, ...(next !== undefined && { next }) });
    });
  };
}

const sessionView = (session: ShownSession, current: string | undefined): SessionView => ({
  id: session.id,
  status: session.status,
  current: session.id === current,
  ...(session.application !== undefined && { application: session.application }),
  openedAt: timeText(session.openedAt) ?? "",
  ...(session.openedFrom !== undefined && { openedFrom: session.openedFrom }),
  usedAt: timeText(session.usedAt) ?? "",
  ...(session.usedFrom !== undefined && { usedFrom: session.usedFrom }),
  idleEndsAt: timeText(session.idleEndsAt) ?? "",
  endsAt: timeText(session.endsAt) ?? "",
});

/** `DELETE /sessions`: all of the user's in this environment. */
export const endSessionsHandler =
  ({ sessions, cookie }: SessionPorts): OwnHandler =>
  (call) =>
    refusing(async () => {
      const self = callerOf(call.judgement);
      await endSessions(sessions, scopeOf(self), "revoked");
      return currentOf(self) === undefined ? emptyAnswer(204) : signedOut(cookie);
    });

/** `DELETE /sessions/{id}`. */
export const endSessionHandler =
  ({ sessions }: SessionPorts): OwnHandler =>
  (call) =>
    refusing(async () => {
      await endSession(sessions, call.parameters.get("id") ?? "", "revoked", scopeOf(callerOf(call.judgement)));
      return emptyAnswer(204);
    });
