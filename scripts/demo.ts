// The demonstration that `npm start` runs: an example's own service, and Clavis before it, in one process.
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { type Running, start } from "clavis";
import pino from "pino";
import { loadDemonstration, type RunningUpstream } from "./demo/example.ts";
import { failureText, namingOption } from "./demo/failure.ts";
import { makeFirstKey } from "./demo/first-key.ts";
import { type Options, readOptions, usage } from "./demo/options.ts";
import { startUpstreamOf } from "./demo/upstream.ts";
import { welcome } from "./demo/welcome.ts";

const options = readOptions(process.argv.slice(2));
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

async function run({ config: given, ...overrides }: Options, stopped: Promise<void>): Promise<number> {
  const config = resolve(given ?? join(import.meta.dirname, "..", "examples", "invoicing", "clavis.yaml"));
  const sources = { config, overrides, workingDirectory: process.cwd(), variables: process.env };
  const upstream = await startUpstreamOf(sources);
  const logger = pino({ base: null, level: "warn" }, pino.destination({ dest: 2, sync: true }));
  try {
    const running = await start({ ...sources, logger, clock: Date.now, adjust: upstream.adjust });
    await serve(running, greet(config, running, upstream.running), stopped);
  } catch (error) {
    throw namingOption(error, upstream.configuration);
  } finally {
    await upstream.running?.close();
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

async function greet(config: string, running: Running, upstream: RunningUpstream | undefined): Promise<string> {
  const demonstration = await loadDemonstration(config);
  const key = demonstration && (await makeFirstKey(running, demonstration, `local:${userName()}`));
  return welcome({ running, upstream, demonstration, key });
}

/** The user whose process this is, also where the system knows no name for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}
