import { resolve } from "node:path";
import type { Findings } from "../description/findings.ts";
import { isObject, type Located, member } from "../description/located.ts";
import { isLonger, type LongestDuration, readDuration } from "./duration.ts";
import { issuerProblem } from "./issuer-url.ts";
import type { AssertionMembers, TokenMembers } from "./schema/tokens.ts";

/** How an environment's tokens are made. Times are milliseconds. */
export interface TokenSettings {
  readonly algorithm: TokenMembers["algorithm"];
  /** `iss`; one environment's only. */
  readonly issuer: string;
  readonly audience: string;
  /** Of an access token that asks for none, and the longest that may be asked for. */
  readonly lifetime: number;
  readonly maxLifetime: number;
  readonly refresh: {
    readonly idle: number;
    readonly absolute: number;
    /** The shortest time between two refreshes; 0 for none. */
    readonly interval: number;
    readonly retryWindow: number;
  };
  /** Undefined where keys are replaced by command only. */
  readonly rotateEvery: number | undefined;
  /** How long a key is published before it signs. */
  readonly lead: number;
}

/** The signed statement for upstreams of who calls (DESIGN 5.7). */
export interface AssertionSettings {
  readonly algorithm: Exclude<AssertionMembers["algorithm"], "off">;
  readonly audience: string;
  /** Of `hs256`: an absolute path. */
  readonly secretFile: string | undefined;
}

const longestRetryWindow = 60_000;

/** `issuer` is the one where none is given. */
export function readTokens(
  members: TokenMembers,
  at: Located,
  { issuer: usual, httpIssuers }: { readonly issuer: string; readonly httpIssuers: boolean },
  findings: Findings,
): TokenSettings {
  const read = (name: "lifetime" | "maxLifetime" | "lead", most: LongestDuration): number =>
    readDuration(members[name], member(at, name), findings, most);
  const issuer = members.issuer ?? usual;
  if (members.issuer !== undefined) {
    const problem = issuerProblem(issuer, httpIssuers);
    if (problem !== undefined) findings.add(member(at, "issuer"), problem);
  }
  const settings = {
    algorithm: members.algorithm,
    issuer,
    audience: members.audience ?? issuer,
    lifetime: read("lifetime", "90d"),
    maxLifetime: read("maxLifetime", "90d"),
    refresh: readRefresh(members.refresh, member(at, "refresh"), findings),
    rotateEvery: readRotation(members.rotateEvery, member(at, "rotateEvery"), findings),
    lead: read("lead", "24h"),
  };
  checkOrder(settings, at, findings);
  return settings;
}

function readRefresh(
  { idle, absolute, interval, retryWindow }: TokenMembers["refresh"],
  at: Located,
  findings: Findings,
): TokenSettings["refresh"] {
  return {
    idle: readDuration(idle, member(at, "idle"), findings, "90d"),
    absolute: readDuration(absolute, member(at, "absolute"), findings, "90d"),
    interval: interval === "0s" ? 0 : readDuration(interval, member(at, "interval"), findings),
    retryWindow: readDuration(retryWindow, member(at, "retryWindow"), findings),
  };
}

const readRotation = (text: string | undefined, at: Located, findings: Findings): number | undefined =>
  text === undefined ? undefined : readDuration(text, at, findings, "90d");

function checkOrder(
  { lifetime, maxLifetime, refresh, rotateEvery, lead }: TokenSettings,
  at: Located,
  findings: Findings,
) {
  const place = member(at, "refresh");
  if (isLonger(lifetime, maxLifetime)) findings.add(member(at, "lifetime"), "must not be longer than maxLifetime");
  if (isLonger(refresh.idle, refresh.absolute)) findings.add(member(place, "idle"), "must not be longer than absolute");
  if (refresh.retryWindow > longestRetryWindow)
    findings.add(member(place, "retryWindow"), "must be at most 1m: as long a stolen token could be used unseen");
  if (rotateEvery !== undefined && rotateEvery <= lead)
    findings.add(
      member(at, "rotateEvery"),
      "must be longer than lead, for which each key is published before it signs",
    );
}

/** A text stands for its algorithm. */
export const expandAssertion = (value: unknown): unknown =>
  isObject(value) && typeof value["assertion"] === "string"
    ? { ...value, assertion: { algorithm: value["assertion"] } }
    : value;

/** `upstream` is the audience where none is given. Undefined for none. */
export function readAssertion(
  { algorithm, audience, secretFile }: AssertionMembers,
  at: Located,
  { upstream, folder }: { readonly upstream: string; readonly folder: string },
  findings: Findings,
): AssertionSettings | undefined {
  if (algorithm === "off") return undefined;
  if (algorithm === "hs256" && secretFile === undefined)
    findings.add(at, "hs256 needs secretFile: the secret that the upstream has too");
  if (algorithm !== "hs256" && secretFile !== undefined)
    findings.add(member(at, "secretFile"), `${algorithm} needs no secret: the upstream has the published key`);
  return { algorithm, audience: audience ?? upstream, secretFile: secretFile && resolve(folder, secretFile) };
}
