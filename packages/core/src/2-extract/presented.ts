import type { CredentialKind } from "../kernel/operation.ts";
import type { Match } from "../kernel/operation-table.ts";
import type { Refusal } from "../kernel/refusal.ts";

/** What the request asks for: a match of the operation table, or a CORS preflight for a path that exists. */
export type Target = Match | { readonly kind: "preflight"; readonly origin: string; readonly allow: readonly string[] };

/** A credential found in the request and not yet checked. */
export type PresentedCredential = {
  /** The scheme that found it. */
  readonly scheme: string;
} & (
  | { readonly kind: "api-key"; readonly secret: string }
  | { readonly kind: "application-key"; readonly secret: string }
  | { readonly kind: "session"; readonly secret: string }
  /** `accepts`: which tokens its scheme carries. */
  | { readonly kind: "token"; readonly text: string; readonly accepts: readonly CredentialKind[] }
  | { readonly kind: "password"; readonly user: string; readonly password: string }
);

/** The account the caller chose with X-AccountId. */
export type AccountChoice =
  | { readonly kind: "absent" }
  | { readonly kind: "named"; readonly number: string }
  | { readonly kind: "invalid"; readonly detail: string };

export interface Presented {
  readonly target: Target;
  /** The one credential of the caller's role. */
  readonly caller: PresentedCredential | undefined;
  /** The one application key. */
  readonly application: Extract<PresentedCredential, { kind: "application-key" }> | undefined;
  /** A malformed, doubled or unknown credential; its check fails with it. */
  readonly fault: Refusal | undefined;
  /** Nothing shows that its page may use the cookie: `insecure.cookieWithoutOrigin` alone lets it. */
  readonly cookieWithoutOrigin: boolean;
  readonly account: AccountChoice;
}
