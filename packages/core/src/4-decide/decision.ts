import type { CredentialNeed } from "../kernel/need.ts";
import type { Operation } from "../kernel/operation.ts";
import type { AccountRecord, Charge } from "../kernel/ports.ts";
import type { Principal } from "../kernel/principal.ts";
import type { Refusal } from "../kernel/refusal.ts";
import type { Reach } from "./reach.ts";

interface Judged {
  /** Undefined for a preflight and where no operation was found. */
  readonly operation: Operation | undefined;
  readonly principal: Principal;
  /** The account acted in; undefined for anonymous calls and where it was not reached. */
  readonly account: AccountRecord | undefined;
  /** How it is reached; undefined where the account is. */
  readonly reach: Reach | undefined;
}

/** Allowed as far as rules go; the charges are still to be settled. */
export interface Allowed extends Judged {
  readonly effect: "allow";
  /** The rights that matched, as written. */
  readonly matched: readonly string[];
  readonly charges: readonly Charge[];
  /** What was noticed and does not refuse: `anchor:moved`. */
  readonly notes: readonly string[];
}

export interface Refused extends Judged {
  readonly effect: "refuse";
  readonly refusal: Refusal;
}

export type Decision = Allowed | Refused;

/** No decision yet: the checks so far pass, and this must be looked up first. */
export interface Undecided {
  readonly effect: "undecided";
  readonly need: CredentialNeed;
}
