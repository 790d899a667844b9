import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { applyDirectory } from "@clavis/directory";
import type { Logger } from "pino";
import type { Configuration } from "./configuration/configuration.ts";
import { readDirectory } from "./configuration/directory-file.ts";
import {
  type EffectiveConfiguration,
  effectiveConfiguration,
  writeEffective,
} from "./configuration/effective-configuration.ts";
import { loadConfiguration } from "./configuration/load-configuration.ts";
import type { Overrides } from "./configuration/read-configuration.ts";
import type { Problem } from "./description/problem.ts";
import { type OpenDirectory, openDirectory } from "./open-directory.ts";
import { ProblemsError } from "./problems-error.ts";
import { ownOperations } from "./server/own-operations.ts";
import { openServer, type Server } from "./server/server.ts";

export interface ConfigurationChoice {
  /** clavis.yaml. */
  readonly config: string;
  readonly overrides: Overrides;
  readonly workingDirectory: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Replaces members of the configuration that was read, such as the port of an upstream that had to move. */
  readonly adjust?: (configuration: Configuration) => Configuration;
}

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
 * and directory.yaml; DataDirectoryError, StoreUnavailable, or the system's error where an address can not be bound.
 * Nothing stays open then.
 */
export async function start({ logger, ...choice }: StartOptions): Promise<Running> {
  const { configuration, warnings, opened, firstStart } = await prepare(choice);
  const { clock } = choice;
  const server = await openServer({ configuration, opened, logger, clock, node: hostname(), boot: randomUUID() });
  const { directory, data } = opened;
  return { ...server, configuration, directory, dataDirectory: data.path, firstStart, warnings };
}

/** Does what a first start does to the data directory, and no more. The errors of `start`. */
export async function initialise(choice: ConfigurationChoice): Promise<void> {
  const { opened } = await prepare(choice);
  await opened.close();
}

interface Prepared {
  readonly configuration: Configuration;
  readonly warnings: readonly Problem[];
  readonly opened: OpenDirectory;
  readonly firstStart: boolean;
}

async function prepare(choice: ConfigurationChoice): Promise<Prepared> {
  const { configuration, warnings } = configurationOf(choice);
  const effective = effectiveConfiguration(configuration);
  const opened = await openDirectory(configuration.dataDirectory, effective, choice.clock);
  try {
    const firstStart = await fillAtFirstStart(configuration, effective, opened);
    writeEffective(opened.data.path, effective);
    return { configuration, warnings, opened, firstStart };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function configurationOf(choice: ConfigurationChoice): { configuration: Configuration; warnings: readonly Problem[] } {
  const { config, overrides, workingDirectory, variables, adjust = (configuration) => configuration } = choice;
  const read = loadConfiguration({
    file: config,
    overrides,
    workingDirectory,
    variables,
    ownOperations: ownOperations.public,
  });
  if ("problems" in read) throw new ProblemsError(read.problems);
  return { configuration: adjust(read.configuration), warnings: read.warnings };
}

/** Applies directory.yaml to a directory that has never been changed. */
async function fillAtFirstStart(
  { directoryFile: file, accountForm }: Configuration,
  { rights }: EffectiveConfiguration,
  { directory }: OpenDirectory,
): Promise<boolean> {
  if ((await directory.store.revision()) > 0) return false;
  if (file === undefined) return true;
  const read = readDirectory({ text: readFileSync(file, "utf8"), file, accountForm, rights: rights ?? undefined });
  if ("problems" in read) throw new ProblemsError(read.problems);
  await applyDirectory(directory, `config:${file}`, read.directory);
  return true;
}
