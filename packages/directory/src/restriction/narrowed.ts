import type { RestrictionSpec } from "./restriction.ts";

/** Restrictions with those members replaced that others name. */
export const narrowed = (wide: RestrictionSpec = {}, narrow: RestrictionSpec = {}): RestrictionSpec => ({
  ...wide,
  ...Object.fromEntries(Object.entries(narrow).filter(([, value]) => value !== undefined)),
});
