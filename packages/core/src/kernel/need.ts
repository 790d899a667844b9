import type { Address } from "./address.ts";
import type { UserRecord } from "./ports.ts";

/**
 * What a decision waits for: whether a password is a user's. `user` is undefined for a name nobody has: the answer must
 * then take as long as any other (SECURITY AUTH-07).
 */
export interface PasswordNeed {
  readonly kind: "password";
  readonly user: UserRecord | undefined;
  /** As presented; attempts are counted by it whoever it names. */
  readonly name: string;
  readonly password: string;
  readonly address: Address | undefined;
}

/** What was found out. `throttled` says nothing of the password: it was not looked at. */
export type Resolution =
  | { readonly kind: "genuine"; readonly userId: string; readonly passwordVersion: number }
  | { readonly kind: "wrong" }
  /** Seconds until the next attempt is looked at. */
  | { readonly kind: "throttled"; readonly retryAfter: number }
  | { readonly kind: "overloaded"; readonly retryAfter: number }
  /** It could not be found out, through trouble of ours. */
  | { readonly kind: "unavailable" };
