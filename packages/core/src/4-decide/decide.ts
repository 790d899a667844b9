import type { Operation } from "../kernel/operation.ts";
import type { Charge } from "../kernel/ports.ts";
import { type Caller, isCaller, type Principal } from "../kernel/principal.ts";
import type { Refusal } from "../kernel/refusal.ts";
import { accountHeaderFault, accountLock, accountOf } from "./account-check.ts";
import { type Anchored, anchorCheck } from "./anchor-check.ts";
import type { Case } from "./case.ts";
import { chargesOf } from "./charges.ts";
import { credentialCheck } from "./credential-check.ts";
import type { Allowed, Decision, Refused, Undecided } from "./decision.ts";
import { accountHolders, credentialHolders, type Holder } from "./holders.ts";
import { operationCheck, requestCheck } from "./operation-check.ts";
import { narrowedTo, needsCheck } from "./operation-limits.ts";
import { placeCheck, windowCheck } from "./place-check.ts";
import type { Reach } from "./reach.ts";
import { applicationRights, rightsOf, tokenRights } from "./right-check.ts";
import { applicationStanding, environmentLock, standingCheck } from "./standing-check.ts";

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
  return isCaller(principal) ? decideCaller(input, operation, principal) : decideNobody(input, operation, principal);
}

/** Without a caller: anonymous, or an application alone. */
function decideNobody(input: Case, operation: Operation, principal: Principal): Decision {
  const { facts, presented } = input;
  const holders = credentialHolders(principal);
  const beside = principal.kind === "application" ? principal.beside : undefined;
  const fault =
    environmentLock(input) ??
    (beside && (applicationStanding(input, beside) ?? windowCheck(holders, facts) ?? placeCheck(holders, facts)));
  if (fault !== undefined) return refused(input, operation, undefined, fault);
  const anchored = anchorCheck(holders, facts, input.anchors);
  if ("refusal" in anchored) return refused(input, operation, undefined, anchored.refusal);
  const narrowed =
    accountHeaderFault(presented) ??
    narrowedTo(input, operation, holders) ??
    (beside && applicationRights(beside, operation, entityOf(input)));
  if (narrowed !== undefined) return refused(input, operation, undefined, narrowed);
  return allowed(input, operation, undefined, none, holders, anchored);
}

function decideCaller(input: Case, operation: Operation, caller: Caller): Decision {
  const { facts, presented, snapshot } = input;
  const own = credentialHolders(caller);
  const fault = standingCheck(input, caller) ?? windowCheck(own, facts) ?? placeCheck(own, facts);
  if (fault !== undefined) return refused(input, operation, undefined, fault);
  const reached = accountOf(caller, presented, snapshot);
  const reach = "reach" in reached ? reached.reach : undefined;
  // An operation about the caller alone acts in no account, unless the request names one.
  const isAboutCaller = operation.needs !== undefined && (reach !== undefined || presented.account.kind === "absent");
  if ("refusal" in reached && !isAboutCaller) return refused(input, operation, undefined, reached.refusal);
  const there = reach === undefined ? none : accountHolders(caller, reach, snapshot);
  const narrowed = (reach && accountLock(reach, snapshot)) ?? windowCheck(there, facts) ?? placeCheck(there, facts);
  if (narrowed !== undefined) return refused(input, operation, reach, narrowed);
  return decideRight(input, operation, caller, reach, there.length === 0 ? own : [...own, ...there]);
}

function decideRight(
  input: Case,
  operation: Operation,
  caller: Caller,
  reach: Reach | undefined,
  holders: readonly Holder[],
): Decision {
  const anchored = anchorCheck(holders, input.facts, input.anchors);
  if ("refusal" in anchored) return refused(input, operation, reach, anchored.refusal);
  const narrowed =
    narrowedTo(input, operation, holders) ??
    needsCheck(operation, caller) ??
    tokenRights(caller, operation, entityOf(input));
  if (narrowed !== undefined) return refused(input, operation, reach, narrowed);
  if (operation.needs !== undefined || reach === undefined)
    return allowed(input, operation, reach, none, holders, anchored);
  const rights = rightsOf(caller, reach, operation, entityOf(input));
  if ("refusal" in rights) return refused(input, operation, reach, rights.refusal);
  return allowed(input, operation, reach, rights.matched, holders, anchored);
}

const entityOf = ({ presented: { target } }: Case): string | undefined =>
  target.kind === "operation" ? target.entity : undefined;

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
  notes: none,
};

function allowed(
  { principal, facts, limits }: Case,
  operation: Operation,
  reach: Reach | undefined,
  matched: readonly string[],
  holders: readonly Holder[],
  { charges: anchors, notes }: Anchored,
): Allowed {
  const costs = chargesOf({ facts, principal, operation, reach, holders, limits });
  const charges: readonly Charge[] = anchors.length === 0 ? costs : [...costs, ...anchors];
  return { effect: "allow", operation, principal, account: reach?.account, reach, matched, charges, notes };
}

const refused = (
  { principal }: Case,
  operation: Operation | undefined,
  reach: Reach | undefined,
  why: Refusal,
): Refused => ({ effect: "refuse", operation, principal, account: reach?.account, reach, refusal: why });
