import type { Check } from "./check.ts";
import type { Code } from "./code.ts";

/**
 * Why a check failed. `detail` is public: it reaches the caller. `values` are for the operator: the record, the
 * explanation and the decision API show them, an answer to a stranger never does. Neither holds a secret.
 */
export interface Refusal {
  readonly check: Check;
  readonly code: Code;
  readonly detail: string;
  /** What decided: `key.networks`, `account.rights` ... A stable name with an id where there is one. */
  readonly rule: string;
  readonly values: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Seconds until it can succeed, where time heals it. */
  readonly retryAfter?: number;
  /** Methods for `Allow`, with `method_not_allowed`. */
  readonly allow?: readonly string[];
}
