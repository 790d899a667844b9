import type { Facts } from "../1-facts/facts.ts";
import { addressNetwork } from "../kernel/address.ts";
import type { Anchors, Charge } from "../kernel/ports.ts";
import type { Refusal } from "../kernel/refusal.ts";
import type { AnchorRule } from "../kernel/restriction.ts";
import { sharedAnchor } from "../kernel/shared-anchor.ts";
import type { Holder } from "./holders.ts";
import { fault, geoUnavailable } from "./place-check.ts";

/** What anchoring makes of a call: anchors to set at a first use, and what was noticed. */
export interface Anchored {
  readonly charges: readonly Charge[];
  readonly notes: readonly string[];
}

const untouched: Anchored = { charges: [], notes: [] };

/**
 * `place`, of what is bound to where it was used first. Another place is refused, or noted where the rule only watches;
 * a place that is not known can neither bind nor match.
 */
export function anchorCheck(
  holders: readonly Holder[],
  facts: Facts,
  anchors: Anchors,
): Anchored | { readonly refusal: Refusal } {
  if (!holders.some(({ restrictions }) => restrictions.anchor !== undefined)) return untouched;
  const charges: Charge[] = [];
  const notes: string[] = [];
  for (const holder of holders) {
    const { anchor } = holder.restrictions;
    if (anchor === undefined) continue;
    const value = placeOf(anchor, facts);
    const cell = cellOf(holder, facts);
    const bound = anchors.find(cell);
    if (value !== undefined && value === bound) continue;
    if (value !== undefined && bound === undefined)
      charges.push({ kind: "anchor", rule: `${holder.rule}.anchor`, cell, value, ...anchor });
    else if (anchor.mode === "enforce") return { refusal: moved(holder, anchor, facts, bound) };
    else notes.push(anchor.mode === "warn" ? "anchor:warned" : "anchor:moved");
  }
  return { charges, notes };
}

/** A credential binds itself; what several callers share is bound apart in each environment, a role for each user. */
const cellOf = ({ rule, id }: Holder, { environment }: Facts): string =>
  rule === "key" || rule === "token" ? id : `${environment} ${sharedAnchor(rule, id)}`;

function placeOf({ to }: AnchorRule, { address, country }: Facts): string | undefined {
  switch (to) {
    case "address":
      return address?.text;
    case "network":
      return address && addressNetwork(address);
    case "country":
      return country === "unavailable" ? undefined : country;
  }
}

function moved(holder: Holder, { to }: AnchorRule, facts: Facts, bound: string | undefined): Refusal {
  if (to === "country" && facts.country === "unavailable") return geoUnavailable(holder, "anchor");
  const code = to === "country" ? "country_not_allowed" : "ip_not_allowed";
  return fault(holder, "anchor", code, `is bound to the ${to} of its first use`, {
    address: facts.address?.text ?? "unknown",
    ...(to === "country" && { country: facts.country ?? "unknown" }),
    anchor: bound ?? "none",
  });
}
