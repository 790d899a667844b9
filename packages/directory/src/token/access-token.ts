import type { Epochs } from "@clavis/core";
import type { RestrictionSpec } from "../restriction/restriction.ts";

/** Whom a token is to stand for. An application's acts in the account alone. */
export interface TokenHolder {
  readonly kind: "user" | "key" | "application";
  readonly id: string;
}

/** What an access token is to say. Whether its holder may have it has been judged by whoever asks. */
export interface TokenOrder {
  readonly environment: string;
  readonly subject: TokenHolder;
  /** The one account it acts in. */
  readonly account: string;
  /** The application it is for: its ceiling holds at each use. */
  readonly application: string | undefined;
  /** A ceiling, intersected with what the subject holds at each use. */
  readonly rights: readonly string[];
  readonly restrictions: RestrictionSpec | undefined;
  /** The session it is issued in: it dies with it. */
  readonly session: string | undefined;
  /** Whole seconds. */
  readonly lifetime: number;
  /** Accepted where an operation demands a one-time token; `restrictions.uses` says how often. */
  readonly oneTime: boolean;
  /** The one call it is good for. */
  readonly bound: { readonly method: string; readonly path: string } | undefined;
}

export interface IssuedToken {
  /** The secret: shown once. */
  readonly token: string;
  /** `jti`. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Issues access tokens. Nothing is stored of them. */
export interface AccessTokens {
  /**
   * `epochs`: those at which what it stems from was judged, where that was before this call; today's unless given.
   * DirectoryError `validation_failed` where the token would be larger than can be sent, `not_found` for an environment
   * without an issuer or a signing key.
   */
  issue(order: TokenOrder, epochs?: Epochs): IssuedToken;
}

/** Ends tokens, sessions and families one by one, by their ids, until they would have ended anyhow. */
export interface TokenRevocations {
  /** Durable when it resolves; refused from then on, in every process on the machine. StoreUnavailable. */
  revoke(id: string, until: number): Promise<void>;
  isRevoked(id: string): boolean;
}
