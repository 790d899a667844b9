import { type Resolution, type SessionNeed, type SessionRecord, StoreUnavailable } from "@clavis/core";
import {
  isSessionSecretForm,
  type Session,
  type SessionLifetimes,
  type SessionUses,
  sessionDigest,
  sessionTimes,
} from "@clavis/directory";
import type { SessionRows } from "./session-rows.ts";

export interface SessionResolverParts {
  readonly rows: Pick<SessionRows, "findByDigest">;
  readonly uses: SessionUses;
  readonly lifetimes: SessionLifetimes;
  /** SHA-256, 32 bytes. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

type SessionResolution = Extract<Resolution, { kind: "session" | "unavailable" }>;

const unknown: SessionResolution = { kind: "session", session: undefined };

/**
 * Finds the session a cookie belongs to, in the file as it is now: one that was ended, here or by another process, is
 * known to be from the next look-up on. Synchronous, some 12 us. Whether it may still be used is left to the decision.
 */
export class SessionResolver {
  readonly #parts: SessionResolverParts;

  constructor(parts: SessionResolverParts) {
    this.#parts = parts;
  }

  resolve({ secret }: Pick<SessionNeed, "secret">): SessionResolution {
    const { rows, sha256 } = this.#parts;
    if (!isSessionSecretForm(secret)) return unknown;
    try {
      const session = rows.findByDigest(sessionDigest(sha256, secret));
      return session === undefined ? unknown : { kind: "session", session: this.#recordOf(session) };
    } catch (error) {
      if (error instanceof StoreUnavailable) return { kind: "unavailable" };
      throw error;
    }
  }

  #recordOf(session: Session): SessionRecord {
    const { usedAt, perhapsUsedAt } = this.#parts.uses.useOf(session);
    const { id, environment, user, application, openedAt, epochs, end } = session;
    const used = { environment, openedAt, usedAt: perhapsUsedAt, endsAt: session.endsAt };
    const { idleEndsAt, endsAt } = sessionTimes(used, this.#parts.lifetimes);
    return { id, environment, user, application, openedAt, usedAt, idleEndsAt, endsAt, endedAt: end?.time, epochs };
  }
}
