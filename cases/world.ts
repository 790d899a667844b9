import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Argon2Hasher,
  type FollowingSnapshot,
  KeyDigester,
  MemoryStore,
  openSqliteSnapshot,
  RequestLogThread,
} from "@clavis/adapters";
import { ownOperationsOn } from "@clavis/control";
import { createPipeline, type Geo, type RequestLog, type RequestRecord } from "@clavis/core";
import { type DoorPorts, type Resolver, requestIds } from "@clavis/doors";
import { pino } from "pino";
import { parse, stringify } from "yaml";
import { openMemorySnapshot } from "../packages/adapters/src/snapshot/memory-snapshot.ts";
import type { Configuration } from "../packages/clavis/src/configuration/configuration.ts";
import { effectiveConfiguration } from "../packages/clavis/src/configuration/effective-configuration.ts";
import { readConfiguration } from "../packages/clavis/src/configuration/read-configuration.ts";
import { toPolicy } from "../packages/clavis/src/configuration/to-policy.ts";
import { type OpenDirectory, openDirectory } from "../packages/clavis/src/open-directory.ts";
import { Closing } from "../packages/clavis/src/server/closing.ts";
import type { Engine } from "../packages/clavis/src/server/engine.ts";
import { openCallState } from "../packages/clavis/src/server/open-calls.ts";
import { openTokens } from "../packages/clavis/src/server/open-tokens.ts";
import { passwordResolver } from "../packages/clavis/src/server/password-resolver.ts";
import { resolverOf } from "../packages/clavis/src/server/resolver.ts";
import { moment, type Names } from "./names.ts";
import { populate } from "./populate.ts";
import { members } from "./reading.ts";
import { directoryMembers } from "./written-directory.ts";
import { readGeo } from "./written-geo.ts";

export type StoreKind = "memory" | "sqlite";

const hour = 3_600_000;

/** Request records in the order in which they were written. */
class ListLog implements RequestLog {
  readonly records: RequestRecord[] = [];

  append(record: RequestRecord): void {
    this.records.push(record);
  }

  async commit(record: RequestRecord): Promise<void> {
    this.records.push(record);
  }
}

/** A whole Clavis but for its doors: real configuration, directory, store and snapshot, with a clock that is set. */
export interface World {
  readonly configuration: Configuration;
  readonly engine: Engine;
  readonly ports: DoorPorts;
  readonly records: readonly RequestRecord[];
  readonly errors: readonly unknown[];
  readonly clock: { now: number };
  readonly names: Names;
  close(): Promise<void>;
}

const folder = join(import.meta.dirname, "worlds");

/** Makes a world: its directory through the directory's own operations, then what became of it. */
export async function openWorld(name: string, kind: StoreKind): Promise<World> {
  const place = join(folder, `${name}.yaml`);
  const known = ["configuration", "geo", ...directoryMembers, "keys", "sessions", "tokens", "later"];
  const written = members(parse(readFileSync(place, "utf8")), name, known);
  const configuration = configurationOf(written["configuration"]);
  const clock = { now: moment - hour };
  const data = mkdtempSync(join(tmpdir(), "clavis-cases-"));
  const closing = new Closing();
  closing.add(() => rmSync(data, { recursive: true }));
  const { opened, snapshot } = await openStore(join(data, "data"), configuration, kind, clock, closing);
  const parts = { configuration, opened, logger: pino({ enabled: false }), clock: () => clock.now };
  const calls = openCallState(parts, closing);
  const tokens = await openTokens({ ...parts, calls, snapshot });
  const resolver = resolverOf({
    passwords: passwordResolver(opened, configuration.legacy, parts.logger),
    calls,
    tokens,
  });
  const { ports, records, errors } = portsOf(
    configuration,
    { snapshot, calls, tokens, resolver, geo: readGeo(written["geo"]) },
    clock,
  );
  const { directory, derive } = opened;
  const { sessions, revocations } = calls;
  const workshop = { directory, sessions, revocations, snapshot, clock, pipeline: ports.pipeline };
  const names = await populate({ ...workshop, tokens: tokens.issuer, keyPrefix: configuration.keyPrefix }, written);
  snapshot.catchUp();
  clock.now = moment;
  const recorded = new RequestLogThread(opened.data.requests);
  closing.add(() => recorded.close());
  const { provePassword } = resolver;
  const engine: Engine = { snapshot, ports, directory, records: recorded, derive, calls, tokens, provePassword };
  return { configuration, engine, ports, records, errors, clock, names, close: () => closing.run() };
}

/** The directory in that store, with passwords hashed cheaply, and the snapshot that follows it. */
async function openStore(
  data: string,
  configuration: Configuration,
  kind: StoreKind,
  clock: World["clock"],
  closing: Closing,
): Promise<{ opened: OpenDirectory; snapshot: FollowingSnapshot }> {
  const found = await openDirectory(data, effectiveConfiguration(configuration), () => clock.now);
  closing.add(() => found.close());
  const hasher = new Argon2Hasher({ randomBytes, memory: 8, passes: 1 });
  const memory = new MemoryStore();
  const isMemory = kind === "memory";
  const store = isMemory ? memory : found.directory.store;
  const options = { digester: new KeyDigester(found.pepper) };
  const snapshot = isMemory
    ? openMemorySnapshot(memory.committed, options)
    : openSqliteSnapshot(found.data.database, options);
  closing.add(() => snapshot.close());
  const opened = {
    ...found,
    hasher,
    directory: { ...found.directory, store, hasher },
    data: { ...found.data, ...(isMemory && { sessions: ":memory:" }) },
  };
  return { opened, snapshot };
}

function configurationOf(value: unknown): Configuration {
  const result = readConfiguration({
    text: stringify(value),
    file: join(folder, "clavis.yaml"),
    overrides: {},
    variables: {},
    workingDirectory: folder,
    ownOperations: ownOperationsOn,
    readFile: (path) => readFileSync(path, "utf8"),
  });
  if ("problems" in result)
    throw new Error(result.problems.map(({ pointer, detail }) => `${pointer} ${detail}`).join("\n"));
  return result.configuration;
}

interface Deciding extends Pick<Engine, "snapshot" | "calls" | "tokens"> {
  readonly resolver: Resolver;
  readonly geo: Geo;
}

function portsOf(
  configuration: Configuration,
  { snapshot, calls, tokens, resolver, geo }: Deciding,
  clock: World["clock"],
): Pick<World, "ports" | "records" | "errors"> {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const pipeline = createPipeline({
    policy: toPolicy(configuration, ownOperationsOn),
    snapshot,
    settlement: calls.settlement,
    tokens: tokens.reader,
    geo,
    anchors: calls.ledger,
    onError,
  });
  const log = new ListLog();
  const ports: DoorPorts = {
    pipeline,
    resolver,
    recording: { mode: "bounded", log },
    activity: { used: () => {}, sessionUsed: (session, time, address) => calls.touches.touch(session, time, address) },
    now: () => clock.now,
    nextRequestId: requestIds(randomBytes),
    onError,
  };
  return { ports, records: log.records, errors };
}
