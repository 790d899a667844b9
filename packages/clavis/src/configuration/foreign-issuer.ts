import { parseRight } from "@clavis/core";
import type { RightRules } from "@clavis/directory";
import type { Findings } from "../description/findings.ts";
import { type Located, member } from "../description/located.ts";
import { rightProblem } from "../description/right-names.ts";
import { issuerProblem } from "./issuer-url.ts";
import type { IssuerMembers } from "./schema/issuers.ts";
import { configurationSchema } from "./schema.ts";
import { readSection } from "./section.ts";

/** Someone else whose access tokens count here (SECURITY JWT-01, 06, 07). */
export interface ForeignIssuer {
  /** Exact `iss`, and what `aud` contains. */
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly ("RS256" | "ES256" | "EdDSA")[];
  /** The URL of its JSON Web Key Set. */
  readonly jwks: string;
  readonly environment: string;
  /** `typ` of its access tokens. */
  readonly types: readonly string[];
  /** At least one of `user` and `account`. */
  readonly claims: {
    readonly user: { readonly claim: string; readonly by: "id" | "email" | "externalId" } | undefined;
    readonly account: string | undefined;
    readonly rights: RightsClaim | undefined;
  };
}

/** Without a `map` its values are rights; with one, values that it does not name grant nothing. */
export interface RightsClaim {
  readonly claim: string;
  readonly map: ReadonlyMap<string, readonly string[]> | undefined;
}

export interface IssuerContext {
  readonly environments: readonly { readonly name: string; readonly tokens: { readonly issuer: string } }[];
  readonly httpIssuers: boolean;
  readonly rights: RightRules;
}

/** Reads `issuers`. What is wrong is among the findings. */
export function readIssuers(at: Located, context: IssuerContext, findings: Findings): readonly ForeignIssuer[] {
  const entries = readSection(configurationSchema.properties.issuers, at, findings) ?? [];
  const seen = new Set<string>();
  return entries.map((entry, index) => {
    const place: Located = { value: entry, pointer: `${at.pointer}/${index}` };
    const environment = readEnvironment(entry, place, context, findings);
    checkUrls(entry, place, context, findings);
    const own = context.environments.some(({ tokens }) => tokens.issuer === entry.issuer);
    if (own) findings.add(member(place, "issuer"), "is the issuer of an environment's own tokens");
    const name = JSON.stringify([environment, entry.issuer]);
    if (seen.has(name)) findings.add(member(place, "issuer"), "stands here twice for one environment");
    seen.add(name);
    return issuerOf(entry, environment, place, context.rights, findings);
  });
}

function readEnvironment(
  { environment }: IssuerMembers,
  at: Located,
  { environments }: IssuerContext,
  findings: Findings,
): string {
  const names = environments.map(({ name }) => name);
  if (environment === undefined && names.length > 1) findings.add(at, 'misses the member "environment"');
  if (environment !== undefined && !names.includes(environment))
    findings.add(member(at, "environment"), `there is no such environment; known are ${names.join(", ")}`);
  return environment ?? names[0] ?? "";
}

function checkUrls(
  { issuer, jwks }: IssuerMembers,
  at: Located,
  { httpIssuers }: IssuerContext,
  findings: Findings,
): void {
  for (const [name, url] of [
    ["issuer", issuer],
    ["jwks", jwks],
  ] as const) {
    const problem = issuerProblem(url, httpIssuers);
    if (problem !== undefined) findings.add(member(at, name), problem);
  }
}

function issuerOf(
  { issuer, audience, algorithms, jwks, types, claims }: IssuerMembers,
  environment: string,
  at: Located,
  rules: RightRules,
  findings: Findings,
): ForeignIssuer {
  const place = member(at, "claims");
  const { user, account, rights } = claims;
  if (user === undefined && account === undefined)
    findings.add(place, "stands for nobody: name the claim of the user or of the account");
  if (rights?.map !== undefined) checkMap(rights.map, member(member(place, "rights"), "map"), rules, findings);
  const granted = rights && { claim: rights.claim, map: rights.map && new Map(Object.entries(rights.map)) };
  return { issuer, audience, algorithms, jwks, environment, types, claims: { user, account, rights: granted } };
}

function checkMap(map: Readonly<Record<string, string[]>>, at: Located, rules: RightRules, findings: Findings): void {
  for (const [value, texts] of Object.entries(map)) {
    for (const [index, text] of texts.entries()) {
      const right = parseRight(text);
      const problem = "problem" in right ? right.problem : rightProblem(right, rules);
      if (problem !== undefined) findings.add({ pointer: `${member(at, value).pointer}/${index}` }, problem);
    }
  }
}
