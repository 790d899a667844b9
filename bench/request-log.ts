/**
 * The request log at 10,000 records a second: what it costs the main thread and the writer, what it does to the event
 * loop, how large a row is, and how fast it can go. Takes about 30 s: `node bench/request-log.ts`.
 */
import { hash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { RequestLogReader, SqliteRequestLog } from "@clavis/adapters";
import type { RequestRecord } from "@clavis/core";
import { median } from "./median.ts";

const recordsPerSecond = 10_000;
const segmentSeconds = 2;
const segments = 5;
const targets = { main: 0.7, writer: 5, bytes: 90, p99: 1.1 };

/** A repeatable sequence of numbers below `limit` (xorshift). */
function numbers(): (limit: number) => number {
  let state = 0x2545f491;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const texts = (count: number, make: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => make(at));
const bytes = (count: number, make: (at: number) => string): Buffer[] =>
  texts(count, make).map((it) => Buffer.from(it));

/**
 * Makes records as a server does: what comes off the wire (id, path, host, address, headers) is a new string each time,
 * what comes from the directory and the API description is the same one. 500 keys, 40 operations, 80,000 paths, 2,000
 * addresses, 20 user agents, 3 % refused.
 */
function recordSource(): (time: number) => RequestRecord {
  const pick = numbers();
  const resources = ["invoices", "clients", "products", "payments"];
  const operations = texts(40, (at) => `${resources[at % 4]}-${at}`);
  const credentials = texts(500, (at) => `key_${at}`);
  const accounts = texts(250, (at) => `CKLANT${at}`);
  const paths = bytes(80_000, (at) => `/api/v1/${resources[at % 4]}/${1_000_000 + (at >> 2)}`);
  const addresses = bytes(2_000, (at) => `198.51.${at >> 8}.${at & 255}`);
  const headers = bytes(20, (at) => `{"user-agent":"till/4.${at} (linux; x64)","accept":"application/json"}`);
  const host = Buffer.from("api.example.com");
  const id = Buffer.from("00000000-0000-7000-8000-000000000000");
  const fresh = (from: readonly Buffer[], at: number): string => (from[at] ?? host).toString("latin1");
  const hex = (at: number, value: number) => id.write(value.toString(16).padStart(6, "0"), at, "latin1");
  return (time) => {
    const key = pick(500);
    const path = pick(80_000);
    const refused = pick(100) < 3;
    const stamp = time.toString(16).padStart(12, "0");
    id.write(`${stamp.slice(0, 8)}-${stamp.slice(8)}`, 0, "latin1");
    hex(24, pick(16 ** 6));
    hex(30, pick(16 ** 6));
    return {
      id: id.toString("latin1"),
      time,
      phase: "whole",
      listener: "public",
      environment: "production",
      method: pick(5) === 0 ? "POST" : "GET",
      path: fresh(paths, path),
      query: pick(4) === 0 ? "page=…&limit=…" : undefined,
      host: host.toString("latin1"),
      operation: operations[(path & 3) + 4 * pick(10)],
      effect: refused ? "refuse" : "allow",
      code: refused ? "right_missing" : undefined,
      check: refused ? "right" : undefined,
      rule: refused ? "key.rights" : undefined,
      values: refused ? `{"needed":"${resources[path & 3]}:delete"}` : undefined,
      status: refused ? 403 : 200,
      duration: 1 + pick(40_000) / 1_000,
      upstreamTime: refused ? undefined : 0.5 + pick(30_000) / 1_000,
      bytesIn: pick(4) === 0 ? pick(2_000) : 0,
      bytesOut: 200 + pick(20_000),
      credential: credentials[key],
      credentialVersion: 1,
      scheme: "ApiKey",
      user: undefined,
      application: undefined,
      session: undefined,
      token: undefined,
      country: undefined,
      notes: undefined,
      deprecated: false,
      account: accounts[key >> 1],
      address: fresh(addresses, pick(2_000)),
      addressSource: "forwarded",
      clientRequestId: undefined,
      headers: fresh(headers, pick(20)),
    };
  };
}

/** Hands over `recordsPerSecond` for some seconds, in the portions that fall due; gives how many. */
async function load(seconds: number, take: (record: RequestRecord) => void): Promise<number> {
  const next = recordSource();
  const start = performance.now();
  const total = seconds * recordsPerSecond;
  const { promise, resolve } = Promise.withResolvers<number>();
  let count = 0;
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - start) * recordsPerSecond) / 1_000));
    for (const time = Date.now(); count < due; count++) take(next(time));
    if (count < total) return;
    clearInterval(timer);
    resolve(count);
  }, 1);
  return promise;
}

const micros = ({ user, system }: NodeJS.CpuUsage): number => user + system;

interface LoadFigures {
  readonly p99: number;
  /** Main thread, microseconds a record. */
  readonly cpu: number;
}

async function measured(take: (record: RequestRecord) => void): Promise<LoadFigures> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = process.threadCpuUsage();
  delay.enable();
  const count = await load(segmentSeconds, take);
  delay.disable();
  return { p99: delay.percentile(99) / 1e6, cpu: micros(process.threadCpuUsage(before)) / count };
}

/** Microseconds to append a record that is already made, in turns of 500. */
async function appendCost(log: SqliteRequestLog): Promise<number> {
  const next = recordSource();
  const costs: number[] = [];
  for (let turn = 0; turn < 400; turn++) {
    const records = Array.from({ length: 500 }, () => next(Date.now()));
    const start = performance.now();
    for (const record of records) log.append(record);
    costs.push(((performance.now() - start) * 1_000) / records.length);
    while (log.state.sequence - log.state.written > 20_000) await nextTurn();
    await nextTurn();
  }
  return median(costs);
}

/** Records a second when as many come as the ring takes. */
async function throughput(log: SqliteRequestLog, seconds: number): Promise<number> {
  const next = recordSource();
  const records = Array.from({ length: 10_000 }, () => next(Date.now()));
  const first = log.state.written;
  const start = performance.now();
  for (let at = 0; performance.now() - start < seconds * 1_000; ) {
    if (log.state.sequence - log.state.written > 30_000) await nextTurn();
    else for (const end = at + 1_000; at < end; at++) log.append(records[at % records.length] ?? next(Date.now()));
  }
  return ((log.state.written - first) * 1_000) / (performance.now() - start);
}

/** Commits a second with 100 calls waiting at any time, and the median wait in milliseconds. */
async function strict(log: SqliteRequestLog, seconds: number): Promise<{ rate: number; wait: number }> {
  const next = recordSource();
  const waits: number[] = [];
  const start = performance.now();
  const caller = async (): Promise<void> => {
    while (performance.now() - start < seconds * 1_000) {
      const begun = performance.now();
      await log.commit(next(Date.now()));
      waits.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: 100 }, caller));
  return { rate: waits.length / seconds, wait: median(waits) };
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

function line(name: string, value: number, unit: string, target?: number): void {
  const compared = target === undefined ? "" : `target ${target}, ratio ${(value / target).toFixed(2)}`;
  console.log(`${name.padEnd(44)} ${value.toFixed(value < 100 ? 2 : 0).padStart(9)} ${unit.padEnd(12)} ${compared}`);
}

async function underLoad(log: SqliteRequestLog, worker: Worker): Promise<void> {
  const kept: RequestRecord[] = [];
  const without: LoadFigures[] = [];
  const withLog: LoadFigures[] = [];
  // Both ways once unmeasured, so that both are compiled.
  await load(0.5, (record) => log.append(record));
  let writer = 0;
  for (let segment = 0; segment < segments; segment++) {
    without.push(await measured((record) => (kept[0] = record)));
    const [before, written] = [await worker.cpuUsage(), log.state.written];
    withLog.push(await measured((record) => log.append(record)));
    writer += micros(await worker.cpuUsage(before)) / (log.state.written - written);
  }
  const of = (figures: readonly LoadFigures[], member: keyof LoadFigures) => median(figures.map((it) => it[member]));
  line("event loop delay p99 without log", of(without, "p99"), "ms");
  line("event loop delay p99 with log", of(withLog, "p99"), "ms");
  line("  with / without", of(withLog, "p99") / of(without, "p99"), "", targets.p99);
  line(
    "main thread, at 10,000/s (CPU, difference)",
    of(withLog, "cpu") - of(without, "cpu"),
    "us a record",
    targets.main,
  );
  line("writer, at 10,000/s (CPU)", writer / segments, "us a record", targets.writer);
}

/** How fast the machine is just now: one `crypto.hash` of a key, 0.32 us on a quiet one. */
function hashCost(): number {
  const costs = Array.from({ length: 100 }, (_, turn) => {
    const start = performance.now();
    for (let at = 0; at < 1_000; at++) hash("sha256", `clv_live_0123456789abcdefghijklmnopqrstuvwxyz${turn}`, "hex");
    return performance.now() - start;
  });
  return median(costs);
}

const folder = mkdtempSync(join(tmpdir(), "clavis-bench-request-log-"));
try {
  const workers: Worker[] = [];
  const log = await SqliteRequestLog.open({
    folder,
    node: "bench",
    boot: crypto.randomUUID(),
    clock: Date.now,
    onProblem: console.error,
    startWorker: (setup) => {
      const url = new URL("../packages/adapters/src/request-log/writer-worker.ts", import.meta.url);
      const worker = new Worker(url, { workerData: setup });
      workers.push(worker);
      return worker;
    },
  });
  const [worker] = workers;
  if (worker === undefined) throw new TypeError("the log has started no writer");
  line("baseline: crypto.hash", hashCost(), "us", 0.32);
  await underLoad(log, worker);
  line("main thread, append alone", await appendCost(log), "us a record", targets.main);
  const usage = await worker.cpuUsage();
  const first = log.state.written;
  line("most records", await throughput(log, 4), "a second");
  line("writer at that rate (CPU)", micros(await worker.cpuUsage(usage)) / (log.state.written - first), "us a record");
  const { rate, wait } = await strict(log, 3);
  line("strict, 100 calls at a time", rate, "a second");
  line("strict, median wait", wait, "ms");
  const { sequence, lost } = log.state;
  await log.close();
  line("bytes on disk", sizeOf(folder) / (sequence - lost), "a row", targets.bytes);
  line("lost", lost, "records");
  const reader = new RequestLogReader(folder);
  const [newest] = await reader.list({ limit: 1 });
  const start = performance.now();
  if (newest?.kind === "request") await reader.get(newest.record.id);
  line(`find by id amongst ${sequence - lost} rows`, performance.now() - start, "ms");
  const begun = performance.now();
  await reader.statistics({ by: "operation", top: 20 });
  line(`count by operation amongst ${sequence - lost} rows`, performance.now() - begun, "ms");
} finally {
  rmSync(folder, { recursive: true });
}
