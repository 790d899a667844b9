import { type Network, NetworkSet, parseNetwork } from "@clavis/core";
import type { Findings } from "../description/findings.ts";
import type { Located } from "../description/located.ts";

/** Shorter prefixes are no network of one's own: a few of them are the whole world. */
const shortest = { 4: 8, 6: 16 } as const;

/** Reads the networks whose forwarded headers count. Wide ones are refused: anyone could then choose an address (NET-01). */
export function readTrustedProxies(texts: readonly string[], at: Located, findings: Findings): NetworkSet {
  const networks = texts.flatMap((text, index): Network[] => {
    const place = { pointer: `${at.pointer}/${index}` };
    const network = parseNetwork(text);
    if ("problem" in network) findings.add(place, network.problem);
    else if (network.prefix < shortest[network.address.family])
      findings.add(place, "trusts too much of the world: name the networks of your own proxies");
    else return [network];
    return [];
  });
  return new NetworkSet(networks);
}
