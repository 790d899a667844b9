import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CliError } from "./cli-error.ts";
import type { Context, DataOptions } from "./context.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Commands work on the data directory itself, also while a server runs on it. What opens it, and what reads a
 * configuration, is loaded when a command needs it: help and wrong calls are answered without.
 */
export function localContext(terminal: Terminal): Context {
  const dataPath = (options: DataOptions): Promise<string> => dataPathOf(options, terminal);
  return {
    terminal,
    dataPath,
    withDirectory: async (options, work) => {
      const path = await dataPath(options);
      const { withLocalDirectory } = await import("./local-directory.ts");
      return withLocalDirectory(terminal, path, work);
    },
  };
}

/** `--data`, else CLAVIS_DATA, else what the configuration says. */
async function dataPathOf({ data, config }: DataOptions, terminal: Terminal): Promise<string> {
  const { cwd, env } = terminal;
  const named = data ?? (config === undefined ? env["CLAVIS_DATA"] : undefined);
  if (named !== undefined && named !== "") return resolve(cwd, named);
  const file = resolve(cwd, config ?? "clavis.yaml");
  if (config === undefined && !existsSync(file))
    throw new CliError("which data directory? Name it with --data, or the configuration with --config", "usage");
  const { configuredData } = await import("./configured-data.ts");
  return configuredData(file, terminal);
}
