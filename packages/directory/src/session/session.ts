import type { Epochs } from "@clavis/core";

/**
 * Why a session ended before its time: its user signed out, somebody ended it, or another one was opened in its place: by
 * a login beside which it stood, or when its user had too many.
 */
export type SessionEndReason = "logout" | "revoked" | "replaced";

export interface SessionEnd {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly reason: SessionEndReason;
}

/** A user who is signed in, without the value of the cookie and without its digest. Times are milliseconds since the epoch. */
export interface Session {
  /** Public, `ses_…`. */
  readonly id: string;
  readonly environment: string;
  /** The user's id. */
  readonly user: string;
  /** The application whose key stood beside the login. */
  readonly application: string | undefined;
  readonly openedAt: number;
  /** The address at login. */
  readonly openedFrom: string | undefined;
  /** Of the last accepted request, as far as it has been written. */
  readonly usedAt: number;
  readonly usedFrom: string | undefined;
  /** The absolute end: nothing moves it. */
  readonly endsAt: number;
  readonly end: SessionEnd | undefined;
  /** Of user, application and environment when it was opened. */
  readonly epochs: Epochs;
}

/** How long the sessions of an environment last, in milliseconds. */
export interface SessionLifetime {
  /** Without an accepted request. */
  readonly idle: number;
  /** In any case. */
  readonly absolute: number;
}

/** By environment. */
export type SessionLifetimes = ReadonlyMap<string, SessionLifetime>;

const minute = 60_000;

/**
 * How far behind the written use of a session may be, in milliseconds: a minute, or a twentieth of the idle time where
 * that is longer. Only a server that was killed makes it felt: sessions used before may then last so much longer.
 */
export const touchGranularity = ({ idle }: Pick<SessionLifetime, "idle">): number => Math.max(minute, idle / 20);

export interface SessionTimes {
  /** When it ends without one more accepted request; never behind `endsAt`. */
  readonly idleEndsAt: number;
  readonly endsAt: number;
}

/**
 * When a session ends by itself. A lifetime that was shortened holds for the sessions there are; one that was lengthened
 * moves no absolute end. In an environment that is configured no more it has ended.
 */
export function sessionTimes(
  session: Pick<Session, "environment" | "openedAt" | "usedAt" | "endsAt">,
  lifetimes: SessionLifetimes,
): SessionTimes {
  const lifetime = lifetimes.get(session.environment);
  if (lifetime === undefined) return { idleEndsAt: session.openedAt, endsAt: session.openedAt };
  const endsAt = Math.min(session.endsAt, session.openedAt + lifetime.absolute);
  return { idleEndsAt: Math.min(session.usedAt + lifetime.idle, endsAt), endsAt };
}

/** When a session was last used, and up to when it could have been used without a trace. Milliseconds since the epoch. */
export interface KnownUse {
  readonly usedAt: number;
  readonly perhapsUsedAt: number;
}

/** What the process that serves calls knows of the use of sessions beyond what is written. */
export interface SessionUses {
  useOf(session: Pick<Session, "id" | "environment" | "usedAt">): KnownUse;
}

export type SessionStatus = "open" | "ended" | "expired";

/** What has become of a session at a time, its epochs aside. */
export function sessionStatus(
  { end }: Pick<Session, "end">,
  { idleEndsAt }: Pick<SessionTimes, "idleEndsAt">,
  time: number,
): SessionStatus {
  if (end !== undefined) return "ended";
  return time < idleEndsAt ? "open" : "expired";
}
