import type { Quota, Rate } from "@clavis/core";

const maxLimit = 1_000_000_000;
const maxSeconds = 31 * 86_400;

const unitSeconds: ReadonlyMap<string, number> = new Map([
  ["second", 1],
  ["minute", 60],
  ["hour", 3_600],
  ["day", 86_400],
  ["s", 1],
  ["m", 60],
  ["h", 3_600],
  ["d", 86_400],
]);

/** Reads `2/minute`, `10/second`, `1000/day` or `100/10s`. Undefined for anything else, and beyond 31 days. */
export function parseRate(text: string): Rate | undefined {
  const parts = /^([1-9][0-9]{0,9})\/(?:(second|minute|hour|day)|([1-9][0-9]{0,6})([smhd]))$/.exec(text);
  const unit = unitSeconds.get(parts?.[2] ?? parts?.[4] ?? "");
  if (parts === null || unit === undefined) return undefined;
  const limit = Number(parts[1]);
  const seconds = Number(parts[3] ?? 1) * unit;
  return limit > maxLimit || seconds > maxSeconds ? undefined : { limit, seconds };
}

/** Reads `1000/day` or `10000/month`: so many in a calendar day or month. Undefined for anything else. */
export function parseQuota(text: string): Quota | undefined {
  const parts = /^([1-9][0-9]{0,9})\/(day|month)$/.exec(text);
  const period = parts?.[2];
  const limit = Number(parts?.[1]);
  if ((period !== "day" && period !== "month") || limit > maxLimit) return undefined;
  return { limit, period };
}
