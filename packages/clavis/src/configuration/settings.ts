import { dirname, resolve } from "node:path";
import type { Static, TSchema } from "typebox";
import type { Findings } from "../description/findings.ts";
import { type Located, member } from "../description/located.ts";
import type { Configuration } from "./configuration.ts";
import { readDuration } from "./duration.ts";
import { readEnvironments } from "./environments.ts";
import { readLimits } from "./limits.ts";
import { type ListenerOverrides, originOf, readListeners } from "./listeners.ts";
import { readRecordedHeaders } from "./recorded-headers.ts";
import { configurationSchema } from "./schema.ts";
import { readSection } from "./section.ts";
import { readTrustedProxies } from "./trusted-proxies.ts";
import { readInsecure, readLegacy } from "./weakenings.ts";

/** Everything of the configuration that can be read without knowing the API. */
export type Settings = Omit<Configuration, "api" | "formatSuffix" | "sessions" | "issuers">;

export interface SettingsSource {
  readonly root: Located;
  /** Absolute path of clavis.yaml. */
  readonly file: string;
  readonly overrides: ListenerOverrides;
  /** An absolute path that wins over `storage.data`. */
  readonly dataDirectory: string | undefined;
}

const { properties } = configurationSchema;

/** Reads all members but those of the API and those that are about its schemes and rights. Undefined where something is wrong; then it is among the findings. */
export function readSettings(source: SettingsSource, findings: Findings, warnings: Findings): Settings | undefined {
  const { root, file, overrides } = source;
  const folder = dirname(file);
  const section = <S extends TSchema>(name: string, schema: S): Static<S> | undefined =>
    readSection(schema, member(root, name), findings);
  const listeners = readListeners(member(root, "listeners"), folder, overrides, findings, warnings);
  const keys = section("keys", properties.keys);
  const accountForm = section("accounts", properties.accounts);
  const passwords = section("passwords", properties.passwords);
  const proxies = section("trustedProxies", properties.trustedProxies);
  const trustedProxies = proxies && readTrustedProxies(proxies, member(root, "trustedProxies"), findings);
  const givenOrigin = readOptional(properties.publicOrigin, member(root, "publicOrigin"), findings);
  const publicOrigin = givenOrigin ?? (listeners === undefined ? "" : originOf(listeners.public));
  const insecure = readInsecure(member(root, "insecure"), findings);
  const context = { publicOrigin, httpIssuers: insecure?.httpIssuers === true, folder };
  const environments = readEnvironments(member(root, "environments"), context, findings, warnings);
  const limits = readLimits(member(root, "limits"), findings);
  const durations = section("timeouts", properties.timeouts);
  const timeouts = durations && readTimeouts(durations, member(root, "timeouts"), findings);
  const log = section("log", properties.log);
  const headers = log && readRecordedHeaders(log.headers, member(member(root, "log"), "headers"), findings);
  const storage = section("storage", properties.storage);
  const shutdown = section("shutdown", properties.shutdown);
  const shutdownGrace = shutdown && readDuration(shutdown.grace, member(member(root, "shutdown"), "grace"), findings);
  const legacy = readLegacy(member(root, "legacy"), findings);
  const users = section("users", properties.users);
  const geo = readOptional(properties.geo, member(root, "geo"), findings);
  const selfService = readSelfService(member(root, "selfService"), findings);
  const directory = readOptional(properties.directory, member(root, "directory"), findings);
  if (!listeners || !keys || !accountForm || !passwords || !trustedProxies || !limits || !timeouts) return undefined;
  if (!log || !headers || !storage || shutdownGrace === undefined || !legacy || !insecure || !users) return undefined;
  return {
    file,
    environments,
    keyPrefix: keys.prefix,
    accountForm,
    passwords: {
      minLength: passwords.minLength,
      blockList: passwords.blockList === undefined ? undefined : resolve(folder, passwords.blockList),
    },
    listeners,
    trustedProxies,
    publicOrigin,
    limits,
    timeouts,
    log: { ...log, maxBytes: log.maxBytes, headers },
    dataDirectory: source.dataDirectory ?? resolve(folder, storage.data),
    shutdownGrace,
    legacy,
    insecure,
    userKinds: users.kinds,
    geoDatabase: geo && resolve(folder, geo.database),
    selfService,
    directoryFile: directory === undefined ? undefined : resolve(folder, directory),
  };
}

/** `off` or where it lies. Undefined also where it is not readable; then it is among the findings. */
export function readSelfService(at: Located, findings: Findings): Configuration["selfService"] {
  if (at.value === "off") return undefined;
  const members = readSection(properties.selfService, at, findings);
  return members && { basePath: members.basePath.replace(/\/$/, "") };
}

function readOptional<S extends TSchema>(schema: S, at: Located, findings: Findings): Static<S> | undefined {
  return at.value === undefined ? undefined : readSection(schema, at, findings);
}

function readTimeouts(
  { connect, answer, headers, request, idle, keepAlive }: Static<typeof properties.timeouts>,
  at: Located,
  findings: Findings,
): Configuration["timeouts"] {
  const read = (name: keyof Configuration["timeouts"], text: string): number =>
    readDuration(text, member(at, name), findings);
  return {
    connect: read("connect", connect),
    answer: read("answer", answer),
    headers: read("headers", headers),
    request: read("request", request),
    idle: read("idle", idle),
    keepAlive: read("keepAlive", keepAlive),
  };
}
