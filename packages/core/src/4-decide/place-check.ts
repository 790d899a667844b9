import type { Facts } from "../1-facts/facts.ts";
import type { Code } from "../kernel/code.ts";
import { isOpen } from "../kernel/opening-hours.ts";
import { type Refusal, type RefusalValues, refusal } from "../kernel/refusal.ts";
import type { Holder } from "./holders.ts";
import { isoTime } from "./iso-time.ts";

/** The word for a holder in a sentence: `The API key may not …`. */
const words = {
  key: "The key",
  token: "The token",
  application: "The application",
  account: "The account",
  role: "The role",
} as const satisfies Record<Holder["rule"], string>;

/** `standing` of what has no times of its own: it is inside its validity window. */
export function windowCheck(holders: readonly Holder[], { time }: Facts): Refusal | undefined {
  for (const { rule, id, restrictions } of holders) {
    const { notBefore = -Infinity, expiresAt = Infinity } = restrictions;
    if (time >= notBefore && time < expiresAt) continue;
    const values = { [rule]: id, now: isoTime(time) };
    if (time < notBefore) {
      const detail = `${words[rule]} is valid from ${isoTime(notBefore)} on.`;
      const why = refusal("standing", "credential_not_yet_valid", `${rule}.notBefore`, detail, values);
      return { ...why, retryAfter: Math.ceil((notBefore - time) / 1000) };
    }
    const detail = `${words[rule]} was valid until ${isoTime(expiresAt)}.`;
    return refusal("standing", "credential_expired", `${rule}.expiresAt`, detail, values);
  }
  return undefined;
}

/** `place`: network, country and hours of everything that narrows the call. What is not known matches no rule. */
export function placeCheck(holders: readonly Holder[], facts: Facts): Refusal | undefined {
  for (const holder of holders) {
    const fault = networkFault(holder, facts) ?? countryFault(holder, facts) ?? hoursFault(holder, facts);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function networkFault(holder: Holder, { address }: Facts): Refusal | undefined {
  const { networks } = holder.restrictions;
  if (networks === undefined || (address !== undefined && networks.has(address))) return undefined;
  return fault(holder, "networks", "ip_not_allowed", "may not be used from this address", {
    address: address?.text ?? "unknown",
    networks: networks.texts.slice(0, 20),
  });
}

function countryFault(holder: Holder, { address, country }: Facts): Refusal | undefined {
  const { countries } = holder.restrictions;
  if (countries === undefined) return undefined;
  if (country === "unavailable") return geoUnavailable(holder, "countries");
  if (country !== undefined && countries.has(country)) return undefined;
  return fault(holder, "countries", "country_not_allowed", "may not be used from this country", {
    address: address?.text ?? "unknown",
    country: country ?? "unknown",
    countries: [...countries].slice(0, 20),
  });
}

/** Where there are no data, a rule that needs them refuses (SECURITY NET-03). */
export const geoUnavailable = (holder: Holder, member: string): Refusal =>
  fault(
    holder,
    member,
    "geo_unavailable",
    "is limited to countries, and the country of this address can not be found out",
    {},
  );

function hoursFault(holder: Holder, { time }: Facts): Refusal | undefined {
  const { hours } = holder.restrictions;
  if (hours === undefined || isOpen(hours, time)) return undefined;
  return fault(holder, "hours", "outside_hours", `may be used only at ${hours.text}`, {
    hours: hours.text,
    now: isoTime(time),
  });
}

export const fault = ({ rule, id }: Holder, member: string, code: Code, what: string, values: RefusalValues): Refusal =>
  refusal("place", code, `${rule}.${member}`, `${words[rule]} ${what}.`, { [rule]: id, ...values });
