import { Worker } from "node:worker_threads";
import type { LogEntry, RequestEntry } from "./log-entry.ts";
import type { ReaderAnswer, ReaderQuestion } from "./reader-messages.ts";
import type { ListQuery } from "./request-log-reader.ts";

interface Waiting {
  /** On whose behalf it was asked. */
  readonly account: string | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** How many questions may be open, in all and of one account. */
export interface ReadingLimits {
  readonly all: number;
  readonly account: number;
}

const usualLimits: ReadingLimits = { all: 32, account: 4 };

/**
 * Reads the request log in a thread of its own: a rare match in a long log takes a second, and decisions must not wait
 * for it. Open questions take turns, a day's file each, and an account has only few at a time: who asks for a year holds
 * up nobody else. The thread is started at the first question and keeps no process alive.
 */
export class RequestLogThread {
  readonly #folder: string;
  readonly #limits: ReadingLimits;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #number = 0;

  constructor(folder: string, limits: ReadingLimits = usualLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /**
   * As `RequestLogReader.list`, on behalf of the query's account; rejects with a RangeError for a position that is none.
   * `overloaded` where too many questions are open.
   */
  async list(query: ListQuery): Promise<readonly LogEntry[] | "overloaded"> {
    const { account } = query;
    if (this.#isFull(account)) return "overloaded";
    return (await this.#ask({ kind: "list", query }, account)) as readonly LogEntry[];
  }

  /** As `RequestLogReader.get`, on behalf of an account; `overloaded` where too many questions are open. */
  async get(id: string, account?: string): Promise<RequestEntry | undefined | "overloaded"> {
    if (this.#isFull(account)) return "overloaded";
    return (await this.#ask({ kind: "get", id }, account)) as RequestEntry | undefined;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #isFull(account: string | undefined): boolean {
    if (this.#waiting.size >= this.#limits.all) return true;
    const own = [...this.#waiting.values()].filter((waiting) => waiting.account === account);
    return own.length >= this.#limits.account;
  }

  #ask(question: ReaderQuestion, account: string | undefined): Promise<unknown> {
    const number = ++this.#number;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(number, { account, resolve, reject });
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
