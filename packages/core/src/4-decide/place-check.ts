import type { Facts } from "../1-facts/facts.ts";
import type { KeyRecord } from "../kernel/ports.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";

/** `place`: the address lies in one of the key's networks. An address that is not known lies in none. */
export function placeCheck(key: KeyRecord, facts: Facts): Refusal | undefined {
  if (key.networks === undefined) return undefined;
  if (facts.address !== undefined && key.networks.has(facts.address)) return undefined;
  const address = facts.address?.text ?? "unknown";
  const detail = "The API key may not be used from this address.";
  return refusal("place", "ip_not_allowed", "key.networks", detail, {
    key: key.id,
    address,
    networks: key.networks.texts.slice(0, 20),
  });
}
