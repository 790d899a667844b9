import { dirname, resolve } from "node:path";
import type { Static, TSchema } from "typebox";
import type { Findings } from "../description/findings.ts";
import { type Located, member } from "../description/located.ts";
import type { Configuration } from "./configuration.ts";
import { readDuration } from "./duration.ts";
import { readEnvironments } from "./environments.ts";
import { type ListenerOverrides, originOf, readListeners } from "./listeners.ts";
import { readRecordedHeaders } from "./recorded-headers.ts";
import { configurationSchema } from "./schema.ts";
import { readSection } from "./section.ts";
import { readTrustedProxies } from "./trusted-proxies.ts";

/** Everything of the configuration that needs no other file. */
export type Settings = Omit<Configuration, "api">;

export interface SettingsSource {
  readonly root: Located;
  /** Absolute path of clavis.yaml. */
  readonly file: string;
  readonly overrides: ListenerOverrides;
  /** An absolute path that wins over `storage.data`. */
  readonly dataDirectory: string | undefined;
}

const { properties } = configurationSchema;

/** Reads all members but those of the API. Undefined where something is wrong; then it is among the findings. */
export function readSettings(source: SettingsSource, findings: Findings, warnings: Findings): Settings | undefined {
  const { root, file, overrides } = source;
  const folder = dirname(file);
  const section = <S extends TSchema>(name: string, schema: S): Static<S> | undefined =>
    readSection(schema, member(root, name), findings);
  const environments = readEnvironments(member(root, "environments"), findings, warnings);
  const listeners = readListeners(member(root, "listeners"), folder, overrides, findings, warnings);
  const keys = section("keys", properties.keys);
  const accountForm = section("accounts", properties.accounts);
  const passwords = section("passwords", properties.passwords);
  const proxies = section("trustedProxies", properties.trustedProxies);
  const trustedProxies = proxies && readTrustedProxies(proxies, member(root, "trustedProxies"), findings);
  const publicOrigin = readOptional(properties.publicOrigin, member(root, "publicOrigin"), findings);
  const limits = section("limits", properties.limits);
  const durations = section("timeouts", properties.timeouts);
  const timeouts = durations && readTimeouts(durations, member(root, "timeouts"), findings);
  const log = section("log", properties.log);
  const headers = log && readRecordedHeaders(log.headers, member(member(root, "log"), "headers"), findings);
  const storage = section("storage", properties.storage);
  const shutdown = section("shutdown", properties.shutdown);
  const shutdownGrace = shutdown && readDuration(shutdown.grace, member(member(root, "shutdown"), "grace"), findings);
  const legacy = section("legacy", properties.legacy);
  const selfService = readSelfService(member(root, "selfService"), findings);
  const directory = readOptional(properties.directory, member(root, "directory"), findings);
  if (!listeners || !keys || !accountForm || !passwords || !trustedProxies || !limits || !timeouts) return undefined;
  if (!log || !headers || !storage || shutdownGrace === undefined || !legacy) return undefined;
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
    publicOrigin: publicOrigin ?? originOf(listeners.public),
    limits,
    timeouts,
    log: { ...log, headers },
    dataDirectory: source.dataDirectory ?? resolve(folder, storage.data),
    shutdownGrace,
    keyInQuery: legacy.keyInQuery,
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
