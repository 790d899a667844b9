import { parseOpeningHours } from "@clavis/core";
import { canonicalNetwork } from "./networks.ts";
import type { RestrictionSpec } from "./restriction.ts";

/** Restrictions without flaws in their one spelling; undefined where they restrict nothing. */
export function canonicalRestrictions(spec: RestrictionSpec): RestrictionSpec | undefined {
  const { networks, countries, hours, operations } = spec;
  const given = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return undefined;
  return {
    ...given,
    ...(networks && { networks: once(networks.map(canonicalNetwork)) }),
    ...(countries && { countries: once(countries) }),
    ...(hours !== undefined && { hours: canonicalHours(hours) }),
    ...(operations && { operations: once(operations) }),
  };
}

const once = (entries: readonly string[]): readonly string[] => [...new Set(entries)];

function canonicalHours(text: string): string {
  const hours = parseOpeningHours(text);
  if ("problem" in hours) throw new TypeError(hours.problem);
  return hours.text;
}
