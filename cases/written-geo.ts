import { type Geo, NetworkSet, parseNetwork } from "@clavis/core";
import { type Members, text } from "./reading.ts";

/** `127.0.20.0/24: NL`: what the world knows of addresses. Without any it knows nothing, as without a file. */
export function readGeo(value: unknown): Geo {
  if (value === undefined) return { countryOf: () => "unavailable" };
  const countries = Object.entries(value as Members).map(([written, country]) => {
    const network = parseNetwork(written);
    if ("problem" in network) throw new Error(network.problem);
    return [new NetworkSet([network]), text(country, written)] as const;
  });
  return { countryOf: (address) => countries.find(([network]) => network.has(address))?.[1] };
}
