import type { Findings } from "../description/findings.ts";
import type { Located } from "../description/located.ts";

const milliseconds: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

const longest = 86_400_000;

/** Milliseconds of `250ms`, `30s`, `5m` or `1h`. Undefined for anything else and beyond 24 hours. */
export function parseDuration(text: string): number | undefined {
  const parts = /^([1-9][0-9]{0,8})(ms|s|m|h)$/.exec(text);
  const unit = milliseconds.get(parts?.[2] ?? "");
  if (parts === null || unit === undefined) return undefined;
  const value = Number(parts[1]) * unit;
  return value > longest ? undefined : value;
}

/** Reads a duration that the schema has found well-formed; 0, and reported, where it is too long. */
export function readDuration(text: string, at: Located, findings: Findings): number {
  const value = parseDuration(text);
  if (value === undefined) findings.add(at, "must be at most 24h");
  return value ?? 0;
}
