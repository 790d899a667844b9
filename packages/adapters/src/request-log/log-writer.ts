import { mkdirSync } from "node:fs";
import { dayOf, listDays, removeBefore } from "./day-files.ts";
import { DayWriter } from "./day-writer.ts";
import { retentionOn } from "./retention.ts";
import { settleBoots } from "./settle-boots.ts";
import type { WriterMessage, WriterReply, WriterSetup } from "./writer-messages.ts";

/** Carries out the orders to the writer thread. Never throws: what goes wrong is in the reply. */
export class LogWriter {
  readonly #setup: WriterSetup;
  #day: DayWriter | undefined;
  /** What the operator is to know, for the next reply; and the leap of the clock that was told already. */
  #notice: string | undefined;
  #told: string | undefined;

  constructor(setup: WriterSetup) {
    this.#setup = setup;
  }

  handle(message: WriterMessage): WriterReply {
    const buffer = message.kind === "batch" ? message.buffer : undefined;
    try {
      this.#carryOut(message);
      return { problem: undefined, notice: this.#takeNotice(), buffer };
    } catch (error) {
      this.#abandonDay();
      return {
        problem: `request log: ${error instanceof Error ? error.message : String(error)}`,
        notice: undefined,
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
        this.#dayFor(message.time, message.firstSeq).writeBatch(message);
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

  /** Deletes the days that are no longer kept; today counts as one of them. */
  #retire(day: string): void {
    const { keepDays, folder } = this.#setup;
    if (keepDays === undefined) return;
    const { first, leapFrom } = retentionOn(day, listDays(folder), keepDays);
    removeBefore(folder, first);
    if (leapFrom !== undefined && leapFrom !== this.#told)
      this.#notice = `request log: the clock says ${day}, but the records before end on ${leapFrom}: none are deleted for that`;
    this.#told = leapFrom;
  }

  #takeNotice(): string | undefined {
    const notice = this.#notice;
    this.#notice = undefined;
    return notice;
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
