import type { RestrictionSpec } from "./restriction.ts";

/** How restrictions change, as a merge patch (RFC 7396) one level deep: null takes a member away, what is absent stays. */
export type RestrictionPatch = { readonly [Name in keyof RestrictionSpec]?: RestrictionSpec[Name] | null };

/** Restrictions after a patch; not checked. */
export const patchedRestrictions = (before: RestrictionSpec = {}, patch: RestrictionPatch = {}): RestrictionSpec =>
  Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null));
