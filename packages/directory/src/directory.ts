import type { AccountForm, Environment } from "@clavis/core";
import type { KeyDigests } from "./api-key/key-digests.ts";
import type { RightRules } from "./right/right-rules.ts";
import type { DirectoryStore } from "./store/directory-store.ts";

/** Who makes a change, for the audit log: the user of the command line, or a file that is applied. */
export type Actor = `local:${string}` | `config:${string}`;

/** The part of the configuration that decides what may stand in the directory. */
export interface DirectorySettings {
  readonly keyPrefix: string;
  readonly accountForm: AccountForm;
  readonly environments: readonly Pick<Environment, "name" | "keyTag">[];
  readonly rights: RightRules;
}

/** What the operations of this package work with. */
export interface Directory {
  readonly store: DirectoryStore;
  readonly digests: KeyDigests;
  /** Milliseconds since the epoch, whole. */
  readonly clock: () => number;
  /** So many bytes from the system's CSPRNG. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** SHA-256, 32 bytes. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly settings: DirectorySettings;
}
