import { momentForm, parseMoment } from "../configuration/moment.ts";
import { CliError } from "./cli-error.ts";

const units: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
  ["w", 604_800],
  ["y", 31_536_000],
]);

/** Seconds of `90s`, `15m`, `12h`, `30d`, `2w`, `1y` or `0`. CliError (usage) for anything else. */
export function secondsOf(text: string, option: string): number {
  const seconds = secondsIn(text);
  if (seconds !== undefined) return seconds;
  throw new CliError(`${option}: "${text}" is not a duration such as 90s, 15m, 12h or 30d`, "usage");
}

function secondsIn(text: string): number | undefined {
  const parts = /^([0-9]{1,9})([smhdwy])?$/.exec(text);
  const unit = parts?.[2] === undefined ? undefined : units.get(parts[2]);
  return parts !== null && (unit !== undefined || parts[1] === "0") ? Number(parts[1]) * (unit ?? 1) : undefined;
}

/** Milliseconds since the epoch of a date, a time with its zone (RFC 3339), or a duration from now on. */
export const timeOf = (text: string, option: string, now: number): number =>
  momentForm.test(text) ? dateOf(text, option) : now + spanOf(text, option);

/** The same for what lies behind: a duration counts back from now. */
export const pastTimeOf = (text: string, option: string, now: number): number =>
  momentForm.test(text) ? dateOf(text, option) : now - spanOf(text, option);

function spanOf(text: string, option: string): number {
  const seconds = secondsIn(text);
  if (seconds !== undefined) return seconds * 1000;
  throw new CliError(
    `${option}: "${text}" is neither a time such as 2027-01-31T08:00:00Z nor a duration such as 12h`,
    "usage",
  );
}

function dateOf(text: string, option: string): number {
  const time = parseMoment(text);
  if (time === undefined) throw new CliError(`${option}: "${text}" is not a date of the calendar`, "usage");
  return time;
}

/** A time as people and scripts read it: RFC 3339 in UTC without fractions. */
export const timeText = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");
