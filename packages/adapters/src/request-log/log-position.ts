import { dayOf, rowAt, startOfDay } from "./day-files.ts";

/** A place in the log: a day and a row of its file. */
export interface LogPosition {
  readonly day: string;
  readonly row: number;
}

const form = /^(\d{4}-\d\d-\d\d)\.(\d{1,13})$/;

export const formatPosition = (day: string, row: number): string => `${day}.${row}`;

/** Reads a cursor; throws a RangeError for text that is none. */
export function parsePosition(text: string): LogPosition {
  const [, day, row] = form.exec(text) ?? [];
  if (day === undefined || row === undefined || Number.isNaN(startOfDay(day)))
    throw new RangeError("not a position of the request log");
  return { day, row: Number(row) };
}

/** The first position that an entry of this time can have. */
export function positionAt(time: number): LogPosition {
  const day = dayOf(time);
  return { day, row: rowAt(time, startOfDay(day)) };
}

export const justBefore = ({ day, row }: LogPosition): LogPosition => ({ day, row: row - 1 });
export const justBehind = ({ day, row }: LogPosition): LogPosition => ({ day, row: row + 1 });

/** Compares two places, as `sort` wants it. */
export const inOrder = (one: LogPosition, other: LogPosition): number =>
  one.day === other.day ? one.row - other.row : one.day < other.day ? -1 : 1;

/** A part of the log between two places, both included; undefined ends are open. */
export interface LogSpan {
  readonly first: LogPosition | undefined;
  readonly last: LogPosition | undefined;
}

export const isInSpan = (day: string, { first, last }: LogSpan): boolean =>
  (first === undefined || day >= first.day) && (last === undefined || day <= last.day);

/** The rows of a day that lie in the span. */
export const rowsIn = (day: string, { first, last }: LogSpan): { readonly first: number; readonly last: number } => ({
  first: first?.day === day ? first.row : 0,
  last: last?.day === day ? last.row : Number.MAX_SAFE_INTEGER,
});
