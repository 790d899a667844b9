import { dayOf, startOfDay } from "./day-files.ts";

const dayLength = 86_400_000;
/** A clock that skips more days than this is not believed before it has made that many files. */
const believed = 7;

export interface Retention {
  /** Days before this one are no longer kept. */
  readonly first: string;
  /** The day before a leap of the clock that is not believed yet: retention is counted from there. */
  readonly leapFrom: string | undefined;
}

/**
 * What is kept of the days that have a file, today included in `keepDays`. A clock that is wrong must not delete the log,
 * so behind a leap retention goes on from the day before it until a week of files confirms the new date. Behind a long
 * standstill that only means that the oldest days go a week later.
 */
export function retentionOn(today: string, days: readonly string[], keepDays: number): Retention {
  const past = days.filter((day) => day <= today).toSorted();
  const recent = past.slice(-believed - 1);
  const leap = recent.findLastIndex((day, at) => daysBetween(day, recent[at + 1] ?? day) > believed);
  const leapFrom = recent[leap];
  return { first: dayOf(startOfDay(leapFrom ?? today) - (keepDays - 1) * dayLength), leapFrom };
}

/** What the files of a day take. */
export interface DaySize {
  readonly day: string;
  readonly bytes: number;
}

/**
 * The first day to keep so that the log takes at most `maxBytes`: whole days go, the oldest first, and never today's,
 * however large it is. Undefined where all fit.
 */
export function firstWithin(maxBytes: number, today: string, sizes: readonly DaySize[]): string | undefined {
  let bytes = 0;
  let first = today;
  for (const { day, bytes: more } of sizes.toSorted((one, other) => (one.day < other.day ? 1 : -1))) {
    bytes += more;
    if (day < today && bytes > maxBytes) return first;
    if (day < first) first = day;
  }
  return undefined;
}

const daysBetween = (from: string, to: string): number => (startOfDay(to) - startOfDay(from)) / dayLength;
