import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RequestLogReader } from "@clavis/adapters";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";

/** A reader of the data directory's request log. CliError where there is no data directory. */
export async function openRequests(context: Context, options: DataOptions): Promise<RequestLogReader> {
  const path = await context.dataPath(options);
  if (!existsSync(path)) throw new CliError(`${path} does not exist: clavis start makes it`);
  const { RequestLogReader } = await import("@clavis/adapters");
  return new RequestLogReader(join(path, "requests"));
}
