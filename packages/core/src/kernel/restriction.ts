import type { NetworkSet } from "./network.ts";
import type { OpeningHours } from "./opening-hours.ts";

/** A rate: `limit` requests in `seconds`, at most `burst` of them at once (GCRA). */
export interface Rate {
  readonly limit: number;
  readonly seconds: number;
  /** From 1 to `limit`; `limit` where absent. */
  readonly burst?: number;
  /** Counted and recorded, never refused. */
  readonly shadow?: boolean;
}

/** So many requests in a calendar day or month, in the time zone of the account acted in. Survives a restart. */
export interface Quota {
  readonly limit: number;
  readonly period: "day" | "month";
  readonly shadow?: boolean;
}

/** What the address of the first use binds a credential to: itself, its /24 or /64, or its country. */
export interface AnchorRule {
  readonly to: "address" | "network" | "country";
  /** `observe` marks the record, `warn` the answer too, `enforce` refuses. */
  readonly mode: "observe" | "warn" | "enforce";
}

/**
 * What narrows a credential, an account, an application or a role, ready for the decision. An absent member restricts
 * nothing. The object may be shared and is never changed.
 */
export interface Restrictions {
  readonly networks?: NetworkSet;
  /** ISO 3166-1 alpha-2, upper-case. */
  readonly countries?: ReadonlySet<string>;
  readonly hours?: OpeningHours;
  readonly anchor?: AnchorRule;
  /** operationIds: no other operation is allowed. */
  readonly operations?: ReadonlySet<string>;
  /** Milliseconds since the epoch: the window of what has no times of its own (accounts, applications, roles). */
  readonly notBefore?: number;
  readonly expiresAt?: number;
  /** How often a credential may be used in all. */
  readonly uses?: number;
  readonly rate?: Rate;
  readonly quota?: Quota;
}
