import type { Epochs } from "@clavis/core";
import type { JsonObject } from "../audit/canonical-json.ts";

/** What a family stems from: it is refreshed no more when that has ended. */
export interface FamilySource {
  readonly kind: "user" | "key" | "session" | "application";
  readonly id: string;
}

/** How the tokens of a family may be refreshed. Milliseconds. */
export interface RefreshRules {
  /** A token not used for so long is of no use any more. */
  readonly idle: number;
  /** At most one refresh in so long; 0 for as many as one likes. */
  readonly interval: number;
  /** For so long after a refresh the same client gets the same successor again: its answer may have been lost. */
  readonly retryWindow: number;
}

/** Refresh tokens that follow one another, one at a time. Times are milliseconds since the epoch. */
export interface NewFamily extends RefreshRules {
  readonly environment: string;
  /** Who may refresh, in the words of whoever opened it: compared as a whole. */
  readonly client: string;
  readonly source: FamilySource;
  /** Of what it stems from, when it was opened: the caller of `refresh` compares them. */
  readonly epochs: Epochs;
  /** What its tokens are made from. */
  readonly grant: JsonObject;
  /** The absolute end, whatever is refreshed. */
  readonly endsAt: number;
}

export interface TokenFamily extends NewFamily {
  /** `fam_…`: also what access tokens of the family name, so that they end with it. */
  readonly id: string;
  readonly openedAt: number;
  readonly endedAt: number | undefined;
}

export type FamilyEnd = "revoked" | "reused";

export type Refreshed =
  /** `isRetry`: the successor was given out before. */
  | { readonly kind: "refreshed"; readonly family: TokenFamily; readonly token: string; readonly isRetry: boolean }
  /** Not one of ours, or another client's. */
  | { readonly kind: "unknown" }
  /** The token was idle for too long, or the family has reached its end. */
  | { readonly kind: "expired"; readonly family: TokenFamily }
  | { readonly kind: "ended"; readonly family: TokenFamily }
  /** It had a successor already: somebody else has it. The family has ended with this. */
  | { readonly kind: "reused"; readonly family: TokenFamily }
  /** Seconds until it can be refreshed. */
  | { readonly kind: "too-early"; readonly family: TokenFamily; readonly retryAfter: number };

/**
 * Where families of refresh tokens are kept. What was acknowledged is on disk. Tokens are stored as digests. Every method
 * rejects with core's `StoreUnavailable` when the store can not be used; nothing is then changed.
 */
export interface TokenFamilies {
  /** Opens a family. Gives its first token, shown once. */
  open(family: NewFamily): Promise<{ readonly family: TokenFamily; readonly token: string }>;
  /** The family that a token is or was of: to judge, before `refresh`, whether what it stems from still stands. */
  find(token: string): Promise<TokenFamily | undefined>;
  /**
   * Exchanges a token for its successor. Of any number of callers at once one gets a new one; the others the same, where
   * they come within the retry window and it was not used, and else the family ends.
   */
  refresh(token: string, client: string): Promise<Refreshed>;
  /** Ends a family and the access tokens that name it. Gives it as it is then; undefined where there is none. */
  end(id: string): Promise<TokenFamily | undefined>;
  /** Ends all families of a source. Gives how many there were. */
  endAll(source: FamilySource): Promise<number>;
}
