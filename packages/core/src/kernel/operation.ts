import type { ActionBit, Right } from "./right.ts";

/** What a scheme of the description carries (DESIGN 5.2). */
export type CredentialKind = "api-key" | "application-key" | "session" | "access-token" | "one-time" | "password";

/** One security scheme, ready to be looked for in a request. Header names are lower-case, others as declared. */
export type Scheme = {
  readonly name: string;
  readonly credentials: readonly CredentialKind[];
  /** Seconds since the epoch from which its use is deprecated (RFC 9745): told with each answer, marked in the record. */
  readonly deprecatedSince?: number;
  /** Seconds since the epoch from which it will be gone (RFC 8594): told with each answer. */
  readonly sunset?: number;
} & (
  | { readonly carrier: "header" | "query" | "cookie"; readonly parameter: string }
  | { readonly carrier: "bearer" | "basic" }
);

/** True for a scheme of the role *application*: it says which program calls. All others say who (DESIGN 5.2). */
export const isApplicationScheme = ({ credentials }: Scheme): boolean => credentials.includes("application-key");

/** One scheme that must be satisfied, and the rights (scopes) that must be held with it. */
export interface Demand {
  readonly scheme: string;
  readonly rights: readonly Right[];
}

/** The alternatives of an operation's `security`: any one list, all of its demands. An empty list is anonymous. */
export type Security = readonly (readonly Demand[])[];

/** How the value of an entity parameter is written; without one, a value may have several spellings. */
export type Spelling =
  | { readonly kind: "integer" | "uuid" | "lower" | "upper" }
  | { readonly kind: "enum"; readonly values: readonly string[] };

/**
 * One method and path template. `module`, `action` and `entity` are read from the description once (DESIGN 4).
 * Own operations of Clavis have the same shape: there is no second router.
 */
export interface Operation {
  /** The operationId, or `<METHOD> <template>` where the description gives none. */
  readonly id: string;
  readonly owner: "provider" | "clavis";
  readonly method: string;
  /** Canonical path with the base path and `{parameters}` that fill a whole segment. */
  readonly template: string;
  readonly module: string;
  readonly action: Action;
  /** The path parameter that names the entity. */
  readonly entity: string | undefined;
  readonly spelling: Spelling | undefined;
  /** The path parameter that names the account (`x-clavis-account`). */
  readonly account: string | undefined;
  readonly security: Security;
  /** Of Clavis's own operations: what a caller needs beside a credential. `identity`: nothing. Absent: the right. */
  readonly needs?: "identity" | "user";
  /** The upstream by its name (`x-clavis-upstream`), where it is not the environment's own. */
  readonly upstream?: string;
  /** Only a one-time token will do (`x-clavis-one-time`). */
  readonly oneTime?: boolean;
  /** What one call counts in rates and quotas (`x-clavis-cost`); 1 where absent. */
  readonly cost?: number;
  /** A cookie may change state here wherever the page is from (`insecure.cookieWithoutOrigin`). */
  readonly cookieWithoutOrigin?: boolean;
  /** Takes its body as a form, too. Of Clavis's own operations. */
  readonly acceptsForm?: boolean;
  /** Changes what all environments share: only the primary one may (DESIGN 2). */
  readonly changesShared?: boolean;
  /** Open to a user whose password is to be changed first (SECURITY AUT-09). */
  readonly beforePasswordChange?: boolean;
}

/** `bit` is read, create, update, delete or custom; `verb` is the custom verb's name. */
export interface Action {
  readonly bit: ActionBit;
  readonly verb: string | undefined;
}
