import type { Facts } from "../1-facts/facts.ts";
import { headerValues } from "../kernel/header.ts";
import type { Scheme } from "../kernel/operation.ts";
import type { QueryPair } from "../kernel/query.ts";
import { readBasic } from "./basic.ts";
import { cookieValues } from "./cookie.ts";
import { credentialFault } from "./credential-text.ts";
import { absent, type Finding, fault, upperFirst } from "./finding.ts";
import type { PresentedCredential } from "./presented.ts";

/** Looks for the credential of one apiKey scheme. `pairs` are the query's. */
export function findKey(scheme: Scheme, facts: Facts, pairs: readonly QueryPair[]): Finding {
  switch (scheme.carrier) {
    case "header":
      return single(headerValues(facts.headers, scheme.parameter), scheme, `the header ${scheme.parameter}`);
    case "query":
      return single(valuesIn(pairs, scheme.parameter), scheme, `the parameter ${scheme.parameter}`);
    case "cookie":
      return single(cookieValues(facts.headers, scheme.parameter), scheme, `the cookie ${scheme.parameter}`);
    case "bearer":
    case "basic":
      return absent;
  }
}

const valuesIn = (pairs: readonly QueryPair[], name: string): string[] =>
  pairs.flatMap((pair) => (pair.name === name ? [pair.value ?? ""] : []));

function single(values: readonly string[], scheme: Scheme, place: string): Finding {
  const [secret] = values;
  if (secret === undefined) return absent;
  if (values.length > 1) return fault("request_ambiguous", `${upperFirst(place)} occurs more than once.`);
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

const schemeWord = /^[a-z][a-z0-9!#$%&'*+.^_`|~-]*$/;

/**
 * Looks at the Authorization header, whose scheme word is case-insensitive (RFC 9110 section 11.1). It is always a
 * credential: a word that no scheme of the description reads is refused, not passed on.
 */
export function findAuthorization(schemes: readonly Scheme[], facts: Facts): Finding {
  const values = headerValues(facts.headers, "authorization");
  const [value] = values;
  if (value === undefined) return absent;
  if (values.length > 1) return fault("request_ambiguous", "The Authorization header occurs more than once.");
  const blank = value.indexOf(" ");
  const word = (blank < 0 ? value : value.slice(0, blank)).toLowerCase();
  if (!schemeWord.test(word))
    return fault("credential_malformed", "The Authorization header does not start with a scheme.");
  const scheme = schemes.find(({ carrier }) => (carrier === "bearer" || carrier === "basic") && carrier === word);
  if (scheme === undefined)
    return fault("scheme_not_accepted", "The Authorization header carries a scheme that is not accepted here.");
  const text = blank < 0 ? "" : value.slice(blank).replace(/^ +/, "");
  return scheme.carrier === "basic" ? basicFinding(scheme, text) : single([text], scheme, "the Authorization header");
}

function basicFinding(scheme: Scheme, encoded: string): Finding {
  const pair = readBasic(encoded);
  if (pair === undefined)
    return fault("credential_malformed", "The Basic credentials are not the base64 form of user:password in UTF-8.");
  return { kind: "presented", credential: { kind: "password", scheme: scheme.name, ...pair } };
}
