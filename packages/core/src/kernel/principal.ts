import type { CredentialNeed } from "./need.ts";
import type { AccountKeyRecord, AccountRecord, ApplicationKeyRecord, ApplicationRecord, UserRecord } from "./ports.ts";
import type { Refusal } from "./refusal.ts";
import type { SessionRecord } from "./session.ts";
import type { TokenRecord } from "./token.ts";

/** What a caller has from somebody or something else instead of an own secret. */
export type Grant =
  | { readonly kind: "session"; readonly session: SessionRecord }
  | { readonly kind: "token"; readonly token: TokenRecord };

/** The application in a request: whose key stands in it, or that the session or token was given to. */
export interface Beside {
  readonly application: ApplicationRecord;
  /** Undefined where it is known by the session or token alone, and so is its scheme. */
  readonly key: ApplicationKeyRecord | undefined;
  readonly scheme: string | undefined;
}

interface Members {
  readonly scheme: string;
  readonly grant: Grant | undefined;
  readonly beside: Beside | undefined;
}

/** An API key, by its secret or by a token made from it. */
export interface KeyCaller extends Members {
  readonly kind: "key";
  readonly key: AccountKeyRecord;
}

/** A user, by password, session or token. */
export interface UserCaller extends Members {
  readonly kind: "user";
  readonly user: UserRecord;
}

/** Nobody of ours: a foreign issuer's token that stands for an account. */
export interface TokenCaller extends Members {
  readonly kind: "token";
  readonly grant: Extract<Grant, { kind: "token" }>;
  readonly account: AccountRecord;
}

/** Whom the verified credentials stand for. Genuine, but not yet judged: standing and rights come later. */
export type Principal =
  | KeyCaller
  | UserCaller
  | TokenCaller
  /** An application by its key, and nobody else. */
  | { readonly kind: "application"; readonly beside: Beside & { readonly key: ApplicationKeyRecord } }
  | { readonly kind: "anonymous" }
  /** To be looked up before the credential can be judged. */
  | { readonly kind: "unresolved"; readonly need: CredentialNeed }
  | { readonly kind: "rejected"; readonly refusal: Refusal };

/** A principal with an identity: what the checks behind `credential` are about. */
export type Caller = KeyCaller | UserCaller | TokenCaller;

export const isCaller = (principal: Principal): principal is Caller =>
  principal.kind === "key" || principal.kind === "user" || principal.kind === "token";

/** The application in a call, with a caller or without. */
export const besideIn = (principal: Principal): Beside | undefined =>
  isCaller(principal) || principal.kind === "application" ? principal.beside : undefined;

/** Somebody of ours; undefined for a foreign token that stands for an account alone. */
export const userIn = (principal: Principal): UserRecord | undefined =>
  principal.kind === "user" ? principal.user : undefined;

export const keyIn = (principal: Principal): AccountKeyRecord | undefined =>
  principal.kind === "key" ? principal.key : undefined;

/** The id of what was presented: of a session or token its own, of a key the key's. A password has none. */
export function credentialIdOf(caller: Caller): string | undefined {
  if (caller.grant?.kind === "session") return caller.grant.session.id;
  if (caller.grant?.kind === "token") return caller.grant.token.id;
  return caller.kind === "key" ? caller.key.id : undefined;
}
