import type { Facts } from "../1-facts/facts.ts";
import { headerValue } from "../kernel/header.ts";
import { isApplicationScheme, type Scheme } from "../kernel/operation.ts";
import type { QueryPair } from "../kernel/query.ts";
import { absent, type Finding, fault, upperFirst } from "./finding.ts";

type NamedScheme = Extract<Scheme, { parameter: string }>;

/** A place where no scheme of a surface reads the key of this one, and where it could be sent by mistake. */
export interface Stray {
  readonly scheme: NamedScheme;
  readonly carrier: "header" | "query";
  /** Lower-case. */
  readonly name: string;
}

/** In the query instead of a header, or in a header instead of the query (DESIGN 5.2). */
export function strayOf(scheme: Scheme, schemes: readonly Scheme[]): Stray | undefined {
  if (!isKeyScheme(scheme) || (scheme.carrier !== "header" && scheme.carrier !== "query")) return undefined;
  const carrier = scheme.carrier === "header" ? "query" : "header";
  const name = scheme.parameter.toLowerCase();
  const isDeclared = schemes.some((each) => each.carrier === carrier && each.parameter.toLowerCase() === name);
  return isDeclared ? undefined : { scheme, carrier, name };
}

const isKeyScheme = ({ credentials }: Scheme): boolean =>
  credentials.includes("application-key") || credentials.includes("api-key");

/** Who sends a key where nobody reads it is told where it belongs. `pairs` are the query's. */
export function findStray({ scheme, carrier, name }: Stray, facts: Facts, pairs: readonly QueryPair[]): Finding {
  // Headers have no case: who takes one for a parameter writes it in any.
  const isThere =
    carrier === "header"
      ? headerValue(facts.headers, name) !== undefined
      : pairs.some((pair) => pair.name.toLowerCase() === name);
  if (!isThere) return absent;
  const place = carrier === "header" ? "a header" : "the query";
  return fault("credential_misplaced", `${upperFirst(keyWord(scheme))} was sent in ${place}; ${belongs(scheme)}`);
}

const keyWord = (scheme: Scheme): string => (isApplicationScheme(scheme) ? "the application key" : "the API key");

/** Where the credential of a scheme belongs: `it belongs in the query parameter "apikey".` */
function belongs(scheme: NamedScheme): string {
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
