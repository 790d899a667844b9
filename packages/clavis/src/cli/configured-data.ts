import { usableConfiguration } from "../usable-configuration.ts";
import type { Terminal } from "./terminal.ts";

/** The data directory that a configuration names. ProblemsError where the configuration is not usable. */
export function configuredData(file: string, { cwd, env }: Terminal): string {
  const place = { file, overrides: {}, workingDirectory: cwd, variables: env };
  return usableConfiguration(place).configuration.dataDirectory;
}
