import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { median } from "../median.ts";
import type { Load, LoadResult } from "./load.ts";
import { nextMessage, type Serving } from "./serving.ts";

const connections = 16;
const roundMilliseconds = 1000;
/** Until the compilers are done with what runs all the time. */
const warmMilliseconds = 4500;

/** A server in a process of its own. */
export interface Contender extends Serving {
  readonly name: string;
  readonly child: ChildProcess;
}

/** Servers that are measured in turns, and what sends the requests. */
export class Fleet {
  readonly #children: ChildProcess[] = [];
  #load: ChildProcess | undefined;

  /** Starts `<script>-server.ts`; resolves once it listens. */
  async open(name: string, script: string, ...args: string[]): Promise<Contender> {
    const child = this.#fork(`${script}-server`, args);
    return { name, child, ...(await nextMessage<Serving>(child)) };
  }

  /**
   * CPU microseconds a request of each server's process (user and system, all threads), by its name: medians of
   * interleaved rounds. Requests carry one of these header lines each, in turns.
   */
  async measure(
    contenders: readonly Contender[],
    lines: (contender: Contender) => readonly string[],
    rounds: number,
  ): Promise<ReadonlyMap<string, number>> {
    const samples = new Map(contenders.map(({ name }) => [name, [] as number[]]));
    for (const each of contenders) await this.#cost(each, lines(each), warmMilliseconds);
    for (let round = 0; round < rounds; round++)
      for (const each of contenders)
        samples.get(each.name)?.push(await this.#cost(each, lines(each), roundMilliseconds));
    return new Map([...samples].map(([name, values]) => [name, median(values)]));
  }

  close(): void {
    for (const child of this.#children) child.disconnect();
  }

  async #cost(contender: Contender, lines: readonly string[], milliseconds: number): Promise<number> {
    this.#load ??= this.#fork("load", []);
    const before = await cpuOf(contender);
    const result = nextMessage<LoadResult>(this.#load);
    this.#load.send({ port: contender.port, lines, connections, milliseconds } satisfies Load);
    const { requests, failures } = await result;
    if (failures > 0) throw new Error(`${contender.name} failed ${failures} of ${requests} requests`);
    return ((await cpuOf(contender)) - before) / requests;
  }

  #fork(script: string, args: readonly string[]): ChildProcess {
    const child = fork(join(import.meta.dirname, `${script}.ts`), args, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#children.push(child);
    return child;
  }
}

async function cpuOf({ child }: Contender): Promise<number> {
  const answer = nextMessage<NodeJS.CpuUsage>(child);
  child.send("cpu");
  const { user, system } = await answer;
  return user + system;
}
