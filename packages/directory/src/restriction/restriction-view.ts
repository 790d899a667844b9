import type { JsonObject } from "../audit/canonical-json.ts";
import type { RestrictionSpec } from "./restriction.ts";

/** Restrictions as plain JSON, for the audit log and the store. */
export function restrictionsView({ anchor, rate, quota, ...plain }: RestrictionSpec): JsonObject {
  return { ...plain, anchor: anchor && { ...anchor }, rate: rate && { ...rate }, quota: quota && { ...quota } };
}
