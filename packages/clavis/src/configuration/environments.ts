import { keyWordForm } from "@clavis/core";
import type { SessionLifetime } from "@clavis/directory";
import type { Findings } from "../description/findings.ts";
import { type Located, member, members } from "../description/located.ts";
import type { ServedEnvironment } from "./configuration.ts";
import { checkPorts, readCors } from "./cors.ts";
import { isLonger, readDuration } from "./duration.ts";
import { type EnvironmentMembers, environmentSchema } from "./schema/environment.ts";
import { readSection } from "./section.ts";
import { expandAssertion, readAssertion, readTokens } from "./token-settings.ts";
import { readUpstream } from "./upstream.ts";

const nameForm = /^[a-z][a-z0-9-]{0,31}$/;

/** What environments take from the rest of the configuration. */
export interface EnvironmentContext {
  readonly publicOrigin: string;
  readonly httpIssuers: boolean;
  /** What relative paths are relative to. */
  readonly folder: string;
}

/** Reads every environment; what is wrong in one does not hide what is wrong in another. */
export function readEnvironments(
  at: Located,
  context: EnvironmentContext,
  findings: Findings,
  warnings: Findings,
): ServedEnvironment[] {
  const entries = findings.members(at);
  if (entries.length === 0) findings.addShape(at, "at least one environment, such as production: {upstream: ...}");
  const read = entries.flatMap(([name, place]) => {
    if (!nameForm.test(name)) findings.add(place, "an environment's name has lower-case letters, digits and dashes");
    const settings = readSection(environmentSchema, { ...place, value: expandAssertion(place.value) }, findings);
    return settings === undefined ? [] : [{ name, place, settings }];
  });
  if (read.length === entries.length) checkPrimary(read, at, findings);
  const environments = read.map((entry) => readEnvironment(entry, read.length === 1, context, findings, warnings));
  checkDistinct(environments, at, findings);
  checkReached(environments, context.publicOrigin, at, warnings);
  return environments;
}

/** Links to users and problem types lead to the public origin, whose host may be none of those that are served. */
function checkReached(
  environments: readonly ServedEnvironment[],
  publicOrigin: string,
  at: Located,
  warnings: Findings,
): void {
  const url = URL.parse(publicOrigin);
  const first = environments.find(({ primary }) => primary)?.hosts[0];
  if (url === null || first === undefined) return;
  if (environments.some(({ hosts }) => hosts.length === 0 || hosts.includes(url.host) || hosts.includes(url.hostname)))
    return;
  const detail = `none has the host of ${publicOrigin}, where links to users and problem types lead`;
  warnings.add(at, `${detail}: set publicOrigin, such as https://${first}`);
}

interface Entry {
  readonly name: string;
  readonly place: Located;
  readonly settings: EnvironmentMembers;
}

function checkPrimary(entries: readonly Entry[], at: Located, findings: Findings): void {
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0) {
    if (only.settings.primary === false)
      findings.add(member(only.place, "primary"), "the only environment is the primary one");
    return;
  }
  const primary = entries.filter(({ settings }) => settings.primary === true);
  if (primary.length === 0 && entries.length > 0) findings.add(at, "one environment must be marked primary: true");
  for (const { place } of primary.slice(1))
    findings.add(member(place, "primary"), `"${primary[0]?.name}" is primary already: only one environment can be`);
}

function readEnvironment(
  entry: Entry,
  only: boolean,
  context: EnvironmentContext,
  findings: Findings,
  warnings: Findings,
): ServedEnvironment {
  const { name, place, settings } = entry;
  const primary = only || settings.primary === true;
  const keyTag = settings.keyTag ?? (primary ? "live" : name);
  if (!keyWordForm.test(keyTag))
    findings.add(place, `its name can not be the tag of its keys: set keyTag (letters and digits, at most 16)`);
  const upstream = readUpstream(settings.upstream, member(place, "upstream"), findings, warnings);
  const issuing = { issuer: usualIssuer(settings.hosts, context.publicOrigin), httpIssuers: context.httpIssuers };
  checkPorts(settings.origins, member(place, "origins"), findings);
  return {
    name,
    primary,
    hosts: settings.hosts,
    keyTag,
    challenge: settings.challenge,
    cors: settings.cors === undefined ? undefined : readCors(settings.cors, member(place, "cors"), findings),
    origins: new Set(settings.origins),
    upstream,
    upstreams: readUpstreams(member(place, "upstreams"), findings, warnings),
    preserveHost: settings.preserveHost,
    sessions: readLifetimes(settings.sessions, member(place, "sessions"), findings),
    tokens: readTokens(settings.tokens, member(place, "tokens"), issuing, findings),
    assertion: readAssertion(
      settings.assertion,
      member(place, "assertion"),
      { upstream, folder: context.folder },
      findings,
    ),
  };
}

/** Where its tokens say they are from: the host by which it is called, and each environment has its own. */
function usualIssuer([host]: readonly string[], publicOrigin: string): string {
  if (host === undefined || URL.parse(publicOrigin)?.host === host) return publicOrigin;
  return `https://${host}`;
}

function readLifetimes(members: EnvironmentMembers["sessions"], at: Located, findings: Findings): SessionLifetime {
  const idle = readDuration(members.idle, member(at, "idle"), findings, "90d");
  const absolute = readDuration(members.absolute, member(at, "absolute"), findings, "90d");
  if (isLonger(idle, absolute)) findings.add(member(at, "idle"), "must not be longer than absolute");
  return { idle, absolute };
}

function readUpstreams(at: Located, findings: Findings, warnings: Findings): ReadonlyMap<string, string> {
  const upstreams = members(at).map(([name, place]): [string, string] => {
    if (!nameForm.test(name)) findings.add(place, "an upstream's name has lower-case letters, digits and dashes");
    return [name, readUpstream(String(place.value), place, findings, warnings)];
  });
  return new Map(upstreams);
}

/** A request belongs to one environment, and a key's tag to one. */
function checkDistinct(environments: readonly ServedEnvironment[], at: Located, findings: Findings): void {
  const hosts = new Map<string, string>();
  const tags = new Map<string, string>();
  const issuers = new Map<string, string>();
  let hostless: string | undefined;
  for (const { name, hosts: own, keyTag, tokens } of environments) {
    const place = member(at, name);
    for (const host of own) claim(hosts, host, name, () => member(place, "hosts"), "the host", findings);
    claim(tags, keyTag, name, () => member(place, "keyTag"), "the key tag", findings);
    if (own.length === 0 && hostless !== undefined) {
      findings.add(place, `has no hosts, and neither has "${hostless}": a request could belong to either`);
      continue;
    }
    if (own.length === 0) hostless = name;
    // Of two with one host that is said already.
    if (own.every((host) => hosts.get(host) === name))
      claim(issuers, tokens.issuer, name, () => member(member(place, "tokens"), "issuer"), "the issuer", findings);
  }
}

function claim(
  taken: Map<string, string>,
  value: string,
  name: string,
  place: () => Located,
  kind: string,
  findings: Findings,
): void {
  const owner = taken.get(value);
  if (owner !== undefined) findings.add(place(), `${kind} "${value}" belongs to the environment "${owner}" already`);
  else taken.set(value, name);
}
