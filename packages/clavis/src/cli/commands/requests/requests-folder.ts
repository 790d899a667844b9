import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";

/** The folder of the request log. CliError where there is no data directory. */
export function requestsFolder(context: Context, options: DataOptions): string {
  const path = context.dataPath(options);
  if (!existsSync(path)) throw new CliError(`${path} does not exist: clavis start makes it`);
  return join(path, "requests");
}
