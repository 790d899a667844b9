import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type FollowingSnapshot,
  KeyDigester,
  MemorySettlement,
  MemoryStore,
  openSqliteSnapshot,
  RequestLogThread,
} from "@clavis/adapters";
import { ownOperationsOn } from "@clavis/control";
import { composeApiKey, createPipeline, type RequestLog, type RequestRecord } from "@clavis/core";
import { applyDirectory, createKey, type Directory, revokeKey, rotateKey, setKeyEnabled } from "@clavis/directory";
import { type DoorPorts, requestIds } from "@clavis/doors";
import { pino } from "pino";
import { parse, stringify } from "yaml";
import { openMemorySnapshot } from "../packages/adapters/src/snapshot/memory-snapshot.ts";
import type { Configuration } from "../packages/clavis/src/configuration/configuration.ts";
import { effectiveConfiguration } from "../packages/clavis/src/configuration/effective-configuration.ts";
import { readConfiguration } from "../packages/clavis/src/configuration/read-configuration.ts";
import { toPolicy } from "../packages/clavis/src/configuration/to-policy.ts";
import { type OpenDirectory, openDirectory } from "../packages/clavis/src/open-directory.ts";
import type { Engine } from "../packages/clavis/src/server/engine.ts";
import { passwordResolver } from "../packages/clavis/src/server/password-resolver.ts";
import { members } from "./reading.ts";
import { readKeys, readSpecs, type WrittenKey } from "./written-key.ts";

export type StoreKind = "memory" | "sqlite";

/** The moment of every case that does not say otherwise. */
export const moment = Date.UTC(2026, 10, 21, 12);
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
  /** Secrets by placeholder: `key:reader`, `key:rotated:2`, `stranger`, `damaged:reader`. */
  readonly secrets: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

const folder = join(import.meta.dirname, "worlds");

/** Makes a world: its accounts and keys through the directory's operations, then what became of them. */
export async function openWorld(name: string, kind: StoreKind): Promise<World> {
  const place = join(folder, `${name}.yaml`);
  const written = members(parse(readFileSync(place, "utf8")), name, [
    "configuration",
    "accounts",
    "accountsLater",
    "keys",
  ]);
  const configuration = configurationOf(written["configuration"]);
  const clock = { now: moment - hour };
  const data = mkdtempSync(join(tmpdir(), "clavis-cases-"));
  const opened = await openDirectory(join(data, "data"), effectiveConfiguration(configuration), () => clock.now);
  const memory = new MemoryStore();
  const directory = kind === "memory" ? { ...opened.directory, store: memory } : opened.directory;
  const settlement = new MemorySettlement();
  const options = { digester: new KeyDigester(opened.pepper), released: (slot: number) => settlement.forget(slot) };
  const snapshot =
    kind === "memory"
      ? openMemorySnapshot(memory.committed, options)
      : openSqliteSnapshot(opened.data.database, options);
  const secrets = await populate(directory, clock, written, configuration.keyPrefix);
  snapshot.catchUp();
  clock.now = moment;
  const { ports, records, errors } = portsOf(configuration, { ...opened, directory }, snapshot, settlement, clock);
  const recorded = new RequestLogThread(opened.data.requests);
  const engine: Engine = { snapshot, ports, directory, records: recorded, derive: opened.derive };
  const close = async () => {
    await recorded.close();
    snapshot.close();
    await opened.close();
    rmSync(data, { recursive: true });
  };
  return { configuration, engine, ports, records, errors, clock, secrets, close };
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

function portsOf(
  configuration: Configuration,
  opened: OpenDirectory,
  snapshot: FollowingSnapshot,
  settlement: MemorySettlement,
  clock: World["clock"],
): Pick<World, "ports" | "records" | "errors"> {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const pipeline = createPipeline({ policy: toPolicy(configuration, ownOperationsOn), snapshot, settlement, onError });
  const log = new ListLog();
  const ports: DoorPorts = {
    pipeline,
    resolver: passwordResolver(opened, pino({ enabled: false })),
    recording: { mode: "bounded", log },
    activity: { used: () => {} },
    now: () => clock.now,
    nextRequestId: requestIds(randomBytes),
    onError,
  };
  return { ports, records: log.records, errors };
}

const actor = "local:cases";

async function populate(
  directory: Directory,
  clock: World["clock"],
  written: ReturnType<typeof members>,
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  await applyDirectory(directory, actor, { accounts: readSpecs(written["accounts"]) });
  const secrets = new Map([["stranger", composeApiKey(prefix, "live", randomBytes)]]);
  for (const key of readKeys(written["keys"], moment)) await makeKey(directory, clock, key, secrets);
  await applyDirectory(directory, actor, { accounts: readSpecs(written["accountsLater"]) });
  return secrets;
}

async function makeKey(
  directory: Directory,
  clock: World["clock"],
  { input, then }: WrittenKey,
  secrets: Map<string, string>,
): Promise<void> {
  clock.now = moment - hour;
  const { key, secret } = await createKey(directory, actor, input);
  secrets.set(`key:${input.name}`, secret);
  secrets.set(`damaged:${input.name}`, secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0"));
  for (const { at, step } of then) {
    clock.now = moment + at * 1000;
    if ("revoke" in step) await revokeKey(directory, actor, key.id, step.revoke);
    else if ("enable" in step) await setKeyEnabled(directory, actor, key.id, step.enable);
    else secrets.set(`key:${input.name}:2`, (await rotateKey(directory, actor, key.id, step.rotate)).secret);
  }
}
