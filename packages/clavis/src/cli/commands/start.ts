import { Command } from "commander";
import { formatProblem } from "../../description/problem.ts";
import type { Running } from "../../start.ts";
import type { Context } from "../context.ts";

interface StartOptions {
  readonly config: string;
  readonly public?: string;
  readonly private?: string;
  readonly data?: string;
}

/** `clavis start`: runs until SIGTERM or Ctrl-C, then lets requests in progress finish. */
export function startCommand(context: Context): Command {
  return new Command("start")
    .description("start the gateway")
    .option("--config <file>", "the configuration", "clavis.yaml")
    .option("--public <address>", "where the API is served, such as 127.0.0.1:8080")
    .option("--private <address>", "where health and management are served")
    .option("--data <folder>", "the data directory")
    .action((options: StartOptions) => run(context, options));
}

async function run({ terminal }: Context, { config, ...overrides }: StartOptions): Promise<void> {
  const [{ pino }, { start }] = await Promise.all([import("pino"), import("../../start.ts")]);
  // Standard error, written at once: what matters in a log is often what came just before the end.
  const logger = pino(
    { base: null, serializers: { error: pino.stdSerializers.err } },
    pino.destination({ dest: 2, sync: true }),
  );
  const running = await start({
    config,
    overrides,
    workingDirectory: terminal.cwd,
    variables: terminal.env,
    logger,
    clock: terminal.now,
  });
  for (const warning of running.warnings) terminal.err(`warning: ${formatProblem(warning)}\n`);
  terminal.err(readyText(running));
  await untilStopped(terminal.stopped);
  terminal.err("Stopping: requests in progress may finish.\n");
  await running.close();
  terminal.err("Stopped.\n");
}

function readyText({ addresses, configuration, dataDirectory }: Running): string {
  const lines = [
    `Clavis is ready on ${addresses.public} (API)`,
    `  health    ${addresses.private}/healthz`,
    ...(addresses.authz === undefined ? [] : [`  decisions ${addresses.authz}/v1/verify`]),
    ...configuration.environments.map(({ name, upstream }) => `  upstream  ${upstream} (${name})`),
    `  data      ${dataDirectory}`,
  ];
  return `${lines.join("\n")}\n`;
}

const untilStopped = (stopped: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (stopped.aborted) resolve();
    else stopped.addEventListener("abort", () => resolve(), { once: true });
  });
