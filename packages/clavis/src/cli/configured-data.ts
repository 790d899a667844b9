import { ownOperationsOn } from "@clavis/control";
import { loadConfiguration } from "../configuration/load-configuration.ts";
import { ProblemsError } from "../problems-error.ts";
import type { Terminal } from "./terminal.ts";

/** The data directory that a configuration names. ProblemsError where the configuration is not usable. */
export function configuredData(file: string, { cwd, env }: Terminal): string {
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
