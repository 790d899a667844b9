import type { Operation } from "../kernel/operation.ts";
import type { Refusal } from "../kernel/refusal.ts";

/** What the request asks for. `path` parameters are canonical, still percent-encoded where canonical form is. */
export type Target =
  | {
      readonly kind: "operation";
      readonly operation: Operation;
      /** The entity named by the path, in its one spelling. */
      readonly entity: string | undefined;
      /** The account named by the path. */
      readonly account: string | undefined;
    }
  /** A CORS preflight for a path that exists. */
  | { readonly kind: "preflight"; readonly origin: string; readonly method: string }
  | { readonly kind: "unknown-method"; readonly allow: readonly string[] }
  | { readonly kind: "unknown-path" };

/** A credential found in the request and not yet checked. */
export type PresentedCredential = {
  /** The scheme that found it. */
  readonly scheme: string;
} & (
  | { readonly kind: "api-key"; readonly secret: string }
  | { readonly kind: "password"; readonly user: string; readonly password: string }
);

/** The account the caller chose with X-AccountId. */
export type AccountChoice =
  | { readonly kind: "absent" }
  | { readonly kind: "named"; readonly number: string }
  | { readonly kind: "invalid"; readonly detail: string };

export interface Presented {
  readonly target: Target;
  readonly caller: PresentedCredential | undefined;
  /** A malformed, doubled or unknown credential: the `credential` check fails with it. */
  readonly fault: Refusal | undefined;
  readonly account: AccountChoice;
}
