import type { Check } from "./check.ts";
import type { Code } from "./code.ts";

export type RefusalValues = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** One member of a body that is not valid. */
export interface ProblemMember {
  /** A path such as `rights[1]`; empty for the whole body. */
  readonly member: string;
  readonly detail: string;
}

/**
 * Why a check failed. `detail` is public: it reaches the caller. `values` are for the operator: the record, the
 * explanation and the decision API show them, an answer to a stranger never does. Neither holds a secret.
 */
export interface Refusal {
  /** Undefined where no check failed but something after them: the upstream, the body, ourselves. */
  readonly check: Check | undefined;
  readonly code: Code;
  readonly detail: string;
  /** What decided: `key.networks`, `account.rights` ... A stable name. */
  readonly rule: string;
  readonly values: RefusalValues;
  /** Seconds until it can succeed, where time heals it. */
  readonly retryAfter?: number;
  /** Methods for `Allow`, with `method_not_allowed`. */
  readonly allow?: readonly string[];
  /** What is wrong with the members of a body, with `validation_failed`. */
  readonly problems?: readonly ProblemMember[];
}

/** What a refusal after the checks may say beside its code; `values` are for the operator. */
export type RefusalExtras = Partial<Pick<Refusal, "retryAfter" | "problems" | "values">>;

export const refusal = (
  check: Check | undefined,
  code: Code,
  rule: string,
  detail: string,
  values: RefusalValues = {},
): Refusal => ({ check, code, rule, detail, values });
