import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { until } from "./running-start.ts";

export const command = join(import.meta.dirname, "..", "packages", "clavis", "bin", "clavis.mjs");

const ready = /Clavis is ready on (\S+) \(API\)\n {2}health {4}(\S+)\/healthz\n(?: {2}decisions (\S+)\/v1\/verify\n)?/;

/** A server process, `clavis start`, with everything it printed. */
export class RunningClavis {
  readonly #child: ChildProcess;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  output = "";
  /** `host:port`, or the path of a Unix socket; empty until it is ready. */
  public = "";
  private = "";
  authz = "";

  private constructor(cwd: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, [command, "start", ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
    this.ended = new Promise((resolve) => this.#child.once("close", (code, signal) => resolve(code ?? signal)));
  }

  /** Starts in a folder with a clavis.yaml; resolves when it serves. Rejects with its output when it ends before. */
  static async start(cwd: string, ...args: string[]): Promise<RunningClavis> {
    const running = new RunningClavis(cwd, args);
    await until(() => {
      if (running.#child.exitCode !== null) throw new Error(`ended early:\n${running.output}`);
      return ready.test(running.output);
    }, "the server to be ready");
    const [, open = "", inner = "", authz = ""] = ready.exec(running.output) ?? [];
    return Object.assign(running, { public: open, private: inner, authz });
  }

  /** Starts where it can not, and gives what became of it. */
  static async fail(cwd: string, ...args: string[]): Promise<{ code: unknown; output: string }> {
    const running = new RunningClavis(cwd, args);
    const code = await running.ended;
    return { code, output: running.output };
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** SIGTERM, and what became of it. */
  stop(): Promise<number | NodeJS.Signals | null> {
    this.signal("SIGTERM");
    return this.ended;
  }
}
