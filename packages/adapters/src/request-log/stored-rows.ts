import type { DatabaseSync } from "node:sqlite";
import type { GapReason } from "./gap.ts";

/** A gap as the table holds it: the end of an unclean boot's is not known. */
export interface StoredGap {
  readonly fromSeq: number;
  readonly toSeq: number | undefined;
  readonly count: number | undefined;
  readonly reason: GapReason;
  readonly fromTime: number;
  readonly toTime: number;
}

export function insertGap(database: DatabaseSync, row: number, boot: number, gap: StoredGap): void {
  database
    .prepare(
      `INSERT INTO gap (row, boot, from_seq, to_seq, count, reason, from_time, to_time)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(row, boot, gap.fromSeq, gap.toSeq ?? null, gap.count ?? null, gap.reason, gap.fromTime, gap.toTime);
}

/** The last row of the file, of either kind; 0 where it has none. */
export function lastRow(database: DatabaseSync): number {
  const found = database
    .prepare("SELECT max((SELECT ifnull(max(row), 0) FROM request), (SELECT ifnull(max(row), 0) FROM gap)) AS row")
    .get();
  return Number(found?.["row"]);
}

/**
 * The last sequence number up to `limit` that this boot wrote in the file; 0 where it wrote none. Boots follow each
 * other, so that the first row met from the end that is not of a later boot decides.
 */
export function lastWritten(database: DatabaseSync, boot: number, limit: number): number {
  const found = database
    .prepare(
      `SELECT request.seq, shape.boot FROM request CROSS JOIN shape ON shape.number = request.shape
       WHERE shape.boot < ?1 OR (shape.boot = ?1 AND request.seq <= ?2) ORDER BY request.row DESC LIMIT 1`,
    )
    .get(boot, limit);
  return found?.["boot"] === boot ? Number(found["seq"]) : 0;
}
