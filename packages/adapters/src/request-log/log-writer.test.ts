import assert from "node:assert/strict";
import { mkdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { dayFile, listDays } from "./day-files.ts";
import type { Gap } from "./gap.ts";
import { LogWriter } from "./log-writer.ts";
import { BatchEncoder, BatchMemory } from "./request-batch.ts";
import { day, inFolder, morning, readAll, recordAt } from "./testing/log-fixture.ts";
import type { BatchMessage, WriterMessage } from "./writer-messages.ts";

const setup = (folder: string, boot: string) => ({
  folder,
  boot,
  node: "n1",
  keepDays: undefined,
  maxBytes: undefined,
});

function batchOf(time: number, firstSeq: number, rows: number): BatchMessage {
  const memory = new BatchMemory();
  const encoder = new BatchEncoder();
  encoder.begin(memory);
  for (let at = 0; at < rows; at++) assert.ok(encoder.put(recordAt(time, firstSeq + at)));
  return { kind: "batch", time, firstSeq, rows, buffer: memory.buffer, durable: false };
}

const gapOf = (fromSeq: number, toSeq: number): Gap => {
  const count = toSeq - fromSeq + 1;
  return { fromSeq, toSeq, count, reason: "writer-ended", fromTime: morning, toTime: morning };
};

function carryOut(writer: LogWriter, ...messages: readonly WriterMessage[]): void {
  for (const message of messages) assert.equal(writer.handle(message).problem, undefined);
}

test("of batches that a dead writer took along, those it did write are not called missing", async () => {
  await inFolder(async (folder) => {
    carryOut(new LogWriter(setup(folder, "b1")), { kind: "start", time: morning }, batchOf(morning, 1, 3));
    const next = new LogWriter(setup(folder, "b1"));
    carryOut(next, { kind: "gap", gap: gapOf(1, 5) }, batchOf(morning, 6, 1), { kind: "gap", gap: gapOf(2, 3) });
    carryOut(next, { kind: "end", time: morning, lastSeq: 6, clean: true });
    const found = (await readAll(folder)).map((entry) =>
      entry.kind === "request" ? entry.seq : [entry.fromSeq, entry.toSeq, entry.count],
    );
    assert.deepEqual(found, [1, 2, 3, [4, 5, 2], 6]);
  });
});

test("a boot that crashed while it went over to the next day's file is not called incomplete for the first day", async () => {
  await inFolder(async (folder) => {
    const start = { kind: "start", time: morning } as const;
    carryOut(new LogWriter(setup(folder, "b1")), start, batchOf(morning, 1, 2), batchOf(morning + day, 3, 2));
    const file = new DatabaseSync(join(folder, "2026-03-05.db"));
    file.exec("UPDATE boot SET ending = NULL, last_seq = NULL");
    file.close();
    const later = { kind: "start", time: morning + 3 * day } as const;
    carryOut(new LogWriter(setup(folder, "b2")), later);
    const gaps = (await readAll(folder)).filter((entry) => entry.kind === "gap");
    assert.deepEqual(
      gaps.map(({ fromSeq, toSeq, position, fromTime, toTime }) => [
        fromSeq,
        toSeq,
        position.slice(0, 10),
        fromTime,
        toTime,
      ]),
      [[5, undefined, "2026-03-06", morning + day + 4, morning + 3 * day]],
    );
  });
});

test("a boot that crashed before its first record has a row too", async () => {
  await inFolder(async (folder) => {
    carryOut(new LogWriter(setup(folder, "b1")), { kind: "start", time: morning });
    carryOut(new LogWriter(setup(folder, "b2")), { kind: "start", time: morning + 1_000 });
    const [gap, ...others] = await readAll(folder);
    assert.deepEqual(others, []);
    assert.ok(gap?.kind === "gap");
    const { boot, fromSeq, reason, fromTime, toTime } = gap;
    assert.deepEqual([boot, fromSeq, reason, fromTime, toTime], ["b1", 1, "unclean-end", morning, morning + 1_000]);
  });
});

test("a log that grew too large loses its oldest days and says which, never today's", async () => {
  await inFolder(async (folder) => {
    const days = [0, 1, 2, 3].map((at) => morning + at * day);
    for (const time of days) {
      const writer = new LogWriter(setup(folder, `b${time}`));
      carryOut(writer, { kind: "start", time }, batchOf(time, 1, 1), { kind: "end", time, lastSeq: 1, clean: true });
    }
    for (const old of ["05", "06", "07"]) truncateSync(dayFile(folder, `2026-03-${old}`), 10_000_000);
    const start = { kind: "start", time: days[3] ?? 0 } as const;
    const sized = (maxBytes: number, boot: string) => new LogWriter({ ...setup(folder, boot), maxBytes }).handle(start);
    assert.equal(sized(31_000_000, "b5").retired, undefined);
    const said = "request log: deleted the records of 2026-03-05, 2026-03-06, since it takes at most 15000000 bytes";
    assert.equal(sized(15_000_000, "b6").retired, said);
    assert.deepEqual(listDays(folder), ["2026-03-08", "2026-03-07"]);
    assert.match(sized(1, "b7").retired ?? "", /of 2026-03-07, since/);
    assert.equal(sized(1, "b8").retired, undefined);
    assert.deepEqual(listDays(folder), ["2026-03-08"]);
  });
});

test("a log that grows too large during the day is looked at while batches are written", async () => {
  await inFolder(async (folder) => {
    const before = new LogWriter(setup(folder, "b1"));
    carryOut(before, { kind: "start", time: morning }, { kind: "end", time: morning, lastSeq: 0, clean: true });
    const time = morning + day;
    const writer = new LogWriter({ ...setup(folder, "b2"), maxBytes: 10_000_000 });
    carryOut(writer, { kind: "start", time });
    truncateSync(dayFile(folder, "2026-03-05"), 20_000_000);
    const replies = Array.from({ length: 256 }, (_, at) => writer.handle(batchOf(time, at + 1, 1)));
    assert.deepEqual(new Set(replies.slice(0, -1).map(({ retired }) => retired)), new Set([undefined]));
    assert.match(replies.at(-1)?.retired ?? "", /deleted the records of 2026-03-05, since/);
    carryOut(writer, { kind: "end", time, lastSeq: 256, clean: true });
    assert.equal((await readAll(folder)).length, 256);
  });
});

test("old records that can not be deleted are told, and new ones are written", async () => {
  await inFolder(async (folder) => {
    // A folder with a day's name and something in it can not be removed as a file is.
    mkdirSync(join(folder, "2026-01-01.db-wal", "kept"), { recursive: true });
    const writer = new LogWriter({ ...setup(folder, "b1"), keepDays: 2 });
    const reply = writer.handle({ kind: "start", time: morning });
    assert.match(reply.notice ?? "", /^request log: old records can not be deleted: /);
    carryOut(writer, batchOf(morning, 1, 1), { kind: "end", time: morning, lastSeq: 1, clean: true });
    assert.equal((await readAll(folder)).length, 1);
  });
});
