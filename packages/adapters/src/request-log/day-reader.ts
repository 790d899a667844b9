import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { dayFile, dayOf, openForReading, rowAt, rowsPerMillisecond, scannedLag, startOfDay } from "./day-files.ts";
import { count, decodeGap, decodeRequest, type RowDay, type StoredRow } from "./entry-decoder.ts";
import type { LogEntry, RequestEntry } from "./log-entry.ts";
import { allOf, type Condition, isEnd } from "./request-query.ts";
import type { GroupKey } from "./statistics-group.ts";
import { timeOfId, writeUuid } from "./uuid.ts";

/** Rows of a day from `first` to `last`, both included. */
export interface DayRows {
  readonly first: number;
  readonly last: number;
}

/** Of those the newest or the oldest `limit`. */
export interface DayRange extends DayRows {
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
    const cell = idCell(id);
    const apart = this.#all(selectRequests("SELECT * FROM request WHERE id = ? AND time IS NOT NULL"), [cell]);
    const near = typeof cell === "string" ? [] : this.#near(cell);
    const row = [...apart, ...near].sort((one, other) => Number(other["row"]) - Number(one["row"]))[0];
    return row === undefined ? undefined : decodeRequest(row, this.#day);
  }

  /** Those of the ids whose record of an end stands in this file, up to row `last`. */
  endedAmong(ids: readonly string[], last: number): string[] {
    const closed = this.#database.prepare(
      `SELECT 1 FROM request JOIN shape ON shape.number = request.shape
       WHERE request.id = ? AND time IS NOT NULL AND phase = 'closed' AND row <= ?`,
    );
    return ids.filter((id) => closed.get(idCell(id), last) !== undefined);
  }

  /**
   * Calls `visit` for each record of the range that meets the condition, but not for the beginnings of streams. `key` is
   * an SQL expression. Duration in microseconds. Nothing is made of a row, which takes a fifth of the time of reading it.
   */
  visitEnded(
    { first, last }: DayRows,
    condition: Condition,
    key: string,
    visit: (key: GroupKey, shape: number, row: number, duration: number) => void,
  ): void {
    this.#database.function("visit", { directOnly: true }, (of, shape, row, duration) => {
      visit(typeof of === "string" || typeof of === "number" ? of : null, count(shape), count(row), count(duration));
      return null;
    });
    const { sql, values } = allOf([condition, isEnd]);
    const visited = `SELECT count(visit(${key}, shape, row, duration)) FROM request WHERE row BETWEEN ? AND ? AND ${sql}`;
    this.#database.prepare(visited).get(first, last, ...values);
  }

  /** The shapes of refusals. */
  refusedShapes(): ReadonlySet<number> {
    return new Set(
      this.#all("SELECT number FROM shape WHERE effect = 'refuse'", []).map((row) => count(row["number"])),
    );
  }

  /** What an SQL expression gives for each entry of a pool; those without a value are left out. */
  poolValues(table: "shape" | "caller", expression: string): ReadonlyMap<number, string> {
    const rows = this.#all(`SELECT number, ${expression} AS value FROM ${table}`, []);
    return new Map(
      rows.flatMap(({ number, value }) =>
        typeof value === "string" || typeof value === "number" ? [[count(number), String(value)] as const] : [],
      ),
    );
  }

  countGaps({ first, last }: DayRows): number {
    return count(this.#all("SELECT count(*) AS gaps FROM gap WHERE row BETWEEN ? AND ?", [first, last])[0]?.["gaps"]);
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

/** An id as the table holds it. */
function idCell(id: string): Uint8Array | string {
  const bytes = new Uint8Array(16);
  return writeUuid(id, bytes, 0) ? bytes : id;
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
