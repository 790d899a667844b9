import { mkdirSync } from "node:fs";
import { dayOf, daySizes, listDays, removeBefore } from "./day-files.ts";
import { DayWriter } from "./day-writer.ts";
import { firstWithin, retentionOn } from "./retention.ts";
import { settleBoots } from "./settle-boots.ts";
import type { BatchMessage, WriterMessage, WriterReply, WriterSetup } from "./writer-messages.ts";

/** After so many batches the size of the log is looked at. */
const batchesBetweenLooks = 256;

/** Carries out the orders to the writer thread. Never throws: what goes wrong is in the reply. */
export class LogWriter {
  readonly #setup: WriterSetup;
  #day: DayWriter | undefined;
  /** What the operator is to know, for the next reply; and the leap of the clock that was told already. */
  #notice: string | undefined;
  #told: string | undefined;
  #retired: string | undefined;
  #batches = 0;

  constructor(setup: WriterSetup) {
    this.#setup = setup;
  }

  handle(message: WriterMessage): WriterReply {
    const buffer = message.kind === "batch" ? message.buffer : undefined;
    try {
      this.#carryOut(message);
      return { problem: undefined, ...this.#takeNews(), buffer };
    } catch (error) {
      this.#abandonDay();
      return {
        problem: `request log: ${error instanceof Error ? error.message : String(error)}`,
        notice: undefined,
        retired: undefined,
        buffer,
      };
    }
  }

  #carryOut(message: WriterMessage): void {
    switch (message.kind) {
      case "start":
        this.#start(message.time);
        break;
      case "gap":
        this.#dayFor(message.gap.fromTime, message.gap.fromSeq).writeGap(message.gap);
        break;
      case "batch":
        this.#writeBatch(message);
        break;
      case "end":
        this.#end(message.time, message.lastSeq, message.clean);
        break;
      default:
        throw new TypeError(`unknown order ${String(message satisfies never)}`);
    }
  }

  #start(time: number): void {
    mkdirSync(this.#setup.folder, { recursive: true, mode: 0o700 });
    settleBoots(this.#setup.folder, this.#setup.boot, time);
    this.#dayFor(time, 1);
  }

  #writeBatch(message: BatchMessage): void {
    const day = this.#dayFor(message.time, message.firstSeq);
    if (++this.#batches % batchesBetweenLooks === 0) this.#retire(day.day);
    day.writeBatch(message);
  }

  /** The file of a time's day, opened anew when it is another than before. */
  #dayFor(time: number, nextSeq: number): DayWriter {
    const day = dayOf(time);
    if (this.#day?.day === day) return this.#day;
    const before = this.#day;
    this.#day = new DayWriter(this.#setup, day, nextSeq, time);
    // After the new file knows the boot: a crash in between then leaves no boot that seems to have ended here.
    before?.leave(nextSeq - 1);
    before?.close();
    this.#retire(day);
    return this.#day;
  }

  /** Old records that can not be deleted are no reason to lose new ones. */
  #retire(day: string): void {
    try {
      this.#retireByAge(day);
      this.#retireBySize(day);
    } catch (error) {
      this.#notice = `request log: old records can not be deleted: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Deletes the days that are no longer kept; today counts as one of them. */
  #retireByAge(day: string): void {
    const { keepDays, folder } = this.#setup;
    if (keepDays === undefined) return;
    const { first, leapFrom } = retentionOn(day, listDays(folder), keepDays);
    this.#removeBefore(first, `it keeps ${keepDays} days`);
    if (leapFrom !== undefined && leapFrom !== this.#told)
      this.#notice = `request log: the clock says ${day}, but the records before end on ${leapFrom}: none are deleted for that`;
    this.#told = leapFrom;
  }

  #retireBySize(day: string): void {
    const { maxBytes, folder } = this.#setup;
    if (maxBytes === undefined) return;
    const first = firstWithin(maxBytes, day, daySizes(folder));
    if (first !== undefined) this.#removeBefore(first, `it takes at most ${maxBytes} bytes`);
  }

  #removeBefore(first: string, reason: string): void {
    const days = removeBefore(this.#setup.folder, first).flatMap((name) =>
      name.endsWith(".db") ? [name.slice(0, 10)] : [],
    );
    if (days.length === 0) return;
    const text = `request log: deleted the records of ${days.join(", ")}, since ${reason}`;
    this.#retired = this.#retired === undefined ? text : `${this.#retired}; ${text}`;
  }

  #takeNews(): Pick<WriterReply, "notice" | "retired"> {
    const news = { notice: this.#notice, retired: this.#retired };
    this.#notice = this.#retired = undefined;
    return news;
  }

  #end(time: number, lastSeq: number, clean: boolean): void {
    if (clean) this.#dayFor(time, lastSeq + 1).endCleanly(lastSeq, time);
    this.#day?.close();
    this.#day = undefined;
  }

  /** What a file's writer remembers may be undone by the failure: the next order opens the file again. */
  #abandonDay(): void {
    const day = this.#day;
    this.#day = undefined;
    try {
      day?.close();
    } catch {
      // The first failure is the one that is reported.
    }
  }
}
