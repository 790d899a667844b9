import type { Worker } from "node:worker_threads";
import type { WriterSetup } from "./writer-messages.ts";

export interface RequestLogOptions {
  /** The folder of the daily files, `<data>/requests`; made where it is missing. One server at a time may write it. */
  readonly folder: string;
  /** This node's name. */
  readonly node: string;
  /** A new id for this run of the server. */
  readonly boot: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Called with a text for the operator, once for the same trouble until it has passed. */
  readonly onProblem: (text: string) => void;
  /** How many days are kept, today included; undefined keeps all. */
  readonly keepDays?: number | undefined;
  /**
   * How large all files together may grow, in bytes; undefined sets no bound. The oldest days are deleted, never today's.
   * Looked at when the log is opened, at midnight and every 256 batches.
   */
  readonly maxBytes?: number | undefined;
  /** Called with a text for the operator when days were deleted because of `keepDays` or `maxBytes`. */
  readonly onRetired?: (text: string) => void;
  /** How many batches of 1,024 records may be in memory; default 64, about 400 KB each. */
  readonly ring?: number;
  /** Milliseconds until a batch that is not full is written; default 250. */
  readonly flushInterval?: number;
  /** Starts the thread of `writer-worker.ts`, where the caller wants a hold of it. */
  readonly startWorker?: (setup: WriterSetup) => Worker;
}

/** For metrics. */
export interface RequestLogState {
  /** The last sequence number given. */
  readonly sequence: number;
  /** The last one that the writer acknowledged. */
  readonly written: number;
  /** Records that are covered by a gap, or will be. */
  readonly lost: number;
  readonly problems: number;
  /** Batches in memory, at most the ring. */
  readonly batches: number;
}
