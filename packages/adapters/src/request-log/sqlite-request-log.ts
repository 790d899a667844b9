import { Worker } from "node:worker_threads";
import type { RequestLog, RequestRecord } from "@clavis/core";
import { BatchRing } from "./batch-ring.ts";
import { type Gap, GapList, type GapReason } from "./gap.ts";
import { Problems } from "./problems.ts";
import { BatchEncoder, type BatchMemory } from "./request-batch.ts";
import type { RequestLogOptions, RequestLogState } from "./request-log-options.ts";
import type { WriterReply, WriterSetup } from "./writer-messages.ts";
import { WriterThread } from "./writer-thread.ts";

/** Records on their way, from the first one to the writer's reply. */
interface Batch {
  readonly memory: BatchMemory;
  readonly firstSeq: number;
  /** When it was begun. */
  readonly time: number;
  rows: number;
  readonly waiters: PromiseWithResolvers<void>[];
}

/**
 * The request log in one SQLite file a day, written by a thread of its own. Every record gets the next number of one
 * contiguous sequence; a number without a record is covered by a gap row as soon as one can be written.
 */
export class SqliteRequestLog implements RequestLog {
  readonly #clock: () => number;
  readonly #flushInterval: number;
  readonly #problems: Problems;
  readonly #ring: BatchRing;
  readonly #thread: WriterThread;
  readonly #encoder = new BatchEncoder();
  readonly #gaps = new GapList();
  /** Handled replies still to come. */
  readonly #replies = new Set<Promise<void>>();
  #current: Batch | undefined;
  #durableBatches = 0;
  #sequence = 0;
  #written = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #closed = false;

  /** Rejects when the folder can not be written or holds a file of a newer version. */
  static async open(options: RequestLogOptions): Promise<SqliteRequestLog> {
    const log = new SqliteRequestLog(options);
    const time = log.#clock();
    const problem = await log.#thread.order({ kind: "start", time }).then((reply) => reply.problem, textOf);
    if (problem === undefined) return log;
    await log.#thread.end({ kind: "end", time, lastSeq: 0, clean: false }).catch(textOf);
    throw new Error(problem);
  }

  private constructor(options: RequestLogOptions) {
    const { folder, node, boot, keepDays, maxBytes, onRetired, startWorker = startWriter } = options;
    this.#clock = () => Math.floor(options.clock());
    this.#flushInterval = options.flushInterval ?? 250;
    this.#problems = new Problems(options.onProblem);
    this.#ring = new BatchRing(options.ring ?? 64);
    this.#thread = new WriterThread(() => startWorker({ folder, node, boot, keepDays, maxBytes }), {
      problem: (text) => this.#problems.report(text),
      retired: (text) => onRetired?.(text),
    });
  }

  get state(): RequestLogState {
    return {
      sequence: this.#sequence,
      written: this.#written,
      lost: this.#lost,
      problems: this.#problems.count,
      batches: this.#ring.size,
    };
  }

  append(record: RequestRecord): void {
    if (this.#closed) this.#problems.report("request log: a record came after the log was closed");
    else this.#place(record);
  }

  /** Resolves once the record is on disk; all that wait share one fsync. Rejects when it can not be written. */
  commit(record: RequestRecord): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("request log: closed"));
    const batch = this.#thread.alive ? this.#place(record) : this.#lose(++this.#sequence, "writer-ended");
    if (batch === undefined) return Promise.reject(new Error("request log: the writer can not take the record"));
    const waiter = Promise.withResolvers<void>();
    batch.waiters.push(waiter);
    this.#commitSoon();
    return waiter.promise;
  }

  /** Writes what is there, then the clean end, and ends the thread. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#seal();
    await this.#settled();
    // What failed just now is a gap: it has one try, and then the end is not a clean one.
    this.#sendGaps();
    await this.#settled();
    await this.#end();
  }

  async #settled(): Promise<void> {
    while (this.#replies.size > 0) await Promise.all(this.#replies);
  }

  async #end(): Promise<void> {
    const clean = this.#gaps.size === 0;
    const order = { kind: "end", time: this.#clock(), lastSeq: this.#sequence, clean } as const;
    const problem = await this.#thread.end(order).then((reply) => reply.problem, textOf);
    if (problem !== undefined) this.#problems.report(problem);
  }

  /** Puts the record into a batch; undefined when there is no room and it is lost. */
  #place(record: RequestRecord): Batch | undefined {
    const seq = ++this.#sequence;
    const batch = this.#current ?? this.#begin(seq);
    if (batch === undefined) return this.#lose(seq, "overload");
    if (this.#encoder.put(record)) return batch;
    this.#seal();
    const next = this.#begin(seq);
    return next !== undefined && this.#encoder.put(record) ? next : this.#lose(seq, "overload");
  }

  #lose(seq: number, reason: GapReason): undefined {
    const time = this.#clock();
    this.#missing({ fromSeq: seq, toSeq: seq, count: 1, reason, fromTime: time, toTime: time });
  }

  #missing(gap: Gap): void {
    this.#lost += gap.count;
    this.#gaps.add(gap);
    this.#arm();
  }

  /** Begins a batch whose first record has that number; undefined when the writer has all the memory. */
  #begin(firstSeq: number): Batch | undefined {
    const memory = this.#ring.take();
    if (memory === undefined) return undefined;
    this.#encoder.begin(memory);
    this.#current = { memory, firstSeq, time: this.#clock(), rows: 0, waiters: [] };
    this.#arm();
    return this.#current;
  }

  #arm(): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => this.#flush(), this.#flushInterval).unref();
  }

  #flush(): void {
    this.#timer = undefined;
    this.#sendGaps();
    this.#seal();
  }

  /** Group commit: the first to wait takes along what comes in this turn, the others wait for its return. */
  #commitSoon(): void {
    if (this.#durableBatches > 0) return;
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      this.#seal();
    });
  }

  /** Hands the current batch to the writer. */
  #seal(): void {
    const batch = this.#current;
    if (batch === undefined) return;
    this.#current = undefined;
    // Before the batch: what a dead writer left unwritten is told from what it wrote by the last row.
    this.#sendGaps();
    batch.rows = this.#encoder.end();
    const { firstSeq, time, rows, memory, waiters } = batch;
    const durable = waiters.length > 0;
    if (durable) this.#durableBatches++;
    const order = { kind: "batch", time, firstSeq, rows, buffer: memory.buffer, durable } as const;
    this.#expect(
      this.#thread.order(order).then(
        (reply) => this.#answered(batch, reply),
        (error) => this.#failed(batch, undefined, "writer-ended", textOf(error)),
      ),
    );
  }

  #answered(batch: Batch, { problem, buffer }: WriterReply): void {
    if (problem === undefined) {
      this.#problems.passed();
      this.#written = batch.firstSeq + batch.rows - 1;
      this.#returned(batch, buffer);
      for (const waiter of batch.waiters) waiter.resolve();
    } else {
      this.#problems.report(problem);
      this.#failed(batch, buffer, "write-failed", problem);
    }
  }

  #failed(batch: Batch, buffer: ArrayBuffer | undefined, reason: GapReason, problem: string): void {
    const { firstSeq, rows, time, waiters } = batch;
    const toSeq = firstSeq + rows - 1;
    this.#missing({ fromSeq: firstSeq, toSeq, count: rows, reason, fromTime: time, toTime: this.#clock() });
    this.#returned(batch, buffer);
    for (const waiter of waiters) waiter.reject(new Error(problem));
  }

  #returned(batch: Batch, buffer: ArrayBuffer | undefined): void {
    this.#ring.give(buffer);
    if (batch.waiters.length === 0) return;
    this.#durableBatches--;
    if (this.#current !== undefined && this.#current.waiters.length > 0 && this.#durableBatches === 0) this.#seal();
  }

  #sendGaps(): void {
    for (const gap of this.#gaps.take()) {
      const order = this.#thread.order({ kind: "gap", gap });
      this.#expect(
        order.then(
          ({ problem }) => problem !== undefined && this.#keep(gap, problem),
          (error) => this.#keep(gap, textOf(error)),
        ),
      );
    }
  }

  /** A gap that could not be written is tried again at the next flush. */
  #keep(gap: Gap, problem: string): void {
    this.#problems.report(problem);
    this.#gaps.add(gap);
    this.#arm();
  }

  #expect(reply: Promise<unknown>): void {
    const handled: Promise<void> = reply.then(() => {
      this.#replies.delete(handled);
    });
    this.#replies.add(handled);
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const startWriter = (setup: WriterSetup): Worker =>
  new Worker(new URL("./writer-worker.ts", import.meta.url), { workerData: setup });
