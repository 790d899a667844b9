import { readFileSync } from "node:fs";
import { lockForServer, openDataDirectory } from "@clavis/adapters";
import { applyDirectory } from "@clavis/directory";
import { checkPasswordForms } from "./check-password-forms.ts";
import { checkStoredRights } from "./check-stored-rights.ts";
import type { Configuration } from "./configuration/configuration.ts";
import { readDirectory } from "./configuration/directory-file.ts";
import {
  type EffectiveConfiguration,
  effectiveConfiguration,
  writeEffective,
} from "./configuration/effective-configuration.ts";
import type { LoadedFile } from "./configuration/load-configuration.ts";
import type { Overrides } from "./configuration/read-configuration.ts";
import type { Problem } from "./description/problem.ts";
import { type OpenDirectory, openDirectory } from "./open-directory.ts";
import { ProblemsError } from "./problems-error.ts";
import { usableConfiguration } from "./usable-configuration.ts";

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

/** What everything that runs begins with. `opened` holds the lock of the data directory until it is closed. */
export interface Prepared {
  readonly configuration: Configuration;
  /** The configuration's files, as they were read. */
  readonly loaded: readonly LoadedFile[];
  readonly warnings: readonly Problem[];
  readonly opened: OpenDirectory;
  readonly firstStart: boolean;
}

/**
 * Reads the configuration and opens its data directory, which a first start fills from directory.yaml. The errors of
 * `start`.
 */
export async function prepare(choice: ConfigurationChoice): Promise<Prepared> {
  const { configuration, warnings, loaded } = configurationOf(choice);
  const effective = effectiveConfiguration(configuration);
  const opened = await openLocked(configuration.dataDirectory, effective, choice.clock);
  try {
    const firstStart = await fillAtFirstStart(configuration, effective, opened);
    const stale = await checkStoredRights(opened.directory, opened.data.database);
    const forms = await checkPasswordForms(opened.directory, configuration.legacy, opened.data.database);
    writeEffective(opened.data.path, effective);
    return { configuration, loaded, warnings: [...warnings, ...stale, ...forms], opened, firstStart };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** One server at a time: the second must not even write its configuration. */
async function openLocked(
  path: string,
  effective: EffectiveConfiguration,
  clock: () => number,
): Promise<OpenDirectory> {
  const lock = lockForServer(openDataDirectory(path));
  try {
    const opened = await openDirectory(path, effective, clock);
    const close = async (): Promise<void> => {
      await opened.close();
      lock.release();
    };
    return { ...opened, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function configurationOf(choice: ConfigurationChoice): Pick<Prepared, "configuration" | "loaded" | "warnings"> {
  const { config, overrides, workingDirectory, variables, adjust = (configuration) => configuration } = choice;
  const read = usableConfiguration({ file: config, overrides, workingDirectory, variables });
  return { configuration: adjust(read.configuration), loaded: read.loaded, warnings: read.warnings };
}

/** Applies directory.yaml to a directory that has never been changed. */
async function fillAtFirstStart(
  { directoryFile: file, accountForm, userKinds }: Configuration,
  { rights }: EffectiveConfiguration,
  { directory }: OpenDirectory,
): Promise<boolean> {
  if ((await directory.store.revision()) > 0) return false;
  if (file === undefined) return true;
  const text = readFileSync(file, "utf8");
  const read = readDirectory({ text, file, accountForm, rights: rights ?? undefined, userKinds });
  if ("problems" in read) throw new ProblemsError(read.problems);
  await applyDirectory(directory, `config:${file}`, read.directory);
  return true;
}
