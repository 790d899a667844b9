import type { Findings } from "../description/findings.ts";
import type { Located } from "../description/located.ts";

const milliseconds: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** The longest that a duration may be: of what is waited for, and of what lives. */
const longest = { "24h": 86_400_000, "90d": 90 * 86_400_000 } as const;
export type LongestDuration = keyof typeof longest;

/** Milliseconds of `250ms`, `30s`, `5m`, `1h` or `30d`. Undefined for anything else and beyond the longest. */
export function parseDuration(text: string, most: LongestDuration = "24h"): number | undefined {
  const parts = /^([1-9][0-9]{0,8})(ms|s|m|h|d)$/.exec(text);
  const unit = milliseconds.get(parts?.[2] ?? "");
  if (parts === null || unit === undefined) return undefined;
  const value = Number(parts[1]) * unit;
  return value > longest[most] ? undefined : value;
}

/** Reads a duration that the schema has found well-formed; 0, and reported, where it is too long. */
export function readDuration(text: string, at: Located, findings: Findings, most: LongestDuration = "24h"): number {
  const value = parseDuration(text, most);
  if (value === undefined) findings.add(at, `must be at most ${most}`);
  return value ?? 0;
}

/** True where a part would outlast the whole. A whole of 0 is one that was reported already. */
export const isLonger = (part: number, whole: number): boolean => whole > 0 && part > whole;
