/**
 * One row of the table, in a process of its own: `node --expose-gc measure.ts <keys>`, with the path of a
 * SQLite file for a snapshot of that. Prints a Measurement as JSON.
 */
import { hash, randomBytes } from "node:crypto";
import { LocalSettlement, MemoryLedger } from "@clavis/adapters";
import { composeApiKey, createPipeline, type Pipeline, type Spelling } from "@clavis/core";
import { KeyDigester } from "../../packages/adapters/src/secret-key/key-digester.ts";
import { FollowingSnapshot } from "../../packages/adapters/src/snapshot/following-snapshot.ts";
import { prepareSnapshotQueries } from "../../packages/adapters/src/snapshot/sqlite-queries.ts";
import { openSqliteSnapshot } from "../../packages/adapters/src/snapshot/sqlite-snapshot.ts";
import { openDatabaseForReading } from "../../packages/adapters/src/sqlite/database.ts";
import { benchOperation, benchPolicy, keyScheme, unasked } from "../bench-policy.ts";
import { median } from "../median.ts";
import { syntheticStore } from "./synthetic-keys.ts";

export interface Measurement {
  readonly keys: number;
  /** Seconds. */
  readonly load: number;
  /** Seconds to read the same rows and do nothing with them; undefined where there is no file. */
  readonly bareRead: number | undefined;
  readonly bytesPerKey: number;
  /** Milliseconds. */
  readonly collection: number;
  /** CPU microseconds; undefined where no secret is known. */
  readonly times: Times | undefined;
}

export type Times = Readonly<Record<"hit" | "miss" | "decision" | "baseDecision", number>>;

/** Keys whose secrets are known, spread evenly among the others: far more than any cache of the machine holds. */
const knownSecrets = 200_000;
const lookUps = 200_000;
/** What decisions are compared with, in turns in the same process. */
const baseKeys = 1_000;
const rounds = 5;

const digester = new KeyDigester(randomBytes(32));

const collect = (): void => {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
  globalThis.gc();
};

const used = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** The secret of a number. Flat and newly made, as one that comes off the wire is. */
function secretOf(number: number): string {
  const secret = composeApiKey("clv", "live", (count) => hash("sha512", `${number}`, "buffer").subarray(0, count));
  return Buffer.from(secret, "latin1").toString("latin1");
}

const numbers = <Value>(count: number, make: (at: number) => Value): Value[] =>
  Array.from({ length: count }, (_, at) => make(at));

interface Case {
  readonly texts: readonly string[];
  readonly work: (text: string) => void;
}

/** CPU microseconds a text in each case: the least of several rounds, in which the cases take turns. */
function timeEach<Name extends string>(cases: Record<Name, Case>): Record<Name, number> {
  const least: Record<string, number> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, it] of Object.entries<Case>(cases))
      least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, timeCase(it));
  return least as Record<Name, number>;
}

function timeCase({ texts, work }: Case): number {
  const start = process.cpuUsage();
  for (const text of texts) work(text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / texts.length;
}

function timeCollection(): number {
  const times = numbers(rounds, () => {
    const start = performance.now();
    collect();
    return performance.now() - start;
  });
  return median(times);
}

function judge(pipeline: Pipeline, secret: string): void {
  const judgement = pipeline.judge({
    listener: "public",
    method: "GET",
    target: "/api/v1/invoices/1001?page=2",
    headers: ["Host", "api.example.com", "User-Agent", "bench", "X-Api-Key", secret, "Accept", "application/json"],
    peer: "192.0.2.1",
    secure: false,
    time: Date.now(),
    requestId: "01900000-0000-7000-8000-000000000000",
  });
  if (!("decision" in judgement) || judgement.decision.effect !== "allow") throw new Error("refused");
}

type Loaded = Pick<Measurement, "keys" | "load" | "bytesPerKey" | "collection">;

function load(keys: number, open: () => FollowingSnapshot): Loaded & { readonly snapshot: FollowingSnapshot } {
  const before = used();
  const start = performance.now();
  const snapshot = open();
  const seconds = (performance.now() - start) / 1000;
  return { snapshot, keys, load: seconds, bytesPerKey: (used() - before) / keys, collection: timeCollection() };
}

function openSynthetic(keys: number): FollowingSnapshot {
  const known = Math.min(keys, knownSecrets);
  const store = syntheticStore(keys, known, (at) => digester.digestHex(secretOf(at)));
  return new FollowingSnapshot(store, { digester });
}

const integer: Spelling = { kind: "integer" };
const policy = benchPolicy(
  [keyScheme],
  [
    benchOperation([keyScheme], {
      id: "readInvoice",
      template: "/api/v1/invoices/{id}",
      entity: "id",
      spelling: integer,
    }),
  ],
);

function pipelineOver(snapshot: FollowingSnapshot): Pipeline {
  const onError = (error: unknown): never => {
    throw error;
  };
  const settlement = new LocalSettlement(new MemoryLedger());
  return createPipeline({ ...unasked, policy, snapshot, settlement, onError });
}

/** Secrets of random keys among those known. */
const randomSecrets = (keys: number): string[] =>
  numbers(lookUps, () => secretOf(Math.floor(Math.random() * Math.min(keys, knownSecrets))));

function measureSynthetic(keys: number): Measurement {
  const { snapshot, ...loaded } = load(keys, () => openSynthetic(keys));
  const base = openSynthetic(baseKeys);
  const [pipeline, basePipeline] = [pipelineOver(snapshot), pipelineOver(base)];
  const texts = randomSecrets(keys);
  const baseTexts = randomSecrets(baseKeys);
  const times = timeEach({
    hit: { texts, work: (secret) => expectKey(snapshot, secret, true) },
    miss: {
      texts: numbers(lookUps, (at) => secretOf(knownSecrets + at)),
      work: (secret) => expectKey(snapshot, secret, false),
    },
    decision: { texts, work: (secret) => judge(pipeline, secret) },
    baseDecision: { texts: baseTexts, work: (secret) => judge(basePipeline, secret) },
  });
  return { ...loaded, bareRead: undefined, times };
}

function expectKey(snapshot: FollowingSnapshot, secret: string, known: boolean): void {
  if ((snapshot.findKey(secret) !== undefined) !== known) throw new Error("a look-up gave the wrong answer");
}

function measureSqlite(keys: number, path: string): Measurement {
  const { snapshot, ...loaded } = load(keys, () => openSqliteSnapshot(path, { digester }));
  if (snapshot.revision !== keys) throw new Error("the file has another number of keys");
  return { ...loaded, bareRead: bareRead(path), times: undefined };
}

function bareRead(path: string): number {
  const database = openDatabaseForReading(path);
  const { keys, versions } = prepareSnapshotQueries(database);
  const start = performance.now();
  for (let after = 0, last = 0; ; after = last) {
    last = keys.all(after).at(-1)?.[0] ?? after;
    if (last === after) break;
    versions.all(after, last);
  }
  const seconds = (performance.now() - start) / 1000;
  database.close();
  return seconds;
}

const [keys, path] = process.argv.slice(2);
console.log(JSON.stringify(path === undefined ? measureSynthetic(Number(keys)) : measureSqlite(Number(keys), path)));
