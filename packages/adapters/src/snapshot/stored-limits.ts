import type { Quota, Rate } from "@clavis/core";
import { isCount, isFlagOrAbsent, membersOf, wordOf } from "./stored-values.ts";

const rateMembers: ReadonlySet<string> = new Set<keyof Rate>(["limit", "seconds", "burst", "shadow"]);
const quotaMembers: ReadonlySet<string> = new Set<keyof Quota>(["limit", "period", "shadow"]);

/** A stored rate; undefined for what is not understood whole. */
export function rateOf(stored: unknown): Rate | undefined {
  const { limit, seconds, burst, shadow } = membersOf(stored, rateMembers) ?? {};
  if (!isCount(limit) || !isCount(seconds) || !isFlagOrAbsent(shadow)) return undefined;
  if (burst !== undefined && !(isCount(burst) && burst <= limit)) return undefined;
  return { limit, seconds, ...(burst !== undefined && { burst }), ...(shadow !== undefined && { shadow }) };
}

/** A stored quota; undefined for what is not understood whole. */
export function quotaOf(stored: unknown): Quota | undefined {
  const { limit, period, shadow } = membersOf(stored, quotaMembers) ?? {};
  const span = wordOf(period, ["day", "month"]);
  if (!isCount(limit) || span === undefined || !isFlagOrAbsent(shadow)) return undefined;
  return { limit, period: span, ...(shadow !== undefined && { shadow }) };
}
