import type { AnchorRule, Quota, Rate } from "@clavis/core";
import type { ProblemMember } from "../directory-error.ts";
import { choiceProblems, rangeProblems, strangers } from "./value-rules.ts";

const maxLimit = 1_000_000_000;
const maxSeconds = 31 * 24 * 3600;

/** From the loosest to the strictest. */
export const anchorPlaces: readonly AnchorRule["to"][] = ["country", "network", "address"];
export const anchorModes: readonly AnchorRule["mode"][] = ["observe", "warn", "enforce"];
const periods: readonly Quota["period"][] = ["day", "month"];

export const anchorProblems = (path: string, anchor: AnchorRule): readonly ProblemMember[] => [
  ...strangers(path, anchor, ["to", "mode"]),
  ...choiceProblems(`${path}.to`, anchor.to, anchorPlaces),
  ...choiceProblems(`${path}.mode`, anchor.mode, anchorModes),
];

export const rateProblems = (path: string, rate: Rate): readonly ProblemMember[] => [
  ...strangers(path, rate, ["limit", "seconds", "burst", "shadow"]),
  ...rangeProblems(`${path}.limit`, rate.limit, maxLimit),
  ...rangeProblems(`${path}.seconds`, rate.seconds, maxSeconds),
  ...burstProblems(path, rate),
  ...shadowProblems(path, rate),
];

export const quotaProblems = (path: string, quota: Quota): readonly ProblemMember[] => [
  ...strangers(path, quota, ["limit", "period", "shadow"]),
  ...rangeProblems(`${path}.limit`, quota.limit, maxLimit),
  ...choiceProblems(`${path}.period`, quota.period, periods),
  ...shadowProblems(path, quota),
];

function burstProblems(path: string, { burst, limit }: Rate): readonly ProblemMember[] {
  if (burst === undefined || (Number.isInteger(burst) && burst >= 1 && burst <= limit)) return [];
  return [{ member: `${path}.burst`, detail: "must be a whole number from 1 to the limit" }];
}

function shadowProblems(path: string, { shadow }: { readonly shadow?: boolean }): readonly ProblemMember[] {
  if (shadow === undefined || typeof shadow === "boolean") return [];
  return [{ member: `${path}.shadow`, detail: "must be true or false" }];
}
