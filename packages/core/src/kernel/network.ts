import { type Address, parseAddress } from "./address.ts";

/** A network in CIDR notation. */
export interface Network {
  /** Canonical text with the host bits cleared. */
  readonly text: string;
  readonly address: Address;
  readonly prefix: number;
}

/**
 * Reads `203.0.113.0/24`, `2001:db8::/32` or a lone address. Gives the reason as text when it is none: host bits set,
 * a prefix out of range, or an IPv4-mapped prefix shorter than /96 (it would cover all of IPv4).
 */
export function parseNetwork(text: string): Network | { readonly problem: string } {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return { problem: `"${text}" is not an IP address or network` };
  const bits = address.family === 4 ? 32 : 128;
  const mapped = address.family === 4 && text.includes(":");
  const prefix = slash < 0 ? bits : prefixOf(text.slice(slash + 1), mapped);
  if (prefix === undefined || prefix < 0 || prefix > bits) return { problem: `"${text}" has no valid prefix length` };
  if (hasHostBits(address, prefix)) return { problem: `"${text}" has bits set behind its prefix` };
  return { text: `${address.text}/${prefix}`, address, prefix };
}

function prefixOf(text: string, mapped: boolean): number | undefined {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  return mapped ? Number(text) - 96 : Number(text);
}

const bitAt = (words: readonly number[], at: number): number => ((words[at >>> 5] ?? 0) >>> (31 - (at & 31))) & 1;

function hasHostBits(address: Address, prefix: number): boolean {
  for (let at = prefix; at < address.words.length * 32; at++) if (bitAt(address.words, at) === 1) return true;
  return false;
}

/** A set of networks as two binary tries: the cost of a look-up does not grow with their number. */
export class NetworkSet {
  readonly texts: readonly string[];
  readonly #v4 = new BitTrie();
  readonly #v6 = new BitTrie();

  constructor(networks: readonly Network[]) {
    this.texts = networks.map((network) => network.text);
    for (const { address, prefix } of networks) this.#trie(address).add(address.words, prefix);
  }

  has(address: Address): boolean {
    return this.#trie(address).has(address.words);
  }

  #trie(address: Address): BitTrie {
    return address.family === 4 ? this.#v4 : this.#v6;
  }
}

const full = -1;

/** Two child links a node in one array; 0 is none, -1 is "everything below". */
class BitTrie {
  #links = [0, 0];
  #everything = false;

  add(words: readonly number[], prefix: number): void {
    if (prefix === 0) this.#everything = true;
    let node = 0;
    for (let at = 0; at < prefix; at++) {
      const link = node + bitAt(words, at);
      const next = this.#links[link] ?? 0;
      if (next === full) return;
      if (at === prefix - 1) this.#links[link] = full;
      else node = next === 0 ? this.#grow(link) : next;
    }
  }

  #grow(link: number): number {
    const node = this.#links.push(0, 0) - 2;
    this.#links[link] = node;
    return node;
  }

  has(words: readonly number[]): boolean {
    if (this.#everything) return true;
    let node = 0;
    for (let at = 0; at < words.length * 32; at++) {
      const next = this.#links[node + bitAt(words, at)] ?? 0;
      if (next === full) return true;
      if (next === 0) return false;
      node = next;
    }
    return false;
  }
}
