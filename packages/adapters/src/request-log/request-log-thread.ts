import { Worker } from "node:worker_threads";
import type { LogEntry, RequestEntry } from "./log-entry.ts";
import type { ReaderAnswer, ReaderQuestion } from "./reader-messages.ts";
import type { ListQuery } from "./request-log-reader.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads the request log in a thread of its own: a rare match in a long log takes a second, and decisions must not wait
 * for it. Questions are answered one after another. The thread is started at the first one and keeps no process alive.
 */
export class RequestLogThread {
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #number = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** As `RequestLogReader.list`; rejects with a RangeError for a position that is none. */
  async list(query: ListQuery): Promise<readonly LogEntry[]> {
    return (await this.#ask({ kind: "list", query })) as readonly LogEntry[];
  }

  /** As `RequestLogReader.get`. */
  async get(id: string): Promise<RequestEntry | undefined> {
    return (await this.#ask({ kind: "get", id })) as RequestEntry | undefined;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(question: ReaderQuestion): Promise<unknown> {
    const number = ++this.#number;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(number, { resolve, reject });
    this.#worker ??= this.#start();
    this.#worker.postMessage({ number, question });
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./reader-worker.ts", import.meta.url), { workerData: this.#folder });
    worker.unref();
    worker.on("message", (answer: ReaderAnswer) => this.#settle(answer));
    // A thread that dies is started again by the next question; it writes nothing that could be half done.
    const ended = (error: Error): void => {
      // An error is followed by the exit of the same thread, when the next one may be at work already.
      if (this.#worker === worker) this.#fail(error);
    };
    worker.on("error", (error) => ended(error as Error));
    worker.on("exit", () => ended(new Error("the thread that reads the request log has ended")));
    return worker;
  }

  #settle({ number, value, failure }: ReaderAnswer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (failure === undefined) waiting?.resolve(value);
    else waiting?.reject(failure.isRange ? new RangeError(failure.message) : new Error(failure.message));
  }

  #fail(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
