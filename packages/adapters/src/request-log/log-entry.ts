import type { RequestRecord } from "@clavis/core";
import type { StoredGap } from "./stored-rows.ts";

/** Where an entry stands in the log. */
interface Place {
  /** An opaque cursor, in the order of the log. */
  readonly position: string;
  readonly node: string;
  /** The run of the server that wrote it. */
  readonly boot: string;
  /** Milliseconds since the epoch: when the record was made, which is the order of the log. */
  readonly recordedAt: number;
}

/** A record with its number in its boot's sequence. */
export interface RequestEntry extends Place {
  readonly kind: "request";
  readonly seq: number;
  readonly record: RequestRecord;
}

/** Records that are missing: `toSeq` and `count` are undefined where a boot ended uncleanly. */
export interface GapEntry extends Place, StoredGap {
  readonly kind: "gap";
}

export type LogEntry = RequestEntry | GapEntry;
