import type { Operation } from "../kernel/operation.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Case } from "./case.ts";

/** `credential`: present, of a kind the operation accepts, and genuine. */
export function credentialCheck({ presented, principal }: Case, operation: Operation): Refusal | undefined {
  if (presented.fault !== undefined) return presented.fault;
  const { caller } = presented;
  if (caller === undefined) return isAnonymous(operation) ? undefined : missing(operation);
  return schemeFault(operation, caller.scheme) ?? (principal.kind === "rejected" ? principal.refusal : undefined);
}

const isAnonymous = ({ security }: Operation): boolean => security.some((demands) => demands.length === 0);

function missing(operation: Operation): Refusal {
  const detail = `This operation needs a credential: ${acceptedSchemes(operation).join(" or ")}.`;
  return refusal("credential", "credential_missing", "operation.security", detail, { operation: operation.id });
}

/** One alternative must be satisfied by the one scheme that was presented. */
function schemeFault(operation: Operation, scheme: string): Refusal | undefined {
  const { security } = operation;
  if (security.some((demands) => demands.length > 0 && demands.every((demand) => demand.scheme === scheme)))
    return undefined;
  const accepted = acceptedSchemes(operation);
  const detail = `This operation does not accept ${scheme}${accepted.length === 0 ? "" : `; it accepts ${accepted.join(" or ")}`}.`;
  return refusal("credential", "scheme_not_accepted", "operation.security", detail, {
    operation: operation.id,
    scheme,
  });
}

/** The alternatives of an operation in words: `ApiKey`, `ApiKey with Session`. */
function acceptedSchemes({ security }: Operation): string[] {
  const names = security.map((demands) => demands.map(({ scheme }) => scheme).join(" with "));
  return [...new Set(names)].filter((name) => name !== "");
}
