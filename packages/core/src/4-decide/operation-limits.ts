import type { Operation } from "../kernel/operation.ts";
import { type Caller, isCaller } from "../kernel/principal.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Case } from "./case.ts";
import type { Holder } from "./holders.ts";

/** `right`, of what is good for certain operations only, and of a token that is good for one call. */
export function narrowedTo(
  { facts, principal, primary }: Case,
  operation: Operation,
  holders: readonly Holder[],
): Refusal | undefined {
  const narrow = holders.find(({ restrictions }) => restrictions.operations?.has(operation.id) === false);
  if (narrow !== undefined) {
    const { rule, id, restrictions } = narrow;
    const values = {
      [rule]: id,
      operation: operation.id,
      operations: [...(restrictions.operations ?? [])].slice(0, 20),
    };
    const detail = "What narrows this credential does not include this operation.";
    return refusal("right", "operation_not_allowed", `${rule}.operations`, detail, values);
  }
  if (operation.changesShared === true && facts.environment !== primary) return notPrimary(operation, primary);
  const bound = isCaller(principal) && principal.grant?.kind === "token" ? principal.grant.token.bound : undefined;
  if (bound === undefined || (bound.method === facts.method && bound.path === facts.path)) return undefined;
  const detail = "The token is good for one method and path, and this call is another.";
  return refusal("right", "operation_not_allowed", "token.bound", detail, { method: bound.method, path: bound.path });
}

function notPrimary({ id }: Operation, primary: string | undefined): Refusal {
  const detail = `This changes what all environments share: do it in the environment "${primary}".`;
  return refusal("right", "operation_not_allowed", "operation.environment", detail, { operation: id });
}

/** `right`, for an operation that is for users in person. */
export function needsCheck({ needs, id }: Operation, caller: Caller): Refusal | undefined {
  if (needs !== "user" || caller.kind === "user") return undefined;
  const detail = "This operation is for users; an API key is nobody in person.";
  return refusal("right", "operation_not_allowed", "operation.needs", detail, { operation: id });
}
