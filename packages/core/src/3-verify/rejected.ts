import type { Code } from "../kernel/code.ts";
import type { Principal } from "../kernel/principal.ts";
import { refusal } from "../kernel/refusal.ts";

type Rejected = Extract<Principal, { kind: "rejected" }>;

/** The credentials stand for nobody. `retryAfter` in seconds, where time heals it. */
export const rejected = (code: Code, rule: string, detail: string, retryAfter?: number): Rejected => {
  const why = refusal("credential", code, rule, detail);
  return { kind: "rejected", refusal: retryAfter === undefined ? why : { ...why, retryAfter } };
};

export const invalid = (detail: string): Rejected => rejected("credential_invalid", "credential", detail);
