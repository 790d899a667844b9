import type { Actor, Directory } from "@clavis/directory";
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

/** A data directory opened for one command. */
export interface LocalDirectory {
  readonly directory: Directory;
  readonly actor: Actor;
  readonly path: string;
  /** The environment that `--environment` means when it is left out. */
  readonly primary: string;
  lastUsed(keyId: string): LastUse | undefined;
}

/** What the commands are given: the terminal, and the way to a data directory. */
export interface Context {
  readonly terminal: Terminal;
  /** Opens the data directory, runs the work and closes it, whatever happens. */
  withDirectory<Result>(options: DataOptions, work: (local: LocalDirectory) => Promise<Result>): Promise<Result>;
}
