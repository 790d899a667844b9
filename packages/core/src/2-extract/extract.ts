import type { Facts } from "../1-facts/facts.ts";
import type { Scheme } from "../kernel/operation.ts";
import type { Policy, Surface } from "../kernel/policy.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { accountChoice } from "./account-choice.ts";
import { crossSiteFault } from "./cross-site.ts";
import { type Finding, findAuthorization, findKey, findMisplaced } from "./find-credentials.ts";
import type { Presented, PresentedCredential, Target } from "./presented.ts";
import { targetOf } from "./target.ts";

/** What the request asks for and what it carries; nothing is verified. */
export function extract(facts: Facts, policy: Policy): Presented {
  const surface = policy.surfaces[facts.listener];
  const environment = policy.environments.find(({ name }) => name === facts.environment);
  const target = targetOf(facts, surface.operations, environment?.cors);
  const account = accountChoice(facts, policy.accountForm);
  const found = rolesOf(findingsOf(surface.schemes, facts, target));
  const fault = found.fault ?? crossSiteFault(facts, target, carrierOf(surface, found.caller), environment);
  return { target, account, ...found, fault };
}

const carrierOf = ({ schemes }: Surface, caller: PresentedCredential | undefined): Scheme["carrier"] | undefined =>
  caller && schemes.find(({ name }) => name === caller.scheme)?.carrier;

function findingsOf(schemes: readonly Scheme[], facts: Facts, target: Target): Finding[] {
  const findings = [findAuthorization(schemes, facts)];
  for (const scheme of schemes) {
    // Browsers add cookies to everything: one that the operation does not accept is not meant as a credential.
    if (scheme.carrier !== "cookie" || accepts(target, scheme)) findings.push(findKey(scheme, facts));
    findings.push(findMisplaced(scheme, schemes, facts));
  }
  return findings;
}

const accepts = (target: Target, scheme: Scheme): boolean =>
  target.kind === "operation" &&
  target.operation.security.some((demands) => demands.some((demand) => demand.scheme === scheme.name));

type Roles = Pick<Presented, "caller" | "application" | "fault">;

/** The one credential of each role, or why there is none: what can not be read comes first, then two of one role. */
function rolesOf(findings: readonly Finding[]): Roles {
  let caller: PresentedCredential | undefined;
  let application: Presented["application"];
  let doubled = false;
  for (const finding of findings) {
    if (finding.kind === "malformed") return nobody(finding.refusal);
    if (finding.kind === "absent") continue;
    const { credential } = finding;
    doubled ||= (credential.kind === "application-key" ? application : caller) !== undefined;
    if (credential.kind === "application-key") application = credential;
    else caller = credential;
  }
  return doubled ? nobody(conflict) : { caller, application, fault: undefined };
}

const nobody = (fault: Refusal): Roles => ({ caller: undefined, application: undefined, fault });

/** SECURITY LEG-06. */
const conflict = refusal(
  "credential",
  "credential_conflict",
  "credential",
  "The request carries more than one credential of one role; send one.",
);
