import type { DatabaseSync, StatementSync } from "node:sqlite";
import { dayFile, inTransaction, openForWriting, rowAt, scannedLag, startOfDay, timeOfRow } from "./day-files.ts";
import type { Gap } from "./gap.ts";
import { BatchPools, Pools } from "./pools.ts";
import { BatchDecoder, float, integer, phases } from "./request-batch.ts";
import { insertGap, lastRow, lastWritten } from "./stored-rows.ts";
import { timeOfId } from "./uuid.ts";
import type { BatchMessage, WriterSetup } from "./writer-messages.ts";

/** One day's file, open for writing. After an error nothing of the order is written; the writer is then opened anew. */
export class DayWriter {
  readonly day: string;
  readonly #database: DatabaseSync;
  readonly #dayStart: number;
  readonly #boot: number;
  readonly #pools: Pools;
  readonly #insert: StatementSync;
  #lastRow: number;
  #durable = false;

  /** `nextSeq` is the first sequence number that can come, `time` that of the boot's first row in this file. */
  constructor(setup: WriterSetup, day: string, nextSeq: number, time: number) {
    this.day = day;
    this.#dayStart = startOfDay(day);
    this.#database = openForWriting(dayFile(setup.folder, day));
    try {
      this.#boot = enterBoot(this.#database, setup, nextSeq, time);
      this.#pools = new Pools(this.#database, this.#boot);
      this.#insert = this.#database.prepare(insertRequest);
      this.#lastRow = lastRow(this.#database);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Writes a batch in one transaction. */
  writeBatch({ buffer, rows, firstSeq, durable }: BatchMessage): void {
    this.#synchronise(durable);
    inTransaction(this.#database, () => {
      const batch = new BatchDecoder(buffer);
      const pools = new BatchPools(this.#pools, batch);
      for (let row = 0; row < rows; row++) this.#writeRow(batch, pools, row, firstSeq + row);
    });
  }

  #writeRow(batch: BatchDecoder, pools: BatchPools, at: number, seq: number): void {
    const duration = whole(batch.float(at, float.duration) * 1000);
    const time = whole(batch.float(at, float.time));
    const row = this.#nextRow(time + duration / 1000);
    const id = batch.textAt(at, integer.idText) ?? batch.id(at);
    const lag = timeOfRow(row, this.#dayStart) - time;
    const isEnd = phases[batch.integer(at, integer.flags) & 3] === "closed";
    const found = !isEnd && typeof id !== "string" && timeOfId(id) === time && lag >= 0 && lag <= scannedLag;
    const upstream = batch.float(at, float.upstreamTime);
    this.#insert.run(
      row,
      seq,
      id,
      found ? null : time,
      pools.shape(at),
      pools.caller(at),
      pools.address(at),
      duration,
      Number.isNaN(upstream) ? null : whole(upstream * 1000),
      whole(batch.float(at, float.bytesIn)),
      whole(batch.float(at, float.bytesOut)),
      pools.text(at, integer.path) ?? "",
      pools.text(at, integer.query),
      pools.text(at, integer.host) ?? "",
      pools.text(at, integer.rule),
      pools.text(at, integer.values),
      pools.text(at, integer.headers),
      pools.text(at, integer.clientRequestId),
      batch.textAt(at, integer.country),
    );
  }

  /** Records what is missing. Of records that went to a writer that died, some may be written: those are left out. */
  writeGap(gap: Gap): void {
    const written = gap.reason === "writer-ended" ? lastWritten(this.#database, this.#boot, gap.toSeq) : 0;
    const fromSeq = Math.max(gap.fromSeq, written + 1);
    if (fromSeq > gap.toSeq) return;
    const count = Math.min(gap.count, gap.toSeq - fromSeq + 1);
    const row = this.#nextRow(gap.toTime);
    inTransaction(this.#database, () => insertGap(this.#database, row, this.#boot, { ...gap, fromSeq, count }));
  }

  /** Says that the boot goes on in the next day's file. */
  leave(lastSeq: number): void {
    this.#endBoot("day", lastSeq, null);
  }

  /** Says that the boot ended and nothing is missing. */
  endCleanly(lastSeq: number, time: number): void {
    this.#synchronise(true);
    this.#endBoot("clean", lastSeq, time);
  }

  #endBoot(ending: "day" | "clean", lastSeq: number, time: number | null): void {
    this.#database
      .prepare("UPDATE boot SET ending = ?, last_seq = ?, clean_end_at = ? WHERE number = ?")
      .run(ending, lastSeq, time, this.#boot);
  }

  close(): void {
    this.#database.close();
  }

  /** FULL waits for the disk at each commit, NORMAL only now and then. */
  #synchronise(durable: boolean): void {
    if (durable !== this.#durable) this.#database.exec(`PRAGMA synchronous = ${durable ? "FULL" : "NORMAL"}`);
    this.#durable = durable;
  }

  /** The number of a row made at `time`: behind all others, even where the clock went back. */
  #nextRow(time: number): number {
    this.#lastRow = Math.max(this.#lastRow + 1, rowAt(time, this.#dayStart));
    return this.#lastRow;
  }
}

const insertRequest = `INSERT INTO request (row, seq, id, time, shape, caller, address, duration, upstream, bytes_in,
  bytes_out, path, query, host, rule, refusal_values, headers, client_request_id, country)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The boot's number in this file. A boot that comes back to a day (after a failure, or the clock went back) goes on. */
function enterBoot(database: DatabaseSync, setup: WriterSetup, nextSeq: number, time: number): number {
  const row = database
    .prepare(
      `INSERT INTO boot (id, node, started_at, first_seq) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET ending = NULL, last_seq = NULL, clean_end_at = NULL RETURNING number`,
    )
    .get(setup.boot, setup.node, time, nextSeq);
  return Number(row?.["number"]);
}

/** An integer that the table takes and a reader can read: one odd number must not cost a batch. */
function whole(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(Math.max(Math.round(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}
