import type { DatabaseSync } from "node:sqlite";
import { dayFile, inTransaction, listDays, openForWriting, rowAt, startOfDay, timeOfRow } from "./day-files.ts";
import { insertGap, lastRow, lastWritten } from "./stored-rows.ts";

interface OpenBoot {
  readonly number: number;
  readonly id: string;
  readonly firstSeq: number;
  readonly startedAt: number;
}

/**
 * Gives every boot that ended without saying so a gap for its unknown tail, in the file that holds its last records:
 * from the number after the last written one, without an end, up to `time`, the next start. To be called before the
 * new boot enters; `boot` is its id.
 */
export function settleBoots(folder: string, boot: string, time: number): void {
  // The first number of each boot in the days already seen, which are the later ones.
  const continued = new Map<string, number>();
  for (const day of listDays(folder)) {
    const database = openForWriting(dayFile(folder, day));
    try {
      settleDay(database, startOfDay(day), boot, time, continued);
    } finally {
      database.close();
    }
  }
}

function settleDay(
  database: DatabaseSync,
  dayStart: number,
  own: string,
  time: number,
  continued: Map<string, number>,
): void {
  for (const boot of openBoots(database, own)) {
    const next = continued.get(boot.id);
    if (next === undefined) settleTail(database, boot, dayStart, time);
    else endBoot(database, boot.number, "day", next - 1);
  }
  for (const row of database.prepare("SELECT id, first_seq FROM boot").all())
    continued.set(String(row["id"]), Number(row["first_seq"]));
}

function openBoots(database: DatabaseSync, own: string): OpenBoot[] {
  const rows = database
    .prepare("SELECT number, id, first_seq, started_at FROM boot WHERE ending IS NULL AND id <> ? ORDER BY number")
    .all(own);
  return rows.map((row) => ({
    number: Number(row["number"]),
    id: String(row["id"]),
    firstSeq: Number(row["first_seq"]),
    startedAt: Number(row["started_at"]),
  }));
}

function settleTail(database: DatabaseSync, boot: OpenBoot, dayStart: number, time: number): void {
  const last = Math.max(
    boot.firstSeq - 1,
    lastWritten(database, boot.number, Number.MAX_SAFE_INTEGER),
    lastGap(database, boot.number),
  );
  const end = lastRow(database);
  const fromTime = Math.max(boot.startedAt, timeOfRow(end, dayStart));
  const row = Math.max(end + 1, rowAt(time, dayStart));
  inTransaction(database, () => {
    endBoot(database, boot.number, "unclean", last);
    insertGap(database, row, boot.number, {
      fromSeq: last + 1,
      toSeq: undefined,
      count: undefined,
      reason: "unclean-end",
      fromTime,
      toTime: time,
    });
  });
}

const lastGap = (database: DatabaseSync, boot: number): number =>
  Number(database.prepare("SELECT ifnull(max(to_seq), 0) AS last FROM gap WHERE boot = ?").get(boot)?.["last"]);

function endBoot(database: DatabaseSync, number: number, ending: "day" | "unclean", lastSeq: number): void {
  database.prepare("UPDATE boot SET ending = ?, last_seq = ? WHERE number = ?").run(ending, lastSeq, number);
}
