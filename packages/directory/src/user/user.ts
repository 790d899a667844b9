import type { JsonObject } from "../audit/canonical-json.ts";
import type { HashedPassword } from "../password/new-password.ts";
import type { PasswordForm } from "../password/password-form.ts";

/** The roles of a user in one account. */
export interface Membership {
  readonly account: string;
  /** Names, sorted, each once; at least one. */
  readonly roles: readonly string[];
}

/** A person. The password is never part of it. Times are milliseconds since the epoch. */
export interface User {
  readonly id: string;
  /** In its one spelling: `canonicalEmail`. */
  readonly email: string;
  readonly name: string;
  /** A label of the provider's: `employee`, `accountant`. */
  readonly kind: string | undefined;
  readonly externalId: string | undefined;
  readonly attributes: JsonObject | undefined;
  /** The account of a call that names none. It may have become unusable since it was set. */
  readonly mainAccount: string | undefined;
  readonly enabled: boolean;
  /** By account number. */
  readonly memberships: readonly Membership[];
  readonly password: PasswordState;
  readonly createdAt: number;
  /** The revision of the last change. */
  readonly revision: number;
}

/** What may be known of a user's password. */
export interface PasswordState {
  /** Grows with every new password; 0 while there is none, and then nobody can sign in. */
  readonly version: number;
  /** An operator who set it knows it: nothing else is allowed before it is changed (SECURITY AUT-09). */
  readonly bootstrap: boolean;
  /** Of the stored hash; without a password, of the one to come. */
  readonly form: PasswordForm;
}

/** A user's password as it is stored. */
export interface StoredPassword extends HashedPassword {
  readonly version: number;
}

/** Role names by account number. */
export type MembershipSpec = Readonly<Record<string, readonly string[]>>;

/** What the audit log keeps of a user's state: never a password or its hash. */
export const userView = (user: Omit<User, "revision">): JsonObject => ({
  email: user.email,
  name: user.name,
  kind: user.kind,
  externalId: user.externalId,
  attributes: user.attributes,
  mainAccount: user.mainAccount,
  enabled: user.enabled,
  memberships: Object.fromEntries(user.memberships.map(({ account, roles }) => [account, roles])),
  passwordVersion: user.password.version,
  passwordBootstrap: user.password.bootstrap,
  passwordForm: user.password.form,
});

/** Memberships in their one order; an account without roles is none. */
export function membershipsOf(spec: MembershipSpec): readonly Membership[] {
  return Object.entries(spec)
    .map(([account, roles]) => ({ account, roles: [...new Set(roles)].toSorted() }))
    .filter(({ roles }) => roles.length > 0)
    .toSorted((one, other) => (one.account < other.account ? -1 : 1));
}
