import type { Facts } from "../1-facts/facts.ts";
import type { Scheme } from "../kernel/operation.ts";
import type { Policy, Surface } from "../kernel/policy.ts";
import { type QueryPair, queryPairs } from "../kernel/query.ts";
import type { ListenerName } from "../kernel/raw-request.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { accountChoice } from "./account-choice.ts";
import { crossSite } from "./cross-site.ts";
import { findAuthorization, findKey } from "./find-credentials.ts";
import type { Finding } from "./finding.ts";
import { findStray, type Stray, strayOf } from "./misplaced.ts";
import type { Presented, PresentedCredential, Target } from "./presented.ts";
import { targetOf } from "./target.ts";

/** Where the key of a scheme stands, and where it could be sent by mistake. */
interface Place {
  readonly scheme: Scheme;
  readonly stray: Stray | undefined;
}

const placesOf = ({ schemes }: Surface): readonly Place[] =>
  schemes.map((scheme) => ({ scheme, stray: strayOf(scheme, schemes) }));

/** Reads from requests what they ask for and what they carry. Made once for a policy. */
export class Extractor {
  readonly #policy: Policy;
  readonly #places: Readonly<Record<ListenerName, readonly Place[]>>;

  constructor(policy: Policy) {
    this.#policy = policy;
    const { public: open, private: closed, authz } = policy.surfaces;
    this.#places = { public: placesOf(open), private: placesOf(closed), authz: placesOf(authz) };
  }

  /** Nothing is verified. */
  extract(facts: Facts): Presented {
    const { surfaces, environments, accountForm } = this.#policy;
    const surface = surfaces[facts.listener];
    const environment = environments.find(({ name }) => name === facts.environment);
    const target = targetOf(facts, surface.operations, environment?.cors);
    const account = accountChoice(facts, accountForm);
    const found = rolesOf(findingsOf(this.#places[facts.listener], facts, surface, target));
    const { caller, application } = found;
    const crossing = crossSite(facts, target, carrierOf(surface, caller), environment);
    const fault = found.fault ?? crossing.fault;
    return { target, account, caller, application, fault, cookieWithoutOrigin: crossing.isLetThrough };
  }
}

const carrierOf = ({ schemes }: Surface, caller: PresentedCredential | undefined): Scheme["carrier"] | undefined =>
  caller && schemes.find(({ name }) => name === caller.scheme)?.carrier;

const noPairs: readonly QueryPair[] = [];

function findingsOf(places: readonly Place[], facts: Facts, { schemes }: Surface, target: Target): readonly Finding[] {
  const pairs = facts.query === undefined ? noPairs : queryPairs(facts.query);
  const findings = [findAuthorization(schemes, facts)];
  for (const { scheme, stray } of places) {
    // Browsers add cookies to everything: one that the operation does not accept is not meant as a credential.
    if (scheme.carrier !== "cookie" || accepts(target, scheme)) findings.push(findKey(scheme, facts, pairs));
    if (stray !== undefined) findings.push(findStray(stray, facts, pairs));
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
