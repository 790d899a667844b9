import type { NetworkSet } from "./network.ts";
import type { RightSet } from "./right-set.ts";

/** A rate: `limit` requests in `seconds`, all of them at once if need be (GCRA, burst = limit). */
export interface Rate {
  readonly limit: number;
  readonly seconds: number;
}

/** An account as the decision sees it. */
export interface AccountRecord {
  /** The account number, `CKLANT001`. */
  readonly number: string;
  readonly enabled: boolean;
  /** The account's own rights: a ceiling over everything done in it. */
  readonly rights: RightSet;
}

/** One account may act for another: the portal for its client, under a ceiling. */
export interface LinkRecord {
  readonly id: string;
  /** Account numbers. */
  readonly portal: string;
  readonly client: string;
  readonly ceiling: RightSet;
}

/** A person. Whether a password is theirs is not known here. */
export interface UserRecord {
  readonly id: string;
  readonly enabled: boolean;
  readonly mainAccount: string | undefined;
  /** By account number: the rights of all roles held there, as one set. */
  readonly memberships: ReadonlyMap<string, RightSet>;
  /** Changes with every new password: a password verified before it counts no more. */
  readonly passwordVersion: number;
}

/**
 * A key as the decision sees it, found by one of its secrets. Times are milliseconds since the epoch,
 * `Infinity` (or `-Infinity` for notBefore) where there is none. The object may be shared and is never changed.
 */
export interface KeyRecord {
  readonly id: string;
  /** Which secret version was presented, from 1. */
  readonly version: number;
  /** The row in the snapshot: settle and the last-use record are addressed by it. */
  readonly slot: number;
  readonly environment: string;
  readonly account: AccountRecord;
  readonly rights: RightSet;
  /** What the creator held when the key was made: each set must allow. */
  readonly ceilings: readonly RightSet[];
  /** Ids of the links the creator reached the account by: the key ends with any of them. */
  readonly links: readonly string[];
  readonly enabled: boolean;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly revokedAt: number;
  /** When this secret version stops working after a rotation. */
  readonly versionEndsAt: number;
  readonly networks: NetworkSet | undefined;
  readonly rate: Rate | undefined;
}

/**
 * The directory in memory. All look-ups are synchronous and see every change that was acknowledged before the call, in
 * this process or by another on this machine.
 */
export interface Snapshot {
  /** The key whose secret this is. Never throws for any text. */
  findKey(secret: string): KeyRecord | undefined;
  /** The key with this id, seen by its newest secret. */
  findKeyById(id: string): KeyRecord | undefined;
  findAccount(number: string): AccountRecord | undefined;
  /** By e-mail address, in any case. */
  findUser(email: string): UserRecord | undefined;
  findUserById(id: string): UserRecord | undefined;
  hasLink(id: string): boolean;
  /**
   * The shortest chain of at most four links from one account to another, over enabled accounts only; of two equally
   * short ones the one whose account numbers come first. Empty when both are the same; undefined when there is none.
   */
  findChain(from: string, to: string): readonly LinkRecord[] | undefined;
}

/** One charge of a decision: `slot` of the key and the rate it may not exceed. */
export interface Charge {
  readonly slot: number;
  readonly rate: Rate;
}

/** What is left of a charge's rate: requests left now, milliseconds until one more is allowed and until all are. */
export interface Balance {
  readonly passed: boolean;
  readonly remaining: number;
  readonly retryAfter: number;
  readonly resetAfter: number;
}

/** The only atomic step. Settles all charges or none; the balances are in the order of the charges. */
export interface Settlement {
  settle(charges: readonly Charge[], time: number): readonly Balance[];
}
