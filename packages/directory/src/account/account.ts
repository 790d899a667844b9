import type { JsonObject } from "../audit/canonical-json.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import { restrictionsView } from "../restriction/restriction-view.ts";

/** A customer of the provider. */
export interface Account {
  /** `CKLANT001`; never changes. */
  readonly number: string;
  readonly name: string;
  readonly enabled: boolean;
  /** A ceiling over everything done in the account. */
  readonly rights: readonly string[];
  /** Narrow everything done in the account. */
  readonly restrictions: RestrictionSpec | undefined;
  /** The IANA time zone in which its days and months begin. */
  readonly zone: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The revision of the last change. */
  readonly revision: number;
}

/** What an account is made of; absent rights are `*`, absent `enabled` is true, the absent zone is UTC. */
export interface AccountSpec {
  readonly number: string;
  readonly name: string;
  readonly rights?: readonly string[];
  readonly restrictions?: RestrictionSpec;
  readonly zone?: string;
  readonly enabled?: boolean;
}

/** What the audit log keeps of an account's state. */
export const accountView = (account: Omit<Account, "revision">): JsonObject => ({
  number: account.number,
  name: account.name,
  enabled: account.enabled,
  rights: account.rights,
  restrictions: account.restrictions && restrictionsView(account.restrictions),
  zone: account.zone,
});
