import type { Facts } from "../1-facts/facts.ts";
import type { Scheme } from "../kernel/operation.ts";
import type { Policy } from "../kernel/policy.ts";
import { refusal } from "../kernel/refusal.ts";
import { accountChoice } from "./account-choice.ts";
import { type Finding, findAuthorization, findKey } from "./find-credentials.ts";
import type { Presented, PresentedCredential, Target } from "./presented.ts";
import { targetOf } from "./target.ts";

/** What the request asks for and what it carries; nothing is verified. */
export function extract(facts: Facts, policy: Policy): Presented {
  const surface = policy.surfaces[facts.listener];
  const environment = policy.environments.find(({ name }) => name === facts.environment);
  const target = targetOf(facts, surface.operations, environment?.cors);
  const account = accountChoice(facts, policy.accountForm);
  return { target, account, ...callerOf(findingsOf(surface.schemes, facts, target)) };
}

function findingsOf(schemes: readonly Scheme[], facts: Facts, target: Target): Finding[] {
  const findings = [findAuthorization(schemes, facts)];
  for (const scheme of schemes) {
    // Browsers add cookies to everything: one that the operation does not accept is not meant as a credential.
    if (scheme.carrier !== "cookie" || accepts(target, scheme)) findings.push(findKey(scheme, facts));
  }
  return findings;
}

const accepts = (target: Target, scheme: Scheme): boolean =>
  target.kind === "operation" &&
  target.operation.security.some((demands) => demands.some((demand) => demand.scheme === scheme.name));

/** The one caller, or why there is none: what can not be read comes first, then two of one role (SECURITY LEG-06). */
function callerOf(findings: readonly Finding[]): Pick<Presented, "caller" | "fault"> {
  let caller: PresentedCredential | undefined;
  let conflict = false;
  for (const finding of findings) {
    if (finding.kind === "malformed") return { caller: undefined, fault: finding.refusal };
    if (finding.kind === "absent") continue;
    conflict = caller !== undefined;
    caller = finding.credential;
  }
  if (!conflict) return { caller, fault: undefined };
  const detail = "The request carries more than one credential; send one.";
  return { caller: undefined, fault: refusal("credential", "credential_conflict", "credential", detail) };
}
