import type { Epochs } from "./epoch.ts";
import type { TokenNeed } from "./need.ts";
import type { Refusal } from "./refusal.ts";
import type { Restrictions } from "./restriction.ts";
import type { RightSet } from "./right-set.ts";

/** Whom a token stands for: one of ours by id, or nobody but the account it names (a foreign issuer's). */
export type TokenSubject =
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "key"; readonly id: string }
  | { readonly kind: "account"; readonly id: string };

/** A token whose signature and form were verified (SECURITY JWT-01 to 08). Times are milliseconds since the epoch. */
export interface TokenRecord {
  /** `jti`; of a foreign token without one, a digest of what its signature covers. */
  readonly id: string;
  readonly issuer: string;
  /** False for a token of a foreign issuer. */
  readonly own: boolean;
  readonly environment: string;
  readonly subject: TokenSubject;
  /** The one account it may act in; undefined where a foreign token names none. */
  readonly account: string | undefined;
  /** The application it was issued to. */
  readonly application: string | undefined;
  /** A ceiling, intersected with what the subject holds now. */
  readonly rights: RightSet;
  readonly restrictions: Restrictions | undefined;
  readonly epochs: Epochs;
  /** The session it was issued in: it dies with it. */
  readonly session: string | undefined;
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
  /** What is accepted where `x-clavis-one-time` asks for it: a token that can be used `restrictions.uses` times. */
  readonly oneTime: boolean;
  /** The one call it is good for. */
  readonly bound: { readonly method: string; readonly path: string } | undefined;
}

export type TokenReading =
  | { readonly kind: "genuine"; readonly token: TokenRecord }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** The issuer's keys have to be fetched first. */
  | { readonly kind: "unresolved"; readonly need: TokenNeed };

/** Reads tokens. Synchronous where the keys are at hand; what was verified is remembered for a while. */
export interface TokenReader {
  /**
   * Verifies form, signature, issuer, audience and type of a compact JWT. Expiry and everything else that can change is
   * left to the decision, on each use. Never throws for any text.
   */
  read(text: string, environment: string | undefined, time: number): TokenReading;
  /** True for the id of a token, session or refresh family that was revoked by itself. */
  isRevoked(id: string): boolean;
}
