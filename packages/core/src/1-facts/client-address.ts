import { type Address, parseAddress } from "../kernel/address.ts";
import { headerValues } from "../kernel/header.ts";
import type { NetworkSet } from "../kernel/network.ts";
import type { RawRequest } from "../kernel/raw-request.ts";

export interface ClientAddress {
  /** Undefined when it can not be known; rules about the address then refuse. */
  readonly address: Address | undefined;
  readonly source: "peer" | "forwarded" | "stated";
  /** True when the peer is a trusted proxy: what it forwards about the connection counts. */
  readonly trusted: boolean;
}

/**
 * The client's address: the peer's, or, where the peer is a trusted proxy, the rightmost address of X-Forwarded-For
 * that is not one (SECURITY NET-01). An entry that is no address makes the answer unknown, never the next one to the left.
 */
export function clientAddress(raw: RawRequest, trusted: NetworkSet): ClientAddress {
  if (raw.statedAddress !== undefined)
    return { address: parseAddress(raw.statedAddress), source: "stated", trusted: false };
  const peer = parseAddress(raw.peer);
  if (peer === undefined || !trusted.has(peer)) return { address: peer, source: "peer", trusted: false };
  const chain = headerValues(raw.headers, "x-forwarded-for").join(",").split(",");
  let nearest: Address | undefined = peer;
  for (const entry of chain.reverse()) {
    const text = entry.trim();
    if (text === "") continue;
    nearest = parseAddress(text);
    if (nearest === undefined || !trusted.has(nearest)) return { address: nearest, source: "forwarded", trusted: true };
  }
  return { address: nearest, source: nearest === peer ? "peer" : "forwarded", trusted: true };
}
