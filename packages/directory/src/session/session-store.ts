import type { Page } from "../store/page.ts";
import type { Session, SessionEnd } from "./session.ts";

export interface SessionFilter extends Page<string> {
  /** A user's id. */
  readonly user?: string;
  readonly environment?: string;
}

/** Which open sessions are ended together. */
export interface SessionSelection {
  /** A user's id. */
  readonly user: string;
  readonly environment?: string;
  /** The id of the one that stays. */
  readonly except?: string;
}

/** Of the sessions of a user in an environment the newest `keep` may stay open, and the newest `keepEnded` ended ones stay. */
export interface SessionSurplus {
  /** A user's id. */
  readonly user: string;
  readonly environment: string;
  readonly keep: number;
  readonly keepEnded: number;
}

/**
 * What is removed: sessions that were ended or had their absolute end before `endedBefore`, and those last used before
 * `usedBefore`. Milliseconds since the epoch; `usedBefore` is the earlier one.
 */
export interface SessionRetention {
  readonly endedBefore: number;
  readonly usedBefore: number;
}

export interface SessionRemoval {
  readonly removed: number;
  /** The id up to which all were looked at; undefined when none is left that could be old enough. */
  readonly reached: string | undefined;
}

/**
 * Where sessions are kept. What was acknowledged is on disk, and is seen by every read and look-up of this process and
 * of others on the machine. Every method rejects with core's `StoreUnavailable` when the store can not be used; nothing
 * is then changed.
 */
export interface SessionStore {
  find(id: string): Promise<Session | undefined>;
  /** By id, ascending: oldest first. */
  list(filter: SessionFilter): Promise<readonly Session[]>;
  /**
   * A new session, whose secret has this digest. In the same write the open sessions of that environment whose secrets
   * have the digests `replaces` end as `replaced`. Rejects when the id or the digest is taken.
   */
  insert(session: Session, digest: Uint8Array, replaces: readonly Uint8Array[]): Promise<void>;
  /**
   * Ends the oldest open sessions of a user as `replaced`, and removes the oldest ended ones. Gives how many open ones
   * there were too many.
   */
  endSurplus(surplus: SessionSurplus, time: number): Promise<number>;
  /** Ends a session and gives it as it is then; one that was ended keeps its first end. Undefined where there is none. */
  end(id: string, end: SessionEnd): Promise<Session | undefined>;
  /** Ends the open sessions of a user. Gives how many there were. */
  endAll(selection: SessionSelection, end: SessionEnd): Promise<number>;
  /** Looks at the `limit` sessions behind the one that `after` names, oldest first, and removes the old ones of them. */
  remove(retention: SessionRetention, page: Page<string>): Promise<SessionRemoval>;
}
