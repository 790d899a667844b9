import { hash, randomBytes } from "node:crypto";
import {
  Argon2Hasher,
  type DataDirectory,
  deriveApiKeyPepper,
  derivedBytes,
  keyDigestsWith,
  openDataDirectory,
  openSecretKey,
  openSqliteStore,
  readBlockList,
  SealedSigningKeys,
} from "@clavis/adapters";
import type { Directory, DirectorySettings, PasswordRules } from "@clavis/directory";
import type { EffectiveConfiguration } from "./configuration/effective-configuration.ts";
import { rightRulesOf } from "./description/right-names.ts";

/** The directory of a data directory, and what else is keyed by its secret. */
export interface OpenDirectory {
  readonly directory: Directory;
  readonly data: DataDirectory;
  /** The pepper of API keys. */
  readonly pepper: Uint8Array;
  /** The directory's own: what hashing may take is bounded for all that hash. */
  readonly hasher: Argon2Hasher;
  /** Makes and opens the keys that sign tokens. */
  readonly signingKeys: SealedSigningKeys;
  /** Bytes that the secret key makes of texts. */
  readonly derive: ReturnType<typeof derivedBytes>;
  close(): Promise<void>;
}

/**
 * Opens the directory in a data directory, which is made where there is none. DataDirectoryError where it is not safe
 * to use, StoreUnavailable where its database can not be read, the system's error where a block list can not.
 */
export async function openDirectory(
  path: string,
  effective: EffectiveConfiguration,
  clock: () => number,
): Promise<OpenDirectory> {
  const data = openDataDirectory(path);
  const secretKey = openSecretKey(data, randomBytes);
  const pepper = deriveApiKeyPepper(secretKey);
  const hasher = new Argon2Hasher({ randomBytes });
  const settings = settingsOf(effective);
  const store = await openSqliteStore(data.database);
  const directory: Directory = {
    store,
    digests: keyDigestsWith(pepper),
    hasher,
    clock,
    randomBytes,
    sha256: (bytes) => hash("sha256", bytes, "buffer"),
    settings,
  };
  const signingKeys = new SealedSigningKeys(secretKey, randomBytes);
  return { directory, data, pepper, hasher, signingKeys, derive: derivedBytes(secretKey), close: () => store.close() };
}

const settingsOf = (effective: EffectiveConfiguration): DirectorySettings => ({
  keyPrefix: effective.keyPrefix,
  accountForm: effective.accountForm,
  environments: effective.environments,
  rights: rightRulesOf(effective.rights ?? undefined),
  passwords: passwordRulesOf(effective.passwords),
  userKinds: effective.userKinds ?? undefined,
});

const passwordRulesOf = ({ minLength, blockList, words }: EffectiveConfiguration["passwords"]): PasswordRules => ({
  minLength,
  blocked: readBlockList(blockList ?? undefined),
  words,
});
