import type { Address } from "./address.ts";
import type { Balance, Charge, UserRecord } from "./ports.ts";
import type { SessionRecord } from "./session.ts";
import type { TokenReading } from "./token.ts";

/**
 * What a decision waits for: whether a password is a user's. `user` is undefined for a name nobody has: the answer must
 * then take as long as any other (SECURITY AUT-07).
 */
export interface PasswordNeed {
  readonly kind: "password";
  readonly user: UserRecord | undefined;
  /** As presented; attempts are counted by it whoever it names. */
  readonly name: string;
  readonly password: string;
  /** `sha1`: what is presented is the SHA-1 of the password in lower-case hex (SECURITY LEG-02). */
  readonly form: "plain" | "sha1";
  readonly address: Address | undefined;
}

/** The session that a cookie's value belongs to. */
export interface SessionNeed {
  readonly kind: "session";
  readonly secret: string;
}

/** What a token is, once the keys of its issuer were fetched. */
export interface TokenNeed {
  readonly kind: "token";
  readonly text: string;
  readonly issuer: string;
  readonly environment: string | undefined;
}

/** Charges that must be durable before the request goes on. */
export interface SettlementNeed {
  readonly kind: "settlement";
  readonly charges: readonly Charge[];
}

/** What has to be looked up before the credential can be judged. */
export type CredentialNeed = PasswordNeed | SessionNeed | TokenNeed;
export type Need = CredentialNeed | SettlementNeed;

/** What was found out of a password. `throttled` says nothing of it: it was not looked at. */
export type PasswordResolution =
  | { readonly kind: "genuine"; readonly userId: string; readonly passwordVersion: number }
  | { readonly kind: "wrong" }
  /** Seconds until the next attempt is looked at. */
  | { readonly kind: "throttled"; readonly retryAfter: number }
  | { readonly kind: "overloaded"; readonly retryAfter: number }
  | Unavailable;

/** It could not be found out, through trouble of ours. */
export interface Unavailable {
  readonly kind: "unavailable";
}

export type Resolution =
  | PasswordResolution
  /** Undefined where there never was such a session. */
  | { readonly kind: "session"; readonly session: SessionRecord | undefined }
  | { readonly kind: "token"; readonly reading: TokenReading }
  /** In the order of the charges: all of them settled, or none. */
  | { readonly kind: "settled"; readonly balances: readonly Balance[] };
