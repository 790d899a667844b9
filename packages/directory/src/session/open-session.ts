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
  /** The value of a session cookie that came with the login. */
  readonly presented: string | undefined;
}

/** A session just opened. The secret is not kept: it goes into the cookie now and never again. */
export interface OpenedSession {
  readonly session: Session;
  readonly secret: string;
}

/**
 * Opens a session under an id and a secret that are new in any case (SECURITY SES-01): nothing a client sent is adopted,
 * and the session whose cookie came with the login ends as `replaced`. What is checked of the user is the caller's part.
 * TypeError for an environment without lifetimes.
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
  const { presented } = login;
  const replaces =
    presented !== undefined && isSessionSecretForm(presented) ? sessionDigest(sha256, presented) : undefined;
  await store.insert(session, sessionDigest(sha256, secret), replaces);
  return { session, secret };
}
