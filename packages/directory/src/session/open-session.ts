import type { Epochs } from "@clavis/core";
import { sortableId } from "../id/sortable-id.ts";
import type { Session } from "./session.ts";
import { generateSessionSecret, isSessionSecretForm, sessionDigest } from "./session-secret.ts";
import type { Sessions } from "./sessions.ts";

/** A login that succeeded. */
export interface NewSession {
  readonly environment: string;
  /** The user's id. */
  readonly user: string;
  /** The application whose key stood beside the login. */
  readonly application: string | undefined;
  readonly address: string | undefined;
  /** Of user, application and environment, read before the password was verified: what ends them meanwhile ends this too. */
  readonly epochs: Epochs;
  /** The values of session cookies that came with the login. */
  readonly presented: readonly string[];
}

/** A session just opened. The secret is not kept: it goes into the cookie now and never again. */
export interface OpenedSession {
  readonly session: Session;
  readonly secret: string;
}

/**
 * Open sessions of one user in one environment. Ending all at once is one write, a few ten microseconds of the event loop
 * each: who signs in all day must not hold up everybody by signing out.
 */
export const maxOpenSessions = 1000;

/** Ended sessions of one user in one environment: whoever knows a password must not fill the disk by signing in. */
export const maxEndedSessions = 1000;

/**
 * Opens a session under an id and a secret that are new in any case (SECURITY SES-01): nothing a client sent is adopted,
 * and sessions whose cookies came with the login end as `replaced`, as does the oldest of more than `maxOpenSessions`; of
 * those that have ended the newest `maxEndedSessions` are kept. What is checked of the user is the caller's part. TypeError for an environment without lifetimes.
 */
export async function openSession(sessions: Sessions, login: NewSession): Promise<OpenedSession> {
  const lifetime = sessions.lifetimes.get(login.environment);
  if (lifetime === undefined) throw new TypeError(`no lifetime of sessions in "${login.environment}" is configured`);
  const { store, randomBytes, sha256 } = sessions;
  const time = sessions.clock();
  const secret = generateSessionSecret(randomBytes);
  const session: Session = {
    id: sortableId("ses", time, randomBytes),
    environment: login.environment,
    user: login.user,
    application: login.application,
    openedAt: time,
    openedFrom: login.address,
    usedAt: time,
    usedFrom: login.address,
    endsAt: time + lifetime.absolute,
    end: undefined,
    epochs: login.epochs,
  };
  const replaces = login.presented.filter(isSessionSecretForm).map((each) => sessionDigest(sha256, each));
  const { user, environment } = login;
  // Asked for together, so that the disk is waited for once.
  await Promise.all([
    store.insert(session, sessionDigest(sha256, secret), replaces),
    store.endSurplus({ user, environment, keep: maxOpenSessions, keepEnded: maxEndedSessions }, time),
  ]);
  return { session, secret };
}
