import type { Presented } from "../2-extract/presented.ts";
import type { Operation, Security } from "../kernel/operation.ts";
import type { Principal } from "../kernel/principal.ts";
import { isCaller } from "../kernel/principal.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Case } from "./case.ts";

/** `credential`: present, of kinds the operation accepts, and genuine. */
export function credentialCheck({ presented, principal }: Case, operation: Operation): Refusal | undefined {
  if (presented.fault !== undefined) return presented.fault;
  return (
    schemeFault(operation, presented) ??
    (principal.kind === "rejected" ? principal.refusal : undefined) ??
    oneTimeFault(operation, principal)
  );
}

/** The schemes by which something was presented: one of each role at most. */
export const presentedSchemes = ({ caller, application }: Presented): readonly string[] =>
  [application?.scheme, caller?.scheme].filter((name) => name !== undefined);

/** True for an alternative of `security` that names these schemes and no other. */
export const isSatisfied = (demands: Security[number], schemes: readonly string[]): boolean =>
  demands.length === schemes.length && demands.every(({ scheme }) => schemes.includes(scheme));

function schemeFault(operation: Operation, presented: Presented): Refusal | undefined {
  const { security } = operation;
  if (
    presented.application === undefined &&
    presented.caller !== undefined &&
    acceptsAlone(security, presented.caller.scheme)
  )
    return undefined;
  const schemes = presentedSchemes(presented);
  if (security.some((demands) => isSatisfied(demands, schemes))) return undefined;
  const isPartial = security.some((demands) => schemes.every((name) => demands.some(({ scheme }) => scheme === name)));
  return isPartial ? missing(operation, schemes) : notAccepted(operation, schemes);
}

/** The usual case, without a list. */
const acceptsAlone = (security: Security, scheme: string): boolean =>
  security.some((demands) => demands.length === 1 && demands[0]?.scheme === scheme);

function missing(operation: Operation, schemes: readonly string[]): Refusal {
  const wanted = acceptedSchemes(operation).join(" or ");
  const detail =
    schemes.length === 0
      ? `This operation needs a credential: ${wanted}.`
      : `This operation needs more than ${schemes.join(" and ")}: ${wanted}.`;
  return refusal("credential", "credential_missing", "operation.security", detail, {
    operation: operation.id,
    presented: schemes,
  });
}

function notAccepted(operation: Operation, schemes: readonly string[]): Refusal {
  const accepted = acceptedSchemes(operation);
  const rest = accepted.length === 0 ? "" : `; it accepts ${accepted.join(" or ")}`;
  const detail = `This operation does not accept ${schemes.join(" with ")}${rest}.`;
  return refusal("credential", "scheme_not_accepted", "operation.security", detail, {
    operation: operation.id,
    scheme: schemes.join(" with "),
  });
}

/** The alternatives of an operation in words: `ApiKey`, `ApiKey with Session`. */
function acceptedSchemes({ security }: Operation): string[] {
  const names = security.map((demands) => demands.map(({ scheme }) => scheme).join(" with "));
  return [...new Set(names)].filter((name) => name !== "");
}

function oneTimeFault(operation: Operation, principal: Principal): Refusal | undefined {
  // What is still to be looked up is judged once it is known.
  if (operation.oneTime !== true || principal.kind === "unresolved") return undefined;
  if (isCaller(principal) && principal.grant?.kind === "token" && principal.grant.token.oneTime) return undefined;
  const detail = "This operation accepts nothing but a one-time token.";
  return refusal("credential", "one_time_required", "operation.oneTime", detail, { operation: operation.id });
}
