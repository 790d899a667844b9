import { createHash, randomBytes } from "node:crypto";
import {
  type DataDirectory,
  deriveApiKeyPepper,
  keyDigestsWith,
  openDataDirectory,
  openSecretKey,
  openSqliteStore,
} from "@clavis/adapters";
import type { Directory, DirectorySettings, RightRules } from "@clavis/directory";
import type { EffectiveConfiguration } from "./configuration/effective-configuration.ts";

/** The directory of a data directory, and what else is keyed by its secret. */
export interface OpenDirectory {
  readonly directory: Directory;
  readonly data: DataDirectory;
  /** The pepper of API keys. */
  readonly pepper: Uint8Array;
  close(): Promise<void>;
}

/**
 * Opens the directory in a data directory, which is made where there is none. DataDirectoryError where it is not safe
 * to use, StoreUnavailable where its database can not be read.
 */
export async function openDirectory(
  path: string,
  effective: EffectiveConfiguration,
  clock: () => number,
): Promise<OpenDirectory> {
  const data = openDataDirectory(path);
  const pepper = deriveApiKeyPepper(openSecretKey(data, randomBytes));
  const store = await openSqliteStore(data.database);
  const directory: Directory = {
    store,
    digests: keyDigestsWith(pepper),
    clock,
    randomBytes,
    sha256: (bytes) => createHash("sha256").update(bytes).digest(),
    settings: settingsOf(effective),
  };
  return { directory, data, pepper, close: () => store.close() };
}

const settingsOf = ({ keyPrefix, accountForm, environments, rights }: EffectiveConfiguration): DirectorySettings => ({
  keyPrefix,
  accountForm,
  environments,
  rights: rightRulesOf(rights),
});

const rightRulesOf = (rights: EffectiveConfiguration["rights"]): RightRules => ({
  knownModules: rights === null ? undefined : new Set(rights.modules),
  operationIds: new Set(rights?.operationIds),
  verbs: new Set(rights?.verbs),
  spellings: new Map(rights?.spellings.map(({ module, spellings }) => [module, spellings])),
});
