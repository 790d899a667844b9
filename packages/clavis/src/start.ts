import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { Configuration } from "./configuration/configuration.ts";
import type { Problem } from "./description/problem.ts";
import type { OpenDirectory } from "./open-directory.ts";
import { type ConfigurationChoice, prepare } from "./prepare.ts";
import { openServer, type Server } from "./server/server.ts";

export interface StartOptions extends ConfigurationChoice {
  /** What happens while it runs. */
  readonly logger: Logger;
}

/** A server that runs, with what it was made of. */
export interface Running extends Server {
  readonly configuration: Configuration;
  /** The directory it decides by: what is changed through it counts at once. */
  readonly directory: OpenDirectory["directory"];
  readonly dataDirectory: string;
  /** True when there was no directory before, and directory.yaml was applied. */
  readonly firstStart: boolean;
  readonly warnings: readonly Problem[];
}

/**
 * Starts Clavis from its configuration. ProblemsError with everything that is wrong in clavis.yaml, the API description
 * and directory.yaml; DataDirectoryError where the data directory is not safe to use or another server runs on it,
 * StoreUnavailable, or the system's error where an address can not be bound. Nothing stays open then.
 */
export async function start({ logger, ...choice }: StartOptions): Promise<Running> {
  const { configuration, loaded, warnings, opened, firstStart } = await prepare(choice);
  const { clock } = choice;
  const server = await openServer({ configuration, opened, logger, clock, node: hostname(), boot: randomUUID() });
  for (const { file, sha256 } of loaded) logger.info({ file, sha256 }, "configuration loaded");
  const { directory, data } = opened;
  return { ...server, configuration, directory, dataDirectory: data.path, firstStart, warnings };
}
