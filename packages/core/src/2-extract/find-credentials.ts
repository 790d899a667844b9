import type { Facts } from "../1-facts/facts.ts";
import { headerValues } from "../kernel/header.ts";
import { isApplicationScheme, type Scheme } from "../kernel/operation.ts";
import { queryPairs } from "../kernel/query.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { readBasic } from "./basic.ts";
import { cookieValues } from "./cookie.ts";
import { credentialFault } from "./credential-text.ts";
import type { PresentedCredential } from "./presented.ts";

/** What one scheme found: nothing of its own, something it can not read, or a credential. */
export type Finding =
  | { readonly kind: "absent" }
  | { readonly kind: "malformed"; readonly refusal: Refusal }
  | { readonly kind: "presented"; readonly credential: PresentedCredential };

const absent: Finding = { kind: "absent" };

const fault = (
  code: "credential_malformed" | "credential_misplaced" | "request_ambiguous" | "scheme_not_accepted",
  detail: string,
): Finding => ({
  kind: "malformed",
  refusal: refusal(code === "request_ambiguous" ? "request" : "credential", code, "credential", detail),
});

/** Looks for the credential of one apiKey scheme. */
export function findKey(scheme: Scheme, facts: Facts): Finding {
  switch (scheme.carrier) {
    case "header":
      return single(headerValues(facts.headers, scheme.parameter), scheme, `the header ${scheme.parameter}`);
    case "query":
      return single(queryValues(facts.query, scheme.parameter), scheme, `the parameter ${scheme.parameter}`);
    case "cookie":
      return single(cookieValues(facts.headers, scheme.parameter), scheme, `the cookie ${scheme.parameter}`);
    case "bearer":
    case "basic":
      return absent;
  }
}

/**
 * Looks for the key of a scheme where no scheme of the surface reads it: in the query instead of a header, or in a header
 * instead of the query (DESIGN 5.2). Who sends one there is told where it belongs.
 */
export function findMisplaced(scheme: Scheme, schemes: readonly Scheme[], facts: Facts): Finding {
  if (!isKeyScheme(scheme) || (scheme.carrier !== "header" && scheme.carrier !== "query")) return absent;
  const other = scheme.carrier === "header" ? "query" : "header";
  const { parameter } = scheme;
  const isDeclared = schemes.some(
    (each) => each.carrier === other && each.parameter.toLowerCase() === parameter.toLowerCase(),
  );
  const values =
    other === "header" ? headerValues(facts.headers, parameter.toLowerCase()) : anyCase(facts.query, parameter);
  if (isDeclared || values.length === 0) return absent;
  return fault(
    "credential_misplaced",
    `${upperFirst(keyWord(scheme))} was sent in ${placeWord(other)}; ${belongs(scheme)}`,
  );
}

const isKeyScheme = ({ credentials }: Scheme): boolean =>
  credentials.includes("application-key") || credentials.includes("api-key");

const keyWord = (scheme: Scheme): string => (isApplicationScheme(scheme) ? "the application key" : "the API key");
const placeWord = (carrier: "header" | "query"): string => (carrier === "header" ? "a header" : "the query");

/** Where the credential of a scheme belongs: `it belongs in the query parameter "apikey".` */
function belongs(scheme: Extract<Scheme, { parameter: string }>): string {
  const place = { header: "header", query: "query parameter", cookie: "cookie" }[scheme.carrier];
  return `it belongs in the ${place} "${scheme.parameter}".`;
}

/** An application key is never read from a body (DESIGN 5.2): what is wrong with members that carry one. */
export function misplacedInBody(schemes: readonly Scheme[], members: readonly string[]): string | undefined {
  for (const scheme of schemes) {
    if (!isApplicationScheme(scheme) || !("parameter" in scheme)) continue;
    if (members.includes(scheme.parameter)) return `The application key was sent in the body; ${belongs(scheme)}`;
  }
  return undefined;
}

function queryValues(query: string | undefined, name: string): string[] {
  if (query === undefined) return [];
  return queryPairs(query).flatMap((pair) => (pair.name === name ? [pair.value ?? ""] : []));
}

/** Headers have no case: who takes one for a parameter writes it in any. */
const anyCase = (query: string | undefined, name: string): string[] =>
  query === undefined
    ? []
    : queryPairs(query).flatMap((pair) => (pair.name.toLowerCase() === name ? [pair.value ?? ""] : []));

function single(values: readonly string[], scheme: Scheme, place: string): Finding {
  const [secret, ...more] = values;
  if (secret === undefined) return absent;
  if (more.length > 0) return fault("request_ambiguous", `${upperFirst(place)} occurs more than once.`);
  const problem = credentialFault(secret, place);
  if (problem !== undefined) return fault("credential_malformed", problem);
  return { kind: "presented", credential: credentialOf(scheme, secret) };
}

/** Three base64url parts: no key has two dots. */
const tokenForm = /^[^.]+\.[^.]+\.[^.]+$/;

/** Of several kinds that a scheme carries, the one whose form the text has. */
function credentialOf({ name: scheme, credentials }: Scheme, secret: string): PresentedCredential {
  if (credentials.includes("application-key")) return { kind: "application-key", scheme, secret };
  if (credentials.includes("session")) return { kind: "session", scheme, secret };
  const isKey = credentials.includes("api-key");
  const isToken = credentials.includes("access-token") || credentials.includes("one-time");
  return isToken && (!isKey || tokenForm.test(secret))
    ? { kind: "token", scheme, text: secret, accepts: credentials }
    : { kind: "api-key", scheme, secret };
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const authorizationForm = /^([A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*)(?: +(.*))?$/;

/**
 * Looks at the Authorization header, whose scheme word is case-insensitive (RFC 9110 section 11.1). It is always a
 * credential: a word that no scheme of the description reads is refused, not passed on.
 */
export function findAuthorization(schemes: readonly Scheme[], facts: Facts): Finding {
  const [value, ...more] = headerValues(facts.headers, "authorization");
  if (value === undefined) return absent;
  if (more.length > 0) return fault("request_ambiguous", "The Authorization header occurs more than once.");
  const parts = authorizationForm.exec(value);
  if (parts === null) return fault("credential_malformed", "The Authorization header does not start with a scheme.");
  const word = (parts[1] ?? "").toLowerCase();
  const scheme = schemes.find(({ carrier }) => (carrier === "bearer" || carrier === "basic") && carrier === word);
  if (scheme === undefined)
    return fault("scheme_not_accepted", "The Authorization header carries a scheme that is not accepted here.");
  return word === "basic"
    ? basicFinding(scheme, parts[2] ?? "")
    : single([parts[2] ?? ""], scheme, "the Authorization header");
}

function basicFinding(scheme: Scheme, encoded: string): Finding {
  const pair = readBasic(encoded);
  if (pair === undefined)
    return fault("credential_malformed", "The Basic credentials are not the base64 form of user:password in UTF-8.");
  return { kind: "presented", credential: { kind: "password", scheme: scheme.name, ...pair } };
}
