import type { RestrictionSpec } from "@clavis/directory";
import { timeText } from "./time-text.ts";

/** Restrictions as `--json` shows them: times in RFC 3339. */
export const restrictionsJson = ({
  notBefore,
  expiresAt,
  ...plain
}: RestrictionSpec = {}): Record<string, unknown> => ({
  ...plain,
  ...(notBefore !== undefined && { notBefore: timeText(notBefore) }),
  ...(expiresAt !== undefined && { expiresAt: timeText(expiresAt) }),
});

/** Restrictions as facts, one a line; those that are not there have no text. */
export const restrictionFacts = (spec: RestrictionSpec = {}): readonly (readonly [string, string | undefined])[] => [
  ["networks", spec.networks?.join(",")],
  ["countries", spec.countries?.join(",")],
  ["hours", spec.hours],
  ["anchor", spec.anchor && `${spec.anchor.to} of the first use, ${modes[spec.anchor.mode]}`],
  ["operations", spec.operations?.join(",")],
  ["uses", spec.uses?.toString()],
  ["rate", rateText(spec)],
  ["quota", quotaText(spec)],
  ["not before", timeText(spec.notBefore)],
  ["expires", timeText(spec.expiresAt)],
];

const modes = { observe: "noted in the record", warn: "noted and told", enforce: "enforced" } as const;

function rateText({ rate }: RestrictionSpec): string | undefined {
  if (rate === undefined) return undefined;
  const { limit, seconds, burst, shadow } = rate;
  const atOnce = burst === undefined ? "" : `, ${burst} at once`;
  return `${limit} requests in ${seconds} s${atOnce}${shadow === true ? ", only counted" : ""}`;
}

const quotaText = ({ quota }: RestrictionSpec): string | undefined =>
  quota && `${quota.limit} requests a ${quota.period}${quota.shadow === true ? ", only counted" : ""}`;
