import { startOfDay } from "./day-files.ts";

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
