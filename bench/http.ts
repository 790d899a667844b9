/**
 * What Clavis adds to a request: the gateway against bare node:http with undici's dispatch, the middleware against bare
 * node:http. CPU microseconds of the server's process for each request (user and system, all threads), in interleaved
 * rounds, medians. Takes about 50 s: `node bench/http.ts`.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Load, LoadResult } from "./http/load.ts";
import { nextMessage, type Serving } from "./http/serving.ts";

const rounds = 7;
const roundMilliseconds = 1000;
/** Until the compilers are done with what runs all the time. */
const warmMilliseconds = 4500;
const connections = 16;
/** The targets of the first release. */
const targets = { gateway: 1.2, middleware: 1.25 };

interface Contender extends Serving {
  readonly name: string;
  readonly child: ChildProcess;
  readonly samples: number[];
}

const folder = mkdtempSync(join(tmpdir(), "clavis-bench-"));
const children: ChildProcess[] = [];

function launch(name: string, ...args: string[]): ChildProcess {
  const child = fork(join(import.meta.dirname, "http", `${name}.ts`), args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.push(child);
  return child;
}

async function launchServer(name: string, ...args: string[]): Promise<Contender> {
  const child = launch(`${name}-server`, ...args);
  return { name, child, samples: [], ...(await nextMessage<Serving>(child)) };
}

async function cpuOf({ child }: Contender): Promise<number> {
  const answer = nextMessage<NodeJS.CpuUsage>(child);
  child.send("cpu");
  const { user, system } = await answer;
  return user + system;
}

async function measure(load: ChildProcess, contender: Contender, key: string, milliseconds: number): Promise<number> {
  const before = await cpuOf(contender);
  const result = nextMessage<LoadResult>(load);
  load.send({ port: contender.port, key, connections, milliseconds } satisfies Load);
  const { requests, failures } = await result;
  if (failures > 0) throw new Error(`${contender.name} failed ${failures} of ${requests} requests`);
  return ((await cpuOf(contender)) - before) / requests;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function report(contenders: readonly Contender[]): void {
  const cost = new Map(contenders.map(({ name, samples }) => [name, median(samples)]));
  const of = (name: string): number => cost.get(name) ?? Number.NaN;
  for (const [name, microseconds] of cost)
    console.log(`${name.padEnd(12)}${microseconds.toFixed(1).padStart(7)} us a request`);
  const row = (name: keyof typeof targets, base: string): void => {
    const ratio = of(name) / of(base);
    const verdict = ratio <= targets[name] ? "met" : "missed";
    console.log(`${name} / ${base}: ${ratio.toFixed(2)} (target ${targets[name].toFixed(2)}, ${verdict})`);
  };
  row("gateway", "relay");
  row("middleware", "plain");
  console.log(`gateway / plain: ${(of("gateway") / of("plain")).toFixed(2)}`);
}

try {
  const load = launch("load");
  const upstream = await launchServer("upstream");
  const origin = `http://127.0.0.1:${upstream.port}`;
  const gateway = await launchServer("gateway", origin, folder);
  const others = [
    await launchServer("plain"),
    await launchServer("relay", origin),
    await launchServer("middleware", folder),
  ];
  const contenders = [...others, gateway];
  const key = gateway.key ?? "";
  for (const contender of contenders) await measure(load, contender, key, warmMilliseconds);
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) contender.samples.push(await measure(load, contender, key, roundMilliseconds));
  report(contenders);
} finally {
  for (const child of children) child.disconnect();
  rmSync(folder, { recursive: true, force: true });
}
