import type { Operation } from "../kernel/operation.ts";
import type { AccountRecord, Charge, KeyRecord } from "../kernel/ports.ts";
import type { Refusal } from "../kernel/refusal.ts";
import { accountHeaderFault, accountOf } from "./account-check.ts";
import type { Case } from "./case.ts";
import { credentialCheck } from "./credential-check.ts";
import type { Decision } from "./decision.ts";
import { operationCheck, requestCheck } from "./operation-check.ts";
import { placeCheck } from "./place-check.ts";
import { rightsOf } from "./right-check.ts";
import { standingCheck } from "./standing-check.ts";

/**
 * The decision: the checks in their order, the first that fails decides. Pure; what it allows still has its charges to
 * settle (`pace`). Every door comes through here, and so do Clavis's own operations.
 */
export function decide(input: Case): Decision {
  const { presented, principal } = input;
  const { target } = presented;
  const operation = "operation" in target ? target.operation : undefined;
  const early = requestCheck(input) ?? operationCheck(input);
  if (early !== undefined) return refused(input, operation, undefined, early);
  if (operation === undefined) return preflight;
  const fault = credentialCheck(input, operation);
  if (fault !== undefined) return refused(input, operation, undefined, fault);
  if (principal.kind === "key") return decideKey(input, operation, principal.key, principal.scheme);
  const invalid = accountHeaderFault(presented);
  return invalid === undefined ? allowed(input, operation) : refused(input, operation, undefined, invalid);
}

function decideKey(input: Case, operation: Operation, key: KeyRecord, scheme: string): Decision {
  const { facts, presented } = input;
  const fault = standingCheck(key, facts) ?? placeCheck(key, facts);
  if (fault !== undefined) return refused(input, operation, undefined, fault);
  const reached = accountOf(key, presented);
  if ("refusal" in reached) return refused(input, operation, undefined, reached.refusal);
  const { account } = reached;
  const entity = presented.target.kind === "operation" ? presented.target.entity : undefined;
  const rights = rightsOf(key, scheme, account, operation, entity);
  if ("refusal" in rights) return refused(input, operation, account, rights.refusal);
  return allowed(input, operation, account, rights.matched, chargesOf(key));
}

const none: readonly never[] = [];

/** Without identity, whatever the request carries (SECURITY HTT-03). */
const preflight: Decision = {
  effect: "allow",
  operation: undefined,
  principal: { kind: "anonymous" },
  account: undefined,
  matched: none,
  charges: none,
};

const chargesOf = (key: KeyRecord): readonly Charge[] =>
  key.rate === undefined ? none : [{ slot: key.slot, rate: key.rate }];

const allowed = (
  { principal }: Case,
  operation: Operation,
  account?: AccountRecord,
  matched: readonly string[] = none,
  charges: readonly Charge[] = none,
): Decision => ({ effect: "allow", operation, principal, account, matched, charges });

const refused = (
  { principal }: Case,
  operation: Operation | undefined,
  account: AccountRecord | undefined,
  refusal: Refusal,
): Decision => ({ effect: "refuse", operation, principal, account, refusal });
