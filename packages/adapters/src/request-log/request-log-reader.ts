import { dayOf, listDays, rowAt, startOfDay } from "./day-files.ts";
import { type DayRange, DayReader } from "./day-reader.ts";
import type { LogEntry, RequestEntry } from "./log-entry.ts";
import { type LogPosition, parsePosition } from "./log-position.ts";
import { conditionOf, type RequestFilter } from "./request-query.ts";

export interface ListQuery extends RequestFilter {
  /** Milliseconds since the epoch: recorded at this time or later. */
  readonly from?: number;
  /** Recorded before this time. */
  readonly to?: number;
  /** Older than this position. */
  readonly before?: string;
  readonly limit: number;
}

export interface TailQuery extends RequestFilter {
  /** Newer than this position; absent: from the log's first entry on. */
  readonly after?: string;
  readonly limit: number;
}

/** A part of the log between two places; undefined ends are open. */
interface Span {
  readonly first: LogPosition | undefined;
  readonly last: LogPosition | undefined;
}

/**
 * Reads the request log in its folder, also while a server writes it. Filters choose among records; gaps are always
 * given, since what is missing may be what was asked for. Rows are scanned without an index: a rare match in a long
 * span costs about a second for some million records.
 */
export class RequestLogReader {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Entries, newest first; the last one's position as `before` gives the next page. Throws a RangeError for a bad one. */
  async list(query: ListQuery): Promise<readonly LogEntry[]> {
    const before = query.before === undefined ? undefined : parsePosition(query.before);
    const ends = [before, query.to === undefined ? undefined : firstAt(query.to)].filter((end) => end !== undefined);
    const last = ends.sort(inOrder)[0];
    const first = query.from === undefined ? undefined : firstAt(query.from);
    return this.#read({ first, last: last && { ...last, row: last.row - 1 } }, query, "newest");
  }

  /** Entries after a position, oldest first: to be asked again and again with the last one's position. */
  async tail(query: TailQuery): Promise<readonly LogEntry[]> {
    const after = query.after === undefined ? undefined : parsePosition(query.after);
    return this.#read({ first: after && { ...after, row: after.row + 1 }, last: undefined }, query, "oldest");
  }

  /** The record with that request id; of a stream the one written at its end, once there is one. */
  async get(id: string): Promise<RequestEntry | undefined> {
    for (const day of listDays(this.#folder)) {
      const found = DayReader.use(this.#folder, day, undefined, (reader) => reader.find(id));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #read(span: Span, query: RequestFilter & { readonly limit: number }, order: DayRange["order"]): LogEntry[] {
    // The days are listed before the first is read: the writer has then finished all of them but the last.
    const days = listDays(this.#folder).filter((day) => !isBefore(day, span.first) && !isAfter(day, span.last));
    if (order === "oldest") days.reverse();
    const condition = conditionOf(query);
    const entries: LogEntry[] = [];
    for (const day of days) {
      const limit = query.limit - entries.length;
      if (limit <= 0) break;
      const first = span.first?.day === day ? span.first.row : 0;
      const last = span.last?.day === day ? span.last.row : Number.MAX_SAFE_INTEGER;
      const range = { first, last, order, limit };
      entries.push(...DayReader.use(this.#folder, day, [], (reader) => reader.list(range, condition)));
    }
    return entries;
  }
}

const isBefore = (day: string, first: LogPosition | undefined): boolean => first !== undefined && day < first.day;
const isAfter = (day: string, last: LogPosition | undefined): boolean => last !== undefined && day > last.day;

const inOrder = (one: LogPosition, other: LogPosition): number =>
  one.day === other.day ? one.row - other.row : one.day < other.day ? -1 : 1;

/** The first position that an entry of this time can have. */
function firstAt(time: number): LogPosition {
  const day = dayOf(time);
  return { day, row: rowAt(time, startOfDay(day)) };
}
