import type { AnchorRule, Quota, Rate } from "@clavis/core";
import type { ProblemMember } from "../directory-error.ts";
import { anchorModes, anchorPlaces } from "./limit-rules.ts";
import { liesWithin } from "./networks.ts";
import type { RestrictionSpec } from "./restriction.ts";

/**
 * Where restrictions would allow more than others do (SECURITY KEY-04). Members that only the wide ones have are not
 * told of: whoever asks takes them over. Expects members without flaws.
 */
export function wideningProblems(
  wide: RestrictionSpec,
  narrow: RestrictionSpec,
  path: string,
  whose: string,
): readonly ProblemMember[] {
  return [
    ...outside(`${path}.networks`, wide.networks, narrow.networks, `lies outside the networks of ${whose}`, liesWithin),
    ...outside(`${path}.countries`, wide.countries, narrow.countries, `is not a country of ${whose}`, isAmong),
    ...outside(`${path}.operations`, wide.operations, narrow.operations, `is not an operation of ${whose}`, isAmong),
    ...exceeding(`${path}.hours`, wide.hours, narrow.hours, `are not the hours of ${whose}`, isOther),
    ...exceeding(`${path}.anchor`, wide.anchor, narrow.anchor, `binds less than the anchor of ${whose}`, isLooser),
    ...exceeding(`${path}.uses`, wide.uses, narrow.uses, `are more than the uses of ${whose}`, isMore),
    ...exceeding(`${path}.rate`, wide.rate, narrow.rate, `allows more than the rate of ${whose}`, isFaster),
    ...exceeding(`${path}.quota`, wide.quota, narrow.quota, `allows more than the quota of ${whose}`, isLarger),
  ];
}

function outside(
  member: string,
  wide: readonly string[] | undefined,
  narrow: readonly string[] | undefined,
  detail: string,
  within: (wide: readonly string[], entry: string) => boolean,
): readonly ProblemMember[] {
  if (wide === undefined || narrow === undefined) return [];
  return narrow.flatMap((entry, at) => (within(wide, entry) ? [] : [{ member: `${member}[${at}]`, detail }]));
}

function exceeding<Value>(
  member: string,
  wide: Value | undefined,
  narrow: Value | undefined,
  detail: string,
  exceeds: (wide: Value, narrow: Value) => boolean,
): readonly ProblemMember[] {
  if (wide === undefined || narrow === undefined) return [];
  return exceeds(wide, narrow) ? [{ member, detail }] : [];
}

const isAmong = (entries: readonly string[], entry: string): boolean => entries.includes(entry);
/** Whether some hours lie within others is not worth finding out: a key's hours are set once. */
const isOther = (wide: string, narrow: string): boolean => wide !== narrow;
const isMore = (wide: number, narrow: number): boolean => narrow > wide;

const isLooser = (wide: AnchorRule, narrow: AnchorRule): boolean =>
  anchorPlaces.indexOf(narrow.to) < anchorPlaces.indexOf(wide.to) ||
  anchorModes.indexOf(narrow.mode) < anchorModes.indexOf(wide.mode);

/** Neither more at once nor more in the long run. */
function isFaster(wide: Rate, narrow: Rate): boolean {
  // What is only counted refuses nothing: whatever follows it is no faster.
  if (wide.shadow === true) return false;
  if (narrow.shadow === true) return true;
  const atOnce = ({ burst, limit }: Rate): number => burst ?? limit;
  return atOnce(narrow) > atOnce(wide) || narrow.limit * wide.seconds > wide.limit * narrow.seconds;
}

const longestMonth = 31;

/** More in a day or in a month: all of a month's may be used in one day, all of a day's on each day of a month. */
function isLarger(wide: Quota, narrow: Quota): boolean {
  if (wide.shadow === true) return false;
  if (narrow.shadow === true) return true;
  const days = wide.period === "month" && narrow.period === "day" ? longestMonth : 1;
  return narrow.limit * days > wide.limit;
}
