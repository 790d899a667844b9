import type { AccountForm, Environment } from "@clavis/core";
import type { KeyDigests } from "./api-key/key-digests.ts";
import type { PasswordHasher } from "./password/password-hasher.ts";
import type { PasswordRules } from "./password/password-rules.ts";
import type { RightRules } from "./right/right-rules.ts";
import type { DirectoryStore } from "./store/directory-store.ts";

/**
 * Who makes a change, for the audit log: the user of the command line, a file that is applied, or the id of the user or
 * key that called, or of the token of a foreign issuer that stands for neither.
 */
export type Actor = Operator | `user:${string}` | `key:${string}` | `token:${string}`;

/** Whoever has the machine: nothing limits what they may give. */
export type Operator = `local:${string}` | `config:${string}`;

/** The part of the configuration that decides what may stand in the directory. */
export interface DirectorySettings {
  readonly keyPrefix: string;
  readonly accountForm: AccountForm;
  readonly environments: readonly Pick<Environment, "name" | "keyTag">[];
  readonly rights: RightRules;
  readonly passwords: PasswordRules;
  /** The kinds that users may have; undefined for any. */
  readonly userKinds: readonly string[] | undefined;
}

/** What the operations of this package work with. */
export interface Directory {
  readonly store: DirectoryStore;
  readonly digests: KeyDigests;
  readonly hasher: PasswordHasher;
  /** Milliseconds since the epoch, whole. */
  readonly clock: () => number;
  /** So many bytes from the system's CSPRNG. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** SHA-256, 32 bytes. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly settings: DirectorySettings;
  /** The request in whose course changes are made, for the audit log: `{ ...directory, requestId }`. */
  readonly requestId?: string;
}
