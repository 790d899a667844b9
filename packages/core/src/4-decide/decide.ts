import type { Operation } from "../kernel/operation.ts";
import type { Charge } from "../kernel/ports.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { accountHeaderFault, accountOf } from "./account-check.ts";
import { type Caller, isCaller } from "./caller.ts";
import type { Case } from "./case.ts";
import { credentialCheck } from "./credential-check.ts";
import type { Allowed, Decision, Refused, Undecided } from "./decision.ts";
import { operationCheck, requestCheck } from "./operation-check.ts";
import { placeCheck } from "./place-check.ts";
import type { Reach } from "./reach.ts";
import { rightsOf } from "./right-check.ts";
import { standingCheck } from "./standing-check.ts";

/**
 * The decision: the checks in their order, the first that fails decides. Pure; what it allows still has its charges to
 * settle (`pace`). Every door comes through here, and so do Clavis's own operations. Undecided is only what depends on a
 * look-up, and only when nothing before it refuses.
 */
export function decide(input: Case): Decision | Undecided {
  const { presented, principal } = input;
  const { target } = presented;
  const operation = "operation" in target ? target.operation : undefined;
  const early = requestCheck(input) ?? operationCheck(input);
  if (early !== undefined) return refused(input, operation, undefined, early);
  if (operation === undefined) return preflight;
  const fault = credentialCheck(input, operation);
  if (fault !== undefined) return refused(input, operation, undefined, fault);
  if (principal.kind === "unresolved") return { effect: "undecided", need: principal.need };
  if (isCaller(principal)) return decideCaller(input, operation, principal);
  const invalid = accountHeaderFault(presented);
  return invalid === undefined ? allowed(input, operation) : refused(input, operation, undefined, invalid);
}

function decideCaller(input: Case, operation: Operation, caller: Caller): Decision {
  const { facts, presented, snapshot } = input;
  const fault =
    caller.kind === "key" ? (standingCheck(caller.key, facts, snapshot) ?? placeCheck(caller.key, facts)) : undefined;
  if (fault !== undefined) return refused(input, operation, undefined, fault);
  const reached = accountOf(caller, presented, snapshot);
  const reach = "reach" in reached ? reached.reach : undefined;
  // An operation about the caller alone acts in no account, unless the request names one.
  if (operation.needs !== undefined && (reach !== undefined || presented.account.kind === "absent"))
    return decideIdentity(input, operation, caller, reach);
  if ("refusal" in reached) return refused(input, operation, undefined, reached.refusal);
  const entity = presented.target.kind === "operation" ? presented.target.entity : undefined;
  const rights = rightsOf(caller, reached.reach, operation, entity);
  if ("refusal" in rights) return refused(input, operation, reach, rights.refusal);
  return allowed(input, operation, reach, rights.matched, chargesOf(caller));
}

/** `right`, for an operation that asks who calls and for no right. */
const decideIdentity = (input: Case, operation: Operation, caller: Caller, reach: Reach | undefined): Decision =>
  operation.needs === "user" && caller.kind !== "user"
    ? refused(input, operation, reach, notForKeys(operation))
    : allowed(input, operation, reach, none, chargesOf(caller));

function notForKeys({ id }: Operation): Refusal {
  const detail = "This operation is for users; an API key is nobody in person.";
  return refusal("right", "operation_not_allowed", "operation.needs", detail, { operation: id });
}

const none: readonly never[] = [];

/** Without identity, whatever the request carries (SECURITY HTT-03). */
const preflight: Decision = {
  effect: "allow",
  operation: undefined,
  principal: { kind: "anonymous" },
  account: undefined,
  reach: undefined,
  matched: none,
  charges: none,
};

const chargesOf = (caller: Caller): readonly Charge[] =>
  caller.kind === "user" || caller.key.rate === undefined ? none : [{ slot: caller.key.slot, rate: caller.key.rate }];

const allowed = (
  { principal }: Case,
  operation: Operation,
  reach?: Reach,
  matched: readonly string[] = none,
  charges: readonly Charge[] = none,
): Allowed => ({ effect: "allow", operation, principal, account: reach?.account, reach, matched, charges });

const refused = (
  { principal }: Case,
  operation: Operation | undefined,
  reach: Reach | undefined,
  why: Refusal,
): Refused => ({ effect: "refuse", operation, principal, account: reach?.account, reach, refusal: why });
