import { type Static, Type } from "typebox";
import type { OwnOperation } from "../own-operation.ts";

const strict = { additionalProperties: false };

/** A session as its user sees it: never the value of its cookie. */
export const SessionView = Type.Object({
  id: Type.String(),
  status: Type.Enum(["open", "ended", "expired"]),
  current: Type.Boolean({ description: "True for the one by which this call comes." }),
  application: Type.Optional(Type.String()),
  openedAt: Type.String(),
  openedFrom: Type.Optional(Type.String()),
  usedAt: Type.String({ description: "Written a minute behind, or more where sessions may be idle for long." }),
  usedFrom: Type.Optional(Type.String()),
  idleEndsAt: Type.String(),
  endsAt: Type.String(),
});
export type SessionView = Static<typeof SessionView>;

export const SessionQuery = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 100, description: "The id of the last one seen." })),
    limit: Type.Optional(Type.String({ pattern: "^([1-9][0-9]{0,2}|1000)$", description: "At most 1000; 100." })),
  },
  strict,
);
export type SessionQuery = Static<typeof SessionQuery>;

export const SignedIn = Type.Object({
  user: Type.Object({
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    kind: Type.Optional(Type.String()),
  }),
  expiresAt: Type.String({ description: "When the session ends in any case." }),
  passwordChangeRequired: Type.Boolean({
    description: "True where nothing is possible before the password is changed.",
  }),
});
export type SignedIn = Static<typeof SignedIn>;

const sessions = { listener: "public", module: "sessions", feature: "sessions" } as const;

export const sessionOperations: readonly OwnOperation[] = [
  {
    ...sessions,
    access: "application",
    acceptsForm: true,
    operationId: "openSession",
    method: "POST",
    path: "/sessions/login",
    action: "create",
    summary: "Sign in: sets the session cookie. Parameters and answer are configurable",
    answer: SignedIn,
  },
  {
    ...sessions,
    access: "caller",
    needs: "user",
    beforePasswordChange: true,
    operationId: "closeSession",
    method: "POST",
    path: "/sessions/logout",
    action: "delete",
    summary: "Sign out: ends the session by which the call comes",
    status: 204,
  },
  {
    ...sessions,
    access: "caller",
    needs: "user",
    operationId: "listSessions",
    method: "GET",
    path: "/sessions",
    action: "read",
    summary: "My sessions in this environment, oldest first",
    query: SessionQuery,
    answer: Type.Object({ sessions: Type.Array(SessionView), next: Type.Optional(Type.String()) }),
  },
  {
    ...sessions,
    access: "caller",
    needs: "user",
    operationId: "endSessions",
    method: "DELETE",
    path: "/sessions",
    action: "delete",
    summary: "Sign out everywhere: ends all my sessions in this environment, this one too",
    status: 204,
  },
  {
    ...sessions,
    access: "caller",
    needs: "user",
    operationId: "endSession",
    method: "DELETE",
    path: "/sessions/{id}",
    action: "delete",
    entity: "id",
    summary: "End one of my sessions",
    status: 204,
  },
];
