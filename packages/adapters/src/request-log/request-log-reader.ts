import { setImmediate as nextTurn } from "node:timers/promises";
import { listDays } from "./day-files.ts";
import { type DayRange, DayReader } from "./day-reader.ts";
import type { LogEntry, RequestEntry } from "./log-entry.ts";
import {
  inOrder,
  isInSpan,
  justBefore,
  justBehind,
  type LogPosition,
  type LogSpan,
  parsePosition,
  positionAt,
  rowsIn,
} from "./log-position.ts";
import { allOf, type Condition, conditionOf, notEnded, type Phases, type RequestFilter } from "./request-query.ts";
import { type RequestStatistics, type StatisticsQuery, statisticsOf } from "./request-statistics.ts";

/** Which part of the log: what was recorded at time `from` or later, and before `to`. Milliseconds since the epoch. */
export interface TimeSpan {
  readonly from?: number;
  readonly to?: number;
}

export interface ListQuery extends RequestFilter, TimeSpan {
  /** Older than this position. */
  readonly before?: string;
  readonly limit: number;
  /** Default `last`: a stream that has ended is given once. */
  readonly phases?: Phases;
}

export interface TailQuery extends RequestFilter, TimeSpan {
  /** Newer than this position; absent: from the log's first entry on. */
  readonly after?: string;
  readonly limit: number;
  /** Default `all`: each record as it is written. */
  readonly phases?: Phases;
}

/** A span whose streams count as ended by what was recorded up to `until`. */
interface ReadSpan extends LogSpan {
  readonly until: LogPosition | undefined;
}

interface Reading {
  readonly filter: RequestFilter;
  readonly order: DayRange["order"];
  readonly limit: number;
  readonly phases: Phases;
}

/**
 * Reads the request log in its folder, also while a server writes it. Filters choose among records; gaps are always
 * given, since what is missing may be what was asked for. Rows are scanned without an index: a rare match in a long
 * span costs about a second for some million records. Between two days others have their turn.
 */
export class RequestLogReader {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Entries, newest first; the last one's position as `before` gives the next page. Throws a RangeError for a bad one. */
  async list(query: ListQuery): Promise<readonly LogEntry[]> {
    const { from, to, before, limit, phases = "last", ...filter } = query;
    const until = endAt(to);
    const page = before === undefined ? undefined : justBefore(parsePosition(before));
    const [last] = [until, page].filter((place) => place !== undefined).sort(inOrder);
    return this.#read({ first: startAt(from), last, until }, { filter, order: "newest", limit, phases });
  }

  /** Entries after a position, oldest first: to be asked again and again with the last one's position. */
  async tail(query: TailQuery): Promise<readonly LogEntry[]> {
    const { from, to, after, limit, phases = "all", ...filter } = query;
    const until = endAt(to);
    const page = after === undefined ? undefined : justBehind(parsePosition(after));
    const first = [startAt(from), page]
      .filter((place) => place !== undefined)
      .sort(inOrder)
      .at(-1);
    return this.#read({ first, last: until, until }, { filter, order: "oldest", limit, phases });
  }

  /** The record with that request id; of a stream the one written at its end, once there is one. */
  async get(id: string): Promise<RequestEntry | undefined> {
    for (const day of listDays(this.#folder)) {
      const found = DayReader.use(this.#folder, day, undefined, (reader) => reader.find(id));
      if (found !== undefined) return found;
      await nextTurn();
    }
    return undefined;
  }

  /** Counts of the records that the query chooses, grouped. A stream counts once it has ended. */
  async statistics({ from, to, ...query }: StatisticsQuery & TimeSpan): Promise<RequestStatistics> {
    const span = { first: startAt(from), last: endAt(to) };
    const parts = this.#days(span).map((day) => ({ day, ...rowsIn(day, span) }));
    return statisticsOf(this.#folder, parts, query);
  }

  async #read(span: ReadSpan, reading: Reading): Promise<LogEntry[]> {
    const days = this.#days(span);
    if (reading.order === "oldest") days.reverse();
    const entries: LogEntry[] = [];
    for (const day of days) {
      const limit = reading.limit - entries.length;
      if (limit <= 0) break;
      entries.push(...this.#readDay(day, span, { ...reading, limit }));
      await nextTurn();
    }
    return entries;
  }

  /** The days of the span, newest first: the writer has then finished all of them but the first. */
  #days(span: LogSpan): string[] {
    return listDays(this.#folder).filter((day) => isInSpan(day, span));
  }

  #readDay(day: string, span: ReadSpan, { filter, order, limit, phases }: Reading): LogEntry[] {
    const range = { ...rowsIn(day, span), order };
    const chosen = conditionOf(filter);
    if (phases === "all") return this.#list(day, { ...range, limit }, chosen);
    const condition = allOf([chosen, notEnded(rowsIn(day, upTo(span.until)).last)]);
    const kept: LogEntry[] = [];
    // What ended on a later day is left out only here, and its place is filled from behind it.
    for (let rest = range; ; ) {
      const wanted = limit - kept.length;
      const found = this.#list(day, { ...rest, limit: wanted }, condition);
      kept.push(...this.#withoutEnded(day, found, upTo(span.until)));
      const end = found.at(-1);
      if (end === undefined || found.length < wanted || kept.length === limit) return kept;
      rest = behind(rest, parsePosition(end.position).row);
    }
  }

  #list(day: string, range: DayRange, condition: Condition): LogEntry[] {
    return DayReader.use(this.#folder, day, [], (reader) => reader.list(range, condition));
  }

  /** Leaves out the beginnings of streams that ended in the file of a later day. */
  #withoutEnded(day: string, entries: readonly LogEntry[], until: LogSpan): readonly LogEntry[] {
    const opened = entries.flatMap((entry) => (isOpened(entry) ? [entry.record.id] : []));
    if (opened.length === 0) return entries;
    const later = this.#days(until).filter((other) => other > day);
    const ended = new Set(later.flatMap((other) => this.#endedAmong(opened, other, rowsIn(other, until).last)));
    return entries.filter((entry) => !isOpened(entry) || !ended.has(entry.record.id));
  }

  #endedAmong(ids: readonly string[], day: string, last: number): string[] {
    return DayReader.use(this.#folder, day, [], (reader) => reader.endedAmong(ids, last));
  }
}

const startAt = (from: number | undefined): LogPosition | undefined =>
  from === undefined ? undefined : positionAt(from);
const endAt = (to: number | undefined): LogPosition | undefined =>
  to === undefined ? undefined : justBefore(positionAt(to));
const upTo = (last: LogPosition | undefined): LogSpan => ({ first: undefined, last });

/** What of a range lies behind a row, in the range's order. */
const behind = <Range extends Omit<DayRange, "limit">>(range: Range, row: number): Range =>
  range.order === "newest" ? { ...range, last: row - 1 } : { ...range, first: row + 1 };

const isOpened = (entry: LogEntry): entry is RequestEntry =>
  entry.kind === "request" && entry.record.phase === "opened";
