import type { Address } from "./address.ts";
import type { EpochKind, LockKind } from "./epoch.ts";
import type { AnchorRule, Quota, Rate, Restrictions } from "./restriction.ts";
import type { RightSet } from "./right-set.ts";

/** An account as the decision sees it. */
export interface AccountRecord {
  /** The account number, `CKLANT001`. */
  readonly number: string;
  readonly enabled: boolean;
  /** The account's own rights: a ceiling over everything done in it. */
  readonly rights: RightSet;
  readonly restrictions: Restrictions | undefined;
  /** The IANA time zone in which its days and months begin. */
  readonly zone: string;
}

/** A program that calls the API. */
export interface ApplicationRecord {
  readonly id: string;
  readonly enabled: boolean;
  /** A ceiling over everything done with its keys, and in sessions and tokens it got. */
  readonly rights: RightSet;
  readonly restrictions: Restrictions | undefined;
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
  /** A label of the provider's. */
  readonly kind: string | undefined;
  readonly mainAccount: string | undefined;
  /** By account number. */
  readonly memberships: ReadonlyMap<string, MembershipRecord>;
  /** Changes with every new password: a password verified before it counts no more. */
  readonly passwordVersion: number;
  /** An operator knows the password: nothing is allowed before it is changed (SECURITY AUT-09). */
  readonly passwordChangeDue: boolean;
}

/** What a user is in one account. */
export interface MembershipRecord {
  /** The rights of all roles held there, as one set. */
  readonly rights: RightSet;
  /** Of those roles that restrict whoever holds them: each must be kept. */
  readonly restrictions: readonly { readonly role: string; readonly restrictions: Restrictions }[];
}

/**
 * A key as the decision sees it, found by one of its secrets. Times are milliseconds since the epoch,
 * `Infinity` (or `-Infinity` for notBefore) where there is none. The object may be shared and is never changed.
 */
export type KeyRecord = AccountKeyRecord | ApplicationKeyRecord;

/** An API key: it acts in its account, and from there. */
export interface AccountKeyRecord extends KeyMembers {
  readonly owner: "account";
  readonly account: AccountRecord;
}

/** An application key: it says which application calls, and nobody more. */
export interface ApplicationKeyRecord extends KeyMembers {
  readonly owner: "application";
  readonly application: ApplicationRecord;
}

interface KeyMembers {
  readonly id: string;
  /** Which secret version was presented, from 1. */
  readonly version: number;
  /** The row in the snapshot: the last-use record is addressed by it. */
  readonly slot: number;
  readonly environment: string;
  readonly rights: RightSet;
  /** What the creator held when the key was made: each set must allow. */
  readonly ceilings: readonly RightSet[];
  /** Ids of the links the creator reached the account by: the key ends with any of them. */
  readonly links: readonly string[];
  /** The user it ends with, where it was made so (`bindToCreator`). */
  readonly boundTo: string | undefined;
  readonly enabled: boolean;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly revokedAt: number;
  /** When this secret version stops working after a rotation. */
  readonly versionEndsAt: number;
  readonly restrictions: Restrictions | undefined;
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
  findApplication(id: string): ApplicationRecord | undefined;
  /** By e-mail address, in any case. */
  findUser(email: string): UserRecord | undefined;
  findUserById(id: string): UserRecord | undefined;
  /** By the provider's own id; undefined where several users have it. */
  findUserByExternalId(externalId: string): UserRecord | undefined;
  hasLink(id: string): boolean;
  /**
   * The shortest chain of at most four links from one account to another, over enabled accounts only; of two equally
   * short ones the one whose account numbers come first. Empty when both are the same; undefined when there is none.
   */
  findChain(from: string, to: string): readonly LinkRecord[] | undefined;
  /** False for everything, as long as nothing is locked. */
  isLocked(kind: LockKind, id: string): boolean;
  /** 0 until it is raised for the first time. */
  epochOf(kind: EpochKind, id: string): number;
}

/** In which country an address is; `unavailable` where there are no data. */
export interface Geo {
  /** ISO 3166-1 alpha-2, upper-case; undefined where the data name none. */
  countryOf(address: Address): string | undefined | "unavailable";
}

/** What credentials are anchored to. */
export interface Anchors {
  /** By the id of a credential; undefined before its first use. */
  find(credential: string): string | undefined;
}

/**
 * One charge of a decision. `rule` names what asks for it: `key.rate`, `account.quota`. `cell` is what is counted in:
 * charges of one cell and kind count together.
 */
export type Charge =
  | {
      readonly kind: "rate";
      readonly rule: string;
      /** What the RateLimit fields call it. */
      readonly name: string;
      readonly cell: string;
      readonly rate: Rate;
      readonly cost: number;
    }
  | {
      readonly kind: "quota";
      readonly rule: string;
      readonly name: string;
      readonly cell: string;
      readonly quota: Quota;
      /** IANA time zone of the calendar. */
      readonly zone: string;
      readonly cost: number;
    }
  /** One of so many uses of a credential, spent for good. `expiresAt`: when it need not be remembered any longer. */
  | {
      readonly kind: "uses";
      readonly rule: string;
      readonly cell: string;
      readonly uses: number;
      readonly expiresAt: number;
    }
  /** The first use of an anchored credential: binds it to `value`; passes for whoever brings the same value. */
  | {
      readonly kind: "anchor";
      readonly rule: string;
      readonly cell: string;
      readonly value: string;
      readonly to: AnchorRule["to"];
      readonly mode: AnchorRule["mode"];
    };

/** What is left of a charge: how many more now, milliseconds until one more is allowed and until all are. */
export interface Balance {
  readonly passed: boolean;
  readonly remaining: number;
  readonly retryAfter: number;
  readonly resetAfter: number;
  /** True for a charge of a shadow limit that would have failed: it passed. */
  readonly exceeded?: boolean;
}

/** The only atomic step. Settles all charges or none; the balances are in the order of the charges. */
export interface Settlement {
  /** Undefined where something has to be made durable first: nothing was settled, the driver settles (`SettlementNeed`). */
  settle(charges: readonly Charge[], time: number): readonly Balance[] | undefined;
}
