import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readLastUse } from "@clavis/adapters";
import { ownOperationsOn } from "@clavis/control";
import { readEffective } from "../configuration/effective-configuration.ts";
import { loadConfiguration } from "../configuration/load-configuration.ts";
import { openDirectory } from "../open-directory.ts";
import { ProblemsError } from "../problems-error.ts";
import { CliError } from "./cli-error.ts";
import type { Context, DataOptions, LocalDirectory } from "./context.ts";
import type { Terminal } from "./terminal.ts";

/** Commands work on the data directory itself, also while a server runs on it. */
export function localContext(terminal: Terminal): Context {
  const dataPath = (options: DataOptions): string => dataPathOf(options, terminal);
  return {
    terminal,
    dataPath,
    withDirectory: (options, work) => withDirectory(terminal, dataPath(options), work),
  };
}

async function withDirectory<Result>(
  terminal: Terminal,
  path: string,
  work: (local: LocalDirectory) => Promise<Result>,
): Promise<Result> {
  const read = readEffective(path);
  if (read.kind !== "found") throw new CliError(read.detail);
  const { effective } = read;
  const opened = await openDirectory(path, effective, terminal.now);
  try {
    const primary = effective.environments.find((environment) => environment.primary)?.name ?? "";
    return await work({
      directory: opened.directory,
      actor: `local:${terminal.user}`,
      path,
      primary,
      accountForm: effective.accountForm,
      publicOrigin: effective.publicOrigin,
      rights: effective.rights ?? undefined,
      lastUsed: (id) => readLastUse(opened.data.activity, id),
    });
  } finally {
    await opened.close();
  }
}

/** `--data`, else CLAVIS_DATA, else what the configuration says. */
function dataPathOf({ data, config }: DataOptions, terminal: Terminal): string {
  const { cwd, env } = terminal;
  const named = data ?? (config === undefined ? env["CLAVIS_DATA"] : undefined);
  if (named !== undefined && named !== "") return resolve(cwd, named);
  const file = resolve(cwd, config ?? "clavis.yaml");
  if (config === undefined && !existsSync(file))
    throw new CliError("which data directory? Name it with --data, or the configuration with --config", "usage");
  return configuredData(file, terminal);
}

function configuredData(file: string, { cwd, env }: Terminal): string {
  const read = loadConfiguration({
    file,
    overrides: {},
    workingDirectory: cwd,
    variables: env,
    ownOperations: ownOperationsOn,
  });
  if ("problems" in read) throw new ProblemsError(read.problems);
  return read.configuration.dataDirectory;
}
