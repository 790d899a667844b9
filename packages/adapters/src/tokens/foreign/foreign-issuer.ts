import type { RightSet } from "@clavis/core";
import type { Algorithm } from "../jws/algorithm.ts";
import type { KeySet } from "../jws/key-set.ts";

/** How another's tokens are accepted: everything is named, nothing is discovered. */
export interface ForeignIssuer {
  /** `iss`, compared byte for byte. */
  readonly issuer: string;
  /** What `aud` must hold. */
  readonly audience: string;
  readonly algorithms: readonly Algorithm[];
  readonly keys: ForeignKeySource;
  /** The one environment its tokens count in; every one where undefined. */
  readonly environment: string | undefined;
  /** Accepted `typ`, lower-case and without `application/`; an empty text accepts tokens without one. `at+jwt` unless set. */
  readonly types: readonly string[];
  readonly claims: ClaimMapping;
}

export type ForeignKeySource =
  /** Fetched from there, and again for a `kid` that is not known. */
  { readonly kind: "url"; readonly url: string } | { readonly kind: "fixed"; readonly keys: KeySet };

/** What of the claims says for whom a token stands and what it may do. At least one of `user` and `account`. */
export interface ClaimMapping {
  readonly user: { readonly claim: string; readonly by: UserMark } | undefined;
  /** The claim with the account number. */
  readonly account: string | undefined;
  readonly rights: RightsMapping;
}

/** By which mark a user of ours is found. An e-mail address counts only where `email_verified` is true. */
export type UserMark = "id" | "email" | "externalId";

export type RightsMapping =
  | { readonly kind: "fixed"; readonly rights: RightSet }
  /** A claim that is a list of texts, or a text of them with blanks between. Each is a right. */
  | { readonly kind: "claim"; readonly claim: string }
  /** The same, each leading to rights of ours; what leads to none gives none. */
  | { readonly kind: "mapped"; readonly claim: string; readonly rights: ReadonlyMap<string, readonly string[]> };

/** Finds the id of a user of ours. */
export type FindForeignUser = (mark: UserMark, value: string) => string | undefined;
