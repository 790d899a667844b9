import type { Worker } from "node:worker_threads";
import type { WriterMessage, WriterReply } from "./writer-messages.ts";

/** How long after its death the writer is started again, in milliseconds. */
const restartDelay = 1_000;

/** Whom the thread tells what the operator is to know. */
export interface WriterNews {
  problem(text: string): void;
  retired(text: string): void;
}

interface Order {
  readonly message: WriterMessage;
  readonly done: (reply: WriterReply) => void;
  readonly lost: (error: Error) => void;
}

/**
 * The writer thread as seen from the main one: an order gives a promise of its reply. When the thread dies, the orders
 * it had are rejected, a new thread is started after a second, and orders given meanwhile wait for it.
 */
export class WriterThread {
  readonly #startWorker: () => Worker;
  readonly #told: WriterNews;
  #worker: Worker | undefined;
  /** Given to the thread and not answered, in order. */
  #given: Order[] = [];
  #waiting: Order[] = [];
  #restart: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(startWorker: () => Worker, told: WriterNews) {
    this.#startWorker = startWorker;
    this.#told = told;
    this.#start();
  }

  get alive(): boolean {
    return this.#worker !== undefined;
  }

  order(message: WriterMessage): Promise<WriterReply> {
    const { promise, resolve, reject } = Promise.withResolvers<WriterReply>();
    this.#give({ message, done: resolve, lost: reject });
    return promise;
  }

  /** Ends the thread with its last order. Rejects when it dies before its answer, or is dead. */
  async end(message: WriterMessage & { readonly kind: "end" }): Promise<WriterReply> {
    this.#ended = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === undefined) this.#rejectAll(new Error("the writer thread is not running"), this.#waiting.splice(0));
    if (worker === undefined) throw new Error("the writer thread is not running");
    const exited = new Promise((resolve) => worker.once("exit", resolve));
    const reply = await this.order(message);
    await exited;
    return reply;
  }

  #start(): void {
    const worker = this.#startWorker();
    this.#worker = worker;
    worker.on("message", (reply: WriterReply) => {
      if (reply.notice !== undefined) this.#told.problem(reply.notice);
      if (reply.retired !== undefined) this.#told.retired(reply.retired);
      this.#given.shift()?.done(reply);
    });
    worker.on("error", (error) => this.#died(worker, error instanceof Error ? error.message : String(error)));
    worker.on("exit", (code) => this.#died(worker, `exit code ${code}`));
    for (const order of this.#waiting.splice(0)) this.#give(order);
  }

  #give(order: Order): void {
    if (this.#worker === undefined) {
      this.#waiting.push(order);
      return;
    }
    this.#given.push(order);
    const { message } = order;
    this.#worker.postMessage(message, message.kind === "batch" ? [message.buffer] : []);
  }

  #died(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const lost = this.#given.splice(0);
    if (this.#ended && lost.length === 0) return;
    const text = `request log: the writer thread ended (${reason})`;
    this.#told.problem(text);
    this.#rejectAll(new Error(text), lost);
    if (!this.#ended) this.#restart = setTimeout(() => this.#start(), restartDelay).unref();
  }

  #rejectAll(error: Error, orders: readonly Order[]): void {
    for (const order of orders) order.lost(error);
  }
}
