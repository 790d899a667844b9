import type { AccountForm } from "@clavis/core";
import type {
  Directory,
  LooseAnchors,
  Operator,
  Sessions,
  SigningDirectory,
  TokenFamilies,
  TokenRevocations,
} from "@clavis/directory";
import type { EffectiveConfiguration } from "../configuration/effective-configuration.ts";
import type { RightNames } from "../description/right-names.ts";
import type { Terminal } from "./terminal.ts";

/** Options that every command on a data directory takes. */
export interface DataOptions {
  readonly data?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** When a key was last used, as far as it has been written. */
export interface LastUse {
  readonly time: number;
  readonly address: string | undefined;
}

/** What calls leave behind that is no change of the directory: `session.db`, opened for one command. */
export interface LocalSessions {
  readonly sessions: Sessions;
  readonly revocations: TokenRevocations;
  readonly families: TokenFamilies;
  readonly anchors: LooseAnchors;
}

export type LocalEnvironment = EffectiveConfiguration["environments"][number];

/** A data directory opened for one command. */
export interface LocalDirectory {
  readonly directory: Directory;
  readonly actor: Operator;
  readonly path: string;
  /** The environment that `--environment` means when it is left out. */
  readonly primary: string;
  readonly environments: readonly LocalEnvironment[];
  readonly accountForm: AccountForm;
  /** Where people reach Clavis, an origin. */
  readonly publicOrigin: string;
  /** What rights may name; undefined for an API without a description. */
  readonly rights: RightNames | undefined;
  /** The kinds that users may have; undefined for any. */
  readonly userKinds: readonly string[] | undefined;
  lastUsed(keyId: string): LastUse | undefined;
  /** What makes and replaces the signing keys of an environment. */
  signingIn(environment: LocalEnvironment): SigningDirectory;
  /** Opens `session.db`, runs the work and closes it, whatever happens. */
  withSessions<Result>(work: (kept: LocalSessions) => Promise<Result>): Promise<Result>;
}

/** What the commands are given: the terminal, and the way to a data directory. */
export interface Context {
  readonly terminal: Terminal;
  /** Where the data directory is that the options name. */
  dataPath(options: DataOptions): Promise<string>;
  /** Opens the data directory, runs the work and closes it, whatever happens. */
  withDirectory<Result>(options: DataOptions, work: (local: LocalDirectory) => Promise<Result>): Promise<Result>;
}
