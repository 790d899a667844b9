import type { Gap } from "./gap.ts";

/** What the writer thread is started with. */
export interface WriterSetup {
  readonly folder: string;
  readonly node: string;
  /** The id of this run of the server. */
  readonly boot: string;
  readonly keepDays: number | undefined;
  readonly maxBytes: number | undefined;
}

/** Records to be written in one transaction. */
export interface BatchMessage {
  readonly kind: "batch";
  /** When the batch was begun: it names the day. */
  readonly time: number;
  /** The number of the first row; the others follow without a break. */
  readonly firstSeq: number;
  readonly rows: number;
  readonly buffer: ArrayBuffer;
  /** On disk before the reply, so that a power loss does not take it. */
  readonly durable: boolean;
}

/** Orders to the writer, carried out in turn; each is answered by one `WriterReply`. Times are of the log's clock. */
export type WriterMessage =
  /** Settles what earlier boots left, opens the day's file. */
  | { readonly kind: "start"; readonly time: number }
  | { readonly kind: "gap"; readonly gap: Gap }
  | BatchMessage
  /** Closes the file; `clean` where every record up to `lastSeq` is written or covered by a gap. */
  | { readonly kind: "end"; readonly time: number; readonly lastSeq: number; readonly clean: boolean };

export interface WriterReply {
  /** Undefined when it is done; otherwise nothing of the order was. */
  readonly problem: string | undefined;
  /** What was done, but the operator must know. */
  readonly notice: string | undefined;
  /** Which days were deleted and why, in words; undefined where none were. */
  readonly retired: string | undefined;
  /** The batch's memory, back. */
  readonly buffer: ArrayBuffer | undefined;
}
