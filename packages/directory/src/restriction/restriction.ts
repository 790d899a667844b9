import type { AnchorRule, Quota, Rate } from "@clavis/core";

/**
 * What narrows a key, an account, an application or a role, as it is written and stored. `uses` only on keys; the times
 * only on what has none of its own (accounts, applications, roles).
 */
export interface RestrictionSpec {
  /** Networks in CIDR notation or lone addresses; at least one. */
  readonly networks?: readonly string[];
  /** ISO 3166-1 alpha-2, upper-case; at least one. */
  readonly countries?: readonly string[];
  /** `mon-fri 08:00-18:00 Europe/Brussels` (core `parseOpeningHours`). */
  readonly hours?: string;
  readonly anchor?: AnchorRule;
  /** operationIds; at least one. */
  readonly operations?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore?: number;
  readonly expiresAt?: number;
  readonly uses?: number;
  readonly rate?: Rate;
  readonly quota?: Quota;
}
