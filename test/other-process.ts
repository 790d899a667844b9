import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Written } from "./terminal.ts";

/** What came of a command line. */
export interface Finished extends Written {
  readonly code: number;
}

/** A process of its own in which `clavis` commands run in a folder, one after the other. */
export class OtherProcess {
  readonly #cwd: string;
  readonly #child: ChildProcess;

  constructor(cwd: string) {
    this.#cwd = cwd;
    this.#child = fork(join(import.meta.dirname, "command-process.ts"));
  }

  /** Runs one command; the next is given when this one has ended. */
  async run(...args: string[]): Promise<Finished> {
    this.#child.send({ cwd: this.#cwd, args });
    const [finished] = await once(this.#child, "message");
    return finished;
  }

  /** Runs a command with `--json` and gives what it printed. Throws when it fails. */
  async json<Result>(...args: string[]): Promise<Result> {
    const { code, stdout, stderr } = await this.run(...args, "--json");
    if (code !== 0) throw new Error(`clavis ${args.join(" ")} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Result;
  }

  async end(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}
