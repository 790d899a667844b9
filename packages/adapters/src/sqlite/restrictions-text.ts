import { canonicalJson, type RestrictionSpec, restrictionsView } from "@clavis/directory";

/** Restrictions as they are stored; null where there are none. */
export const restrictionsText = (restrictions: RestrictionSpec | undefined): string | null =>
  restrictions === undefined ? null : canonicalJson(restrictionsView(restrictions));

export const readRestrictions = (text: string | null): RestrictionSpec | undefined =>
  text === null ? undefined : JSON.parse(text);
