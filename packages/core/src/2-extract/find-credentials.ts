import type { Facts } from "../1-facts/facts.ts";
import { headerValues } from "../kernel/header.ts";
import type { Scheme } from "../kernel/operation.ts";
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
  code: "credential_malformed" | "request_ambiguous" | "scheme_not_accepted",
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

function queryValues(query: string | undefined, name: string): string[] {
  if (query === undefined) return [];
  return queryPairs(query).flatMap((pair) => (pair.name === name ? [pair.value ?? ""] : []));
}

function single(values: readonly string[], scheme: Scheme, place: string): Finding {
  const [secret, ...more] = values;
  if (secret === undefined) return absent;
  if (more.length > 0) return fault("request_ambiguous", `${upperFirst(place)} occurs more than once.`);
  const problem = credentialFault(secret, place);
  if (problem !== undefined) return fault("credential_malformed", problem);
  return { kind: "presented", credential: { kind: "api-key", scheme: scheme.name, secret } };
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
