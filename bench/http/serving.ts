import type { ChildProcess } from "node:child_process";

/** What a benchmark's server tells its parent once it listens. */
export interface Serving {
  readonly port: number;
  /** Header lines with credentials that the server accepts, where it wants any. */
  readonly lines?: readonly string[];
}

/** In a server's process: says that it listens, then answers each message with the CPU time the process has used. */
export function serve(serving: Serving): void {
  process.on("message", () => process.send?.(process.cpuUsage()));
  process.on("disconnect", () => process.exit());
  process.send?.(serving);
}

/** In the parent: the next message of a child; rejects when it ends instead. */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(`${child.spawnargs.join(" ")} ended`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as Message);
    });
  });
}
