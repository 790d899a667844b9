import type { JsonObject } from "../audit/canonical-json.ts";

/** A customer of the provider. */
export interface Account {
  /** `CKLANT001`; never changes. */
  readonly number: string;
  readonly name: string;
  readonly enabled: boolean;
  /** A ceiling over everything done in the account. */
  readonly rights: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The revision of the last change. */
  readonly revision: number;
}

/** What an account is made of; absent rights are `*`, absent `enabled` is true. */
export interface AccountSpec {
  readonly number: string;
  readonly name: string;
  readonly rights?: readonly string[];
  readonly enabled?: boolean;
}

/** What the audit log keeps of an account's state. */
export const accountView = ({ number, name, enabled, rights }: Omit<Account, "revision">): JsonObject => ({
  number,
  name,
  enabled,
  rights,
});
