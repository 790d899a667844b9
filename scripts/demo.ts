// The demonstration that `npm start` runs: an example's own services, and Clavis before them, in one process.
import { existsSync, readdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { type Running, start } from "clavis";
import pino from "pino";
import { loadDemonstration } from "./demo/example.ts";
import { failureText, namingOption } from "./demo/failure.ts";
import { makeFirstKeys } from "./demo/first-keys.ts";
import { type Options, readOptions, usage } from "./demo/options.ts";
import { type RunningUpstreams, startUpstreamsOf } from "./demo/upstreams.ts";
import { welcome } from "./demo/welcome.ts";

const examples = join(import.meta.dirname, "..", "examples");
const known = readdirSync(examples).filter((name) => existsSync(join(examples, name, "clavis.yaml")));

const options = readOptions(process.argv.slice(2), known);
if (options === "help") process.stdout.write(usage);
else if ("problem" in options) {
  process.stderr.write(`${options.problem}\n${usage}`);
  process.exitCode = 2;
} else {
  process.exitCode = await run(options, toldToStop()).catch((error: unknown) => {
    process.stderr.write(`${failureText(error)}\n`);
    return 1;
  });
}
if (process.connected) process.disconnect?.();

/** Resolves at the first signal, or when the process that started this one is gone. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    if (process.channel !== undefined) process.once("disconnect", () => resolve());
  });
}

async function run({ started, ...overrides }: Options, stopped: Promise<void>): Promise<number> {
  const config = started.kind === "file" ? resolve(started.file) : join(examples, started.name, "clavis.yaml");
  const sources = { config, overrides, workingDirectory: process.cwd(), variables: process.env };
  const upstreams = await startUpstreamsOf(sources);
  const serializers = { error: pino.stdSerializers.err };
  const logger = pino({ base: null, level: "warn", serializers }, pino.destination({ dest: 2, sync: true }));
  try {
    const running = await start({ ...sources, logger, clock: Date.now, adjust: upstreams.adjust });
    await serve(running, greet(config, running, upstreams.running), stopped);
  } catch (error) {
    throw namingOption(error, upstreams.configuration);
  } finally {
    await upstreams.close();
  }
  return 0;
}

async function serve(running: Running, greeting: Promise<string>, stopped: Promise<void>): Promise<void> {
  try {
    process.stdout.write(await greeting);
    await stopped;
    process.stdout.write("Stopping: requests in progress may finish.\n");
  } finally {
    await running.close();
  }
}

async function greet(config: string, running: Running, upstreams: RunningUpstreams): Promise<string> {
  const demonstration = await loadDemonstration(config);
  const keys = demonstration === undefined ? [] : await makeFirstKeys(running, demonstration, `local:${userName()}`);
  return welcome({ running, upstreams, demonstration, keys });
}

/** The user whose process this is, also where the system knows no name for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}
