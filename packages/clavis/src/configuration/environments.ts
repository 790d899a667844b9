import { type Cors, keyWordForm } from "@clavis/core";
import type { Findings } from "../description/findings.ts";
import { type Located, member, members } from "../description/located.ts";
import type { ServedEnvironment } from "./configuration.ts";
import { readDuration } from "./duration.ts";
import { type EnvironmentMembers, environmentSchema } from "./schema.ts";
import { readSection } from "./section.ts";
import { readUpstream } from "./upstream.ts";

const nameForm = /^[a-z][a-z0-9-]{0,31}$/;

/** Reads every environment; what is wrong in one does not hide what is wrong in another. */
export function readEnvironments(at: Located, findings: Findings, warnings: Findings): ServedEnvironment[] {
  const entries = findings.members(at);
  if (entries.length === 0) findings.addShape(at, "at least one environment, such as production: {upstream: ...}");
  const read = entries.flatMap(([name, place]) => {
    if (!nameForm.test(name)) findings.add(place, "an environment's name has lower-case letters, digits and dashes");
    const settings = readSection(environmentSchema, place, findings);
    return settings === undefined ? [] : [{ name, place, settings }];
  });
  if (read.length === entries.length) checkPrimary(read, at, findings);
  const environments = read.map((entry) => readEnvironment(entry, read.length === 1, findings, warnings));
  checkDistinct(environments, at, findings);
  return environments;
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

function readEnvironment(entry: Entry, only: boolean, findings: Findings, warnings: Findings): ServedEnvironment {
  const { name, place, settings } = entry;
  const primary = only || settings.primary === true;
  const keyTag = settings.keyTag ?? (primary ? "live" : name);
  if (!keyWordForm.test(keyTag))
    findings.add(place, `its name can not be the tag of its keys: set keyTag (letters and digits, at most 16)`);
  return {
    name,
    primary,
    hosts: settings.hosts,
    keyTag,
    challenge: settings.challenge,
    cors: settings.cors === undefined ? undefined : readCors(settings.cors, member(place, "cors"), findings),
    upstream: readUpstream(settings.upstream, member(place, "upstream"), findings, warnings),
    upstreams: readUpstreams(member(place, "upstreams"), findings, warnings),
    preserveHost: settings.preserveHost,
  };
}

function readUpstreams(at: Located, findings: Findings, warnings: Findings): ReadonlyMap<string, string> {
  const upstreams = members(at).map(([name, place]): [string, string] => {
    if (!nameForm.test(name)) findings.add(place, "an upstream's name has lower-case letters, digits and dashes");
    return [name, readUpstream(String(place.value), place, findings, warnings)];
  });
  return new Map(upstreams);
}

function readCors(cors: NonNullable<EnvironmentMembers["cors"]>, at: Located, findings: Findings): Cors {
  for (const [index, origin] of cors.origins.entries()) {
    if (/^http:.*:80$|^https:.*:443$/.test(origin))
      findings.add(
        { pointer: `${at.pointer}/origins/${index}` },
        "browsers leave out the usual port: leave it out too",
      );
  }
  return {
    origins: new Set(cors.origins),
    credentials: cors.credentials,
    exposed: cors.exposed.map((name) => name.toLowerCase()),
    allowedHeaders: cors.allowedHeaders.map((name) => name.toLowerCase()),
    maxAge: Math.floor(readDuration(cors.maxAge, member(at, "maxAge"), findings) / 1_000),
  };
}

/** A request belongs to one environment, and a key's tag to one. */
function checkDistinct(environments: readonly ServedEnvironment[], at: Located, findings: Findings): void {
  const hosts = new Map<string, string>();
  const tags = new Map<string, string>();
  let hostless: string | undefined;
  for (const { name, hosts: own, keyTag } of environments) {
    const place = member(at, name);
    for (const host of own) claim(hosts, host, name, () => member(place, "hosts"), "the host", findings);
    claim(tags, keyTag, name, () => member(place, "keyTag"), "the key tag", findings);
    if (own.length > 0) continue;
    if (hostless !== undefined)
      findings.add(place, `has no hosts, and neither has "${hostless}": a request could belong to either`);
    hostless ??= name;
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
