import { BatchMemory } from "./request-batch.ts";

/** Idle batches kept for reuse; what a burst needed beyond them is given back. */
const maxIdle = 8;

/** The memory of the log: at most so many batches, made when first needed and used again. */
export class BatchRing {
  readonly #limit: number;
  readonly #idle: BatchMemory[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Batches that exist, idle ones included. */
  get size(): number {
    return this.#size;
  }

  /** Undefined when all are in use. */
  take(): BatchMemory | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#size >= this.#limit) return undefined;
    this.#size++;
    return new BatchMemory();
  }

  /** A batch's memory comes back from the writer; undefined when it was lost with it. */
  give(buffer: ArrayBuffer | undefined): void {
    if (buffer === undefined || this.#idle.length >= maxIdle) this.#size--;
    else this.#idle.push(new BatchMemory(buffer));
  }
}
