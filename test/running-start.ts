import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const root = join(import.meta.dirname, "..");

/** How long anything awaited here may take. */
const bound = 30_000;

/** `npm start`, running, with what it printed so far. */
export class RunningStart {
  readonly #child: ChildProcess;
  readonly #seen = new Set<number>();
  readonly ended: Promise<number | null>;
  output = "";

  constructor(args: readonly string[]) {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    this.#child = spawn("npm", ["start", "--", ...args], { cwd: root, stdio: [...stdio] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
    this.ended = new Promise((resolve) => this.#child.once("close", resolve));
  }

  /** Resolves once the output matches; rejects with the output when it ends before, or takes too long. */
  async printed(form: RegExp): Promise<void> {
    await until(() => {
      if (!form.test(this.output) && this.#child.exitCode !== null) throw new Error(`ended early:\n${this.output}`);
      return form.test(this.output);
    }, `output like ${form}, not:\n${this.output}`);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it whatever state it is in, with all processes that `processes` has told of. */
  async end(): Promise<void> {
    for (const pid of this.#seen) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    this.#child.kill("SIGTERM");
    await this.ended;
  }

  /** Every process below npm, by id, with its command. */
  processes(): ReadonlyMap<number, string> {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
    const found = new Map<number, string>();
    const all = lines.flatMap((line) => {
      const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
    });
    const visit = (pid: number): void => {
      for (const { pid: child, args } of all.filter(({ parent }) => parent === pid)) {
        found.set(child, args);
        visit(child);
      }
    };
    visit(this.#child.pid ?? -1);
    for (const pid of found.keys()) this.#seen.add(pid);
    return found;
  }
}

/** Polls until the condition holds. Rejects, saying what was waited for, when that takes too long. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + bound;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${bound / 1000} s in vain for ${what}`);
    await delay(20);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** True when something accepts connections there. */
export const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await until(() => servers.every((server) => server.listening), "free ports");
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
