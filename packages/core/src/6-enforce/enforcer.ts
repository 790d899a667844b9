import type { Facts } from "../1-facts/facts.ts";
import type { Presented } from "../2-extract/presented.ts";
import type { Allowed, Refused } from "../4-decide/decision.ts";
import type { Settled } from "../5-settle/settle.ts";
import { codes } from "../kernel/code.ts";
import type { Operation, Scheme } from "../kernel/operation.ts";
import type { Environment, Policy, Surface } from "../kernel/policy.ts";
import type { ListenerName } from "../kernel/raw-request.ts";
import type { Refusal } from "../kernel/refusal.ts";
import type { Assertion } from "./assertion.ts";
import { challengesOf } from "./challenge.ts";
import { corsHeaders, corsNames, preflightHeaders } from "./cors.ts";
import { addForwardingHeaders, addIdentityHeaders } from "./identity.ts";
import type { Outcome } from "./outcome.ts";
import { problemOf } from "./problem.ts";
import { rateLimitFields } from "./rate-limit-fields.ts";
import { UpstreamHeaders } from "./upstream-headers.ts";
import { upstreamQuery } from "./upstream-query.ts";

/** What one surface's schemes mean for headers, worked out once. */
interface SurfaceRules {
  readonly surface: Surface;
  readonly upstream: UpstreamHeaders;
  readonly credentialHeaders: readonly string[];
  readonly credentialParameters: ReadonlySet<string>;
  readonly vary: string;
  /** By name, those whose use is deprecated or will end. */
  readonly outdated: ReadonlyMap<string, Scheme>;
  /** Names of those that carry a credential in the query. */
  readonly inQuery: ReadonlySet<string>;
  /** Cookies that carry credentials: an upstream can not set them. */
  readonly cookies: ReadonlySet<string>;
}

const ownNames = ["clavis-request-id", "clavis-notice", "ratelimit", "ratelimit-policy"];
const ownNamesOnly: ReadonlySet<string> = new Set(ownNames);
const withCors: ReadonlySet<string> = new Set([...ownNames, ...corsNames]);
const secretInQuery: ReadonlySet<string> = new Set([...ownNames, "cache-control", "referrer-policy"]);
const secretInQueryWithCors: ReadonlySet<string> = new Set([...secretInQuery, ...corsNames]);

/** Turns a settled decision into what the door carries out. Made once for a policy. */
export class Enforcer {
  readonly #policy: Policy;
  readonly #rules: Readonly<Record<ListenerName, SurfaceRules>>;
  readonly #environments: ReadonlyMap<string, Environment>;
  readonly #assertion: Assertion | undefined;

  constructor(policy: Policy, assertion: Assertion | undefined) {
    this.#policy = policy;
    this.#assertion = assertion;
    const { public: open, private: closed, authz } = policy.surfaces;
    this.#rules = { public: rulesOf(open), private: rulesOf(closed), authz: rulesOf(authz) };
    this.#environments = new Map(policy.environments.map((environment) => [environment.name, environment]));
  }

  outcome(facts: Facts, presented: Presented, { decision, charges, balances }: Settled): Outcome {
    const rates = rateLimitFields(charges, balances);
    if (decision.effect === "refuse") return this.refusal(facts, presented, decision, rates);
    if (decision.operation === undefined) return this.#preflight(facts, presented);
    const answerHeaders = this.#answerHeaders(facts, presented);
    answerHeaders.push(...rates, ...noticeHeaders(decision));
    return decision.operation.owner === "clavis"
      ? {
          kind: "own",
          operation: decision.operation,
          answerHeaders: this.#ownHeaders(facts, decision.operation, answerHeaders),
        }
      : this.#forward(facts, decision, decision.operation, answerHeaders);
  }

  /** A refusal's whole answer: the problem document, its challenge and its waiting time. */
  refusal(facts: Facts, presented: Presented, decision: Refused, rates: readonly string[]): Outcome {
    const { refusal, operation } = decision;
    const unchallenged = this.#environmentOf(facts)?.challenge === "none";
    const declared = codes[refusal.code].status;
    const status = declared === 401 && unchallenged ? 403 : declared;
    const challenges =
      status === 401
        ? challengesOf(this.#rulesOf(facts).surface.schemes, operation, presented.caller !== undefined)
        : [];
    return {
      kind: "answer",
      status,
      answerHeaders: [
        ...this.#answerHeaders(facts, presented),
        ...rates,
        ...refusalHeaders(refusal),
        ...challenges.flatMap((challenge) => ["WWW-Authenticate", challenge]),
      ],
      body: JSON.stringify(problemOf(refusal, status, facts.requestId, this.#policy.errorBase)),
      close: closing.has(refusal.code),
    };
  }

  /** A presented scheme whose use is deprecated or will end. */
  deprecatedScheme(facts: Facts, { caller, application }: Presented): Scheme | undefined {
    const { outdated } = this.#rulesOf(facts);
    return (caller && outdated.get(caller.scheme)) ?? (application && outdated.get(application.scheme));
  }

  /** What is to be noted of how the credentials came. */
  notesOn(facts: Facts, { caller, application, cookieWithoutOrigin }: Presented): readonly string[] {
    const { inQuery } = this.#rulesOf(facts);
    const isInQuery = (caller && inQuery.has(caller.scheme)) || (application && inQuery.has(application.scheme));
    const keys = isInQuery === true ? keyInQuery : noNotes;
    return cookieWithoutOrigin ? [...keys, "insecure:cookie-without-origin"] : keys;
  }

  /**
   * Answers to a URL with a secret in it do not tell where they were linked from; handlers let none be kept. What is taken
   * as a form may be sent in the query where `legacy.loginInQuery` says so, and is a secret too.
   */
  #ownHeaders(facts: Facts, { acceptsForm }: Operation, answerHeaders: readonly string[]): readonly string[] {
    const isKey = upstreamQuery(facts.query, this.#rulesOf(facts).credentialParameters) !== facts.query;
    return isKey || (acceptsForm === true && facts.query !== undefined)
      ? [...answerHeaders, "Referrer-Policy", "no-referrer"]
      : answerHeaders;
  }

  #forward(facts: Facts, decision: Allowed, operation: Operation, answerHeaders: readonly string[]): Outcome {
    const { upstream, credentialParameters, cookies } = this.#rulesOf(facts);
    const query = upstreamQuery(facts.query, credentialParameters);
    const cors = this.#environmentOf(facts)?.cors !== undefined;
    const secret = query !== facts.query;
    const headers = upstream.select(facts.headers);
    addForwardingHeaders(headers, facts);
    addIdentityHeaders(headers, facts, decision);
    const target = query === undefined ? facts.upstreamPath : `${facts.upstreamPath}?${query}`;
    const assertion = this.#assertion?.(facts, decision, target);
    if (assertion !== undefined) headers.push("Clavis-Assertion", assertion);
    return {
      kind: "forward",
      operation,
      method: facts.method,
      target,
      headers,
      answerHeaders: secret
        ? [...answerHeaders, "Cache-Control", "no-store", "Referrer-Policy", "no-referrer"]
        : answerHeaders,
      ownCookies: cookies,
      replaced: withTold(
        secret ? (cors ? secretInQueryWithCors : secretInQuery) : cors ? withCors : ownNamesOnly,
        answerHeaders,
      ),
    };
  }

  #preflight(facts: Facts, presented: Presented): Outcome {
    const { target } = presented;
    const cors = this.#environmentOf(facts)?.cors;
    const allow = target.kind === "preflight" ? target.allow : [];
    const headers = cors === undefined ? [] : preflightHeaders(cors, allow, this.#rulesOf(facts).credentialHeaders);
    const answerHeaders = [...this.#answerHeaders(facts, presented), ...headers];
    return { kind: "answer", status: 204, answerHeaders, body: undefined, close: false };
  }

  #answerHeaders(facts: Facts, presented: Presented): string[] {
    const cors = this.#environmentOf(facts)?.cors;
    const { vary } = this.#rulesOf(facts);
    const headers = ["Clavis-Request-Id", facts.requestId, "Vary", cors === undefined ? vary : `${vary}, Origin`];
    if (cors !== undefined) headers.push(...corsHeaders(facts, cors));
    const scheme = this.deprecatedScheme(facts, presented);
    // RFC 9745: a structured field date; RFC 8594: an HTTP date.
    if (scheme?.deprecatedSince !== undefined) headers.push("Deprecation", `@${scheme.deprecatedSince}`);
    if (scheme?.sunset !== undefined) headers.push("Sunset", new Date(scheme.sunset * 1000).toUTCString());
    return headers;
  }

  #rulesOf(facts: Facts): SurfaceRules {
    return this.#rules[facts.listener];
  }

  #environmentOf(facts: Facts): Environment | undefined {
    return facts.environment === undefined ? undefined : this.#environments.get(facts.environment);
  }
}

/** When a scheme will be gone is told once: the upstream's own dates are of something else. */
function withTold(names: ReadonlySet<string>, answerHeaders: readonly string[]): ReadonlySet<string> {
  const told = ["Deprecation", "Sunset"].filter((name) => answerHeaders.includes(name));
  return told.length === 0 ? names : new Set([...names, ...told.map((name) => name.toLowerCase())]);
}

const keyInQuery: readonly string[] = ["legacy:key-in-query"];
const noNotes: readonly string[] = [];

/** What a rule that warns has to say to the caller (DESIGN 2, anchoring). */
const noticeHeaders = ({ notes }: Allowed): readonly string[] =>
  notes.includes("anchor:warned") ? ["Clavis-Notice", "address-changed"] : noNotes;

/** After these the bytes that follow on the connection may be the rest of what was refused. */
const closing: ReadonlySet<string> = new Set([
  "request_timeout",
  "content_too_large",
  "headers_too_large",
] satisfies Refusal["code"][]);

function refusalHeaders({ retryAfter, allow, code }: Refusal): string[] {
  const headers = [
    "Content-Type",
    "application/problem+json",
    "Cache-Control",
    "no-store",
    "Referrer-Policy",
    "no-referrer",
  ];
  const wait = retryAfter ?? (codes[code].status === 503 ? 1 : undefined);
  if (wait !== undefined) headers.push("Retry-After", String(Math.max(1, wait)));
  if (allow !== undefined) headers.push("Allow", allow.join(", "));
  return headers;
}

const isOutdated = ({ deprecatedSince, sunset }: Scheme): boolean =>
  deprecatedSince !== undefined || sunset !== undefined;

function rulesOf(surface: Surface): SurfaceRules {
  const { schemes } = surface;
  const parameters = (carrier: string) =>
    schemes.flatMap((scheme) => (scheme.carrier === carrier && "parameter" in scheme ? [scheme.parameter] : []));
  const headers = parameters("header");
  const authorization = schemes.some(({ carrier }) => carrier === "bearer" || carrier === "basic");
  const credentialHeaders = authorization ? [...headers, "authorization"] : headers;
  const cookie = parameters("cookie").length > 0 ? ["cookie"] : [];
  return {
    surface,
    upstream: new UpstreamHeaders(schemes),
    credentialHeaders,
    credentialParameters: new Set(parameters("query")),
    vary: ["authorization", ...headers, ...cookie, "x-accountid"].join(", "),
    outdated: new Map(schemes.filter(isOutdated).map((scheme) => [scheme.name, scheme])),
    inQuery: new Set(schemes.filter(({ carrier }) => carrier === "query").map(({ name }) => name)),
    cookies: new Set(parameters("cookie")),
  };
}
