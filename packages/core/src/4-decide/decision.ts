import type { Principal } from "../3-verify/principal.ts";
import type { Operation } from "../kernel/operation.ts";
import type { AccountRecord, Charge } from "../kernel/ports.ts";
import type { Refusal } from "../kernel/refusal.ts";

/** Allowed as far as rules go; the charges are still to be settled. */
export interface Allowed {
  readonly effect: "allow";
  /** Undefined for a preflight. */
  readonly operation: Operation | undefined;
  readonly principal: Principal;
  /** The account acted in; undefined for anonymous calls. */
  readonly account: AccountRecord | undefined;
  /** The rights that matched, as written. */
  readonly matched: readonly string[];
  readonly charges: readonly Charge[];
}

export interface Refused {
  readonly effect: "refuse";
  readonly operation: Operation | undefined;
  readonly principal: Principal;
  readonly account: AccountRecord | undefined;
  readonly refusal: Refusal;
}

export type Decision = Allowed | Refused;
