import type { ForeignIssuer, RightsMapping } from "@clavis/adapters";
import { parseRight, type Right, RightSet } from "@clavis/core";
import type { RightRules } from "@clavis/directory";
import type { Findings } from "../description/findings.ts";
import { type Located, member } from "../description/located.ts";
import { rightProblem } from "../description/right-names.ts";
import { issuerProblem } from "./issuer-url.ts";
import type { IssuerMembers } from "./schema/issuers.ts";
import { configurationSchema } from "./schema.ts";
import { readSection } from "./section.ts";

export interface IssuerContext {
  readonly environments: readonly { readonly name: string; readonly tokens: { readonly issuer: string } }[];
  readonly httpIssuers: boolean;
  readonly rights: RightRules;
}

/** Reads `issuers` (SECURITY JWT-01, 06, 07). What is wrong is among the findings. */
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
  { issuer, audience, algorithms, jwks, types, claims, rights }: IssuerMembers,
  environment: string,
  at: Located,
  rules: RightRules,
  findings: Findings,
): ForeignIssuer {
  if (claims.user === undefined && claims.account === undefined)
    findings.add(member(at, "claims"), "stands for nobody: name the claim of the user or of the account");
  if ((claims.rights === undefined) === (rights === undefined))
    findings.add(at, "needs one of claims.rights and rights: what may be done with its tokens");
  const granted = rightsOf(claims.rights, rights ?? [], at, rules, findings);
  return {
    issuer,
    audience,
    algorithms,
    keys: { kind: "url", url: jwks },
    environment,
    types: types.map((type) => type.toLowerCase().replace(/^application\//, "")),
    claims: { user: claims.user, account: claims.account, rights: granted },
  };
}

function rightsOf(
  granted: IssuerMembers["claims"]["rights"],
  fixed: readonly string[],
  at: Located,
  rules: RightRules,
  findings: Findings,
): RightsMapping {
  if (granted === undefined)
    return { kind: "fixed", rights: new RightSet(readRights(fixed, member(at, "rights"), rules, findings)) };
  const { claim, map } = granted;
  if (map === undefined) return { kind: "claim", claim };
  const place = member(member(member(at, "claims"), "rights"), "map");
  for (const [value, texts] of Object.entries(map)) readRights(texts, member(place, value), rules, findings);
  return { kind: "mapped", claim, rights: new Map(Object.entries(map)) };
}

function readRights(texts: readonly string[], at: Located, rules: RightRules, findings: Findings): readonly Right[] {
  return texts.flatMap((text, index) => {
    const right = parseRight(text);
    const problem = "problem" in right ? right.problem : rightProblem(right, rules);
    if (problem !== undefined) findings.add({ pointer: `${at.pointer}/${index}` }, problem);
    return "problem" in right ? [] : [right];
  });
}
