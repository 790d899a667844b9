import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { dayFile, dayOf, openForReading, rowAt, rowsPerMillisecond, scannedLag, startOfDay } from "./day-files.ts";
import { decodeGap, decodeRequest, type RowDay, type StoredRow } from "./entry-decoder.ts";
import type { LogEntry, RequestEntry } from "./log-entry.ts";
import type { Condition } from "./request-query.ts";
import { timeOfId, writeUuid } from "./uuid.ts";

/** Which entries of a day: rows from `first` to `last`, both included, the newest or the oldest `limit` of them. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
  readonly order: "newest" | "oldest";
  readonly limit: number;
}

/** One day's file, open for reading. Its writer may be at work in another thread or process. */
export class DayReader {
  readonly #database: DatabaseSync;
  readonly #day: RowDay;

  private constructor(database: DatabaseSync, day: string) {
    this.#database = database;
    this.#day = { day, start: startOfDay(day) };
  }

  /** Gives what `read` makes of the day, or `nothing` while its writer has not yet laid out the file. */
  static use<Result>(folder: string, day: string, nothing: Result, read: (reader: DayReader) => Result): Result {
    const database = openForReading(dayFile(folder, day));
    if (database === undefined) return nothing;
    try {
      return read(new DayReader(database, day));
    } finally {
      database.close();
    }
  }

  /** Records that meet the condition, and all gaps, in one order and as they stood at one moment. */
  list(range: DayRange, condition: Condition): LogEntry[] {
    const direction = range.order === "newest" ? "DESC" : "ASC";
    const bounds = [range.first, range.last] as const;
    const where = condition.sql === "" ? "" : `AND ${condition.sql}`;
    const some = `SELECT * FROM request WHERE row BETWEEN ? AND ? ${where} ORDER BY row ${direction} LIMIT ?`;
    this.#database.exec("BEGIN");
    const requests = this.#all(selectRequests(some), [...bounds, ...condition.values, range.limit]);
    const gaps = this.#all(selectGaps(direction), [...bounds, range.limit]);
    this.#database.exec("COMMIT");
    const sign = range.order === "newest" ? -1 : 1;
    const rows = [
      ...requests.map((row) => ({ at: Number(row["row"]), entry: decodeRequest(row, this.#day) })),
      ...gaps.map((row) => ({ at: Number(row["row"]), entry: decodeGap(row, this.#day) })),
    ];
    rows.sort((one, other) => sign * (one.at - other.at));
    return rows.slice(0, range.limit).map(({ entry }) => entry);
  }

  /** The record with that id, the later one where a stream has two. */
  find(id: string): RequestEntry | undefined {
    const bytes = new Uint8Array(16);
    const isUuid = writeUuid(id, bytes, 0);
    const cell = isUuid ? bytes : id;
    const apart = this.#all(selectRequests("SELECT * FROM request WHERE id = ? AND time IS NOT NULL"), [cell]);
    const near = isUuid ? this.#near(bytes) : [];
    const row = [...apart, ...near].sort((one, other) => Number(other["row"]) - Number(one["row"]))[0];
    return row === undefined ? undefined : decodeRequest(row, this.#day);
  }

  /** Rows with that id in the seconds after its own timestamp, where most rows lie: no index is needed for them. */
  #near(id: Uint8Array): StoredRow[] {
    const time = timeOfId(id);
    if (dayOf(time) !== this.#day.day && dayOf(time + scannedLag) !== this.#day.day) return [];
    const { start } = this.#day;
    const some = "SELECT * FROM request WHERE row BETWEEN ? AND ? AND id = ? AND time IS NULL";
    return this.#all(selectRequests(some), [
      rowAt(time, start),
      rowAt(time + scannedLag, start) + rowsPerMillisecond,
      id,
    ]);
  }

  #all(sql: string, values: readonly SQLInputValue[]): StoredRow[] {
    return this.#database.prepare(sql).all(...values);
  }
}

const textOfCell = (column: string): string =>
  `CASE typeof(request.${column}) WHEN 'integer' THEN (SELECT value FROM text WHERE number = request.${column})
   ELSE request.${column} END AS ${column}`;

const textCells = ["path", "query", "host", "rule", "refusal_values", "headers", "client_request_id"];

/** Rows of `some`, a query on table `request`, with what they refer to. */
const selectRequests = (some: string): string => `
  SELECT request.row, seq, request.id, time, duration, upstream, bytes_in, bytes_out, address,
    phase, listener, effect, address_source, status, environment, method, operation, code, "check", deprecated, notes,
    credential, credential_version, scheme, user, account, application, session, token, country, boot.id AS boot, node,
    ${textCells.map(textOfCell).join(", ")}
  FROM (${some}) AS request
    LEFT JOIN shape ON shape.number = request.shape
    LEFT JOIN caller ON caller.number = request.caller
    LEFT JOIN boot ON boot.number = shape.boot`;

const selectGaps = (direction: "ASC" | "DESC"): string => `
  SELECT gap.row, from_seq, to_seq, count, reason, from_time, to_time, boot.id AS boot, node
  FROM gap LEFT JOIN boot ON boot.number = gap.boot
  WHERE gap.row BETWEEN ? AND ? ORDER BY gap.row ${direction} LIMIT ?`;
