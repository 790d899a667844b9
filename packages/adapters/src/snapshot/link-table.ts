import type { LinkRecord } from "@clavis/core";

const longestChain = 4;
/** Chains found are kept, at most so many of them; then all are looked for anew. */
const maxKnown = 10_000;

/** One step towards the account that a search began at. */
interface Step {
  readonly link: LinkRecord;
  readonly rest: Step | undefined;
}

/** Links between accounts, and the chains they make. */
export class LinkTable {
  readonly #isEnabled: (account: string) => boolean;
  readonly #links = new Map<string, LinkRecord>();
  /** By the client's account number. */
  readonly #byClient = new Map<string, Map<string, LinkRecord>>();
  /** By where they lead, then by where they start; undefined where there is none. */
  readonly #known = new Map<string, Map<string, readonly LinkRecord[] | undefined>>();
  #knownCount = 0;

  /** `isEnabled` says whether chains may lead over an account; `forget` is to be called when that changes. */
  constructor(isEnabled: (account: string) => boolean) {
    this.#isEnabled = isEnabled;
  }

  has(id: string): boolean {
    return this.#links.has(id);
  }

  put(link: LinkRecord): void {
    this.remove(link.id);
    this.#links.set(link.id, link);
    const portals = this.#byClient.get(link.client) ?? new Map<string, LinkRecord>();
    this.#byClient.set(link.client, portals.set(link.id, link));
    this.forget();
  }

  remove(id: string): void {
    const link = this.#links.get(id);
    if (link === undefined) return;
    this.#links.delete(id);
    const portals = this.#byClient.get(link.client);
    portals?.delete(id);
    if (portals?.size === 0) this.#byClient.delete(link.client);
    this.forget();
  }

  /** Removes every link but these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#links.keys()) if (!ids.has(id)) this.remove(id);
  }

  /** Forgets the chains that were found. */
  forget(): void {
    if (this.#knownCount === 0) return;
    this.#known.clear();
    this.#knownCount = 0;
  }

  /** As core's `Snapshot.findChain`. The work is bounded by the number of links that lead to the client in four steps. */
  chain(from: string, to: string): readonly LinkRecord[] | undefined {
    if (from === to) return [];
    if (!this.#byClient.has(to)) return undefined;
    const known = this.#known.get(to);
    if (known?.has(from)) return known.get(from);
    const chain = this.#search(from, to);
    this.#remember(from, to, chain);
    return chain;
  }

  #remember(from: string, to: string, chain: readonly LinkRecord[] | undefined): void {
    if (this.#knownCount === maxKnown) this.forget();
    const chains = this.#known.get(to) ?? new Map<string, readonly LinkRecord[] | undefined>();
    this.#known.set(to, chains.set(from, chain));
    this.#knownCount++;
  }

  /**
   * Backwards from the client: accounts have few portals, while a portal may have thousands of clients. Each level is
   * gone through in the order of account numbers, so the first step found from an account is that of its first chain.
   */
  #search(from: string, to: string): readonly LinkRecord[] | undefined {
    if (!this.#isEnabled(from) || !this.#isEnabled(to)) return undefined;
    const seen = new Set([to]);
    let level = new Map<string, Step | undefined>([[to, undefined]]);
    for (let length = 1; length <= longestChain && level.size > 0; length++) {
      level = this.#portalsOf(level, seen);
      const found = level.get(from);
      if (found !== undefined) return linksOf(found);
    }
    return undefined;
  }

  /** The accounts one step before these that were not seen yet, each with its first step. */
  #portalsOf(level: ReadonlyMap<string, Step | undefined>, seen: Set<string>): Map<string, Step | undefined> {
    const before = new Map<string, Step | undefined>();
    for (const client of [...level.keys()].sort())
      for (const link of this.#byClient.get(client)?.values() ?? []) {
        if (seen.has(link.portal) || !this.#isEnabled(link.portal)) continue;
        seen.add(link.portal);
        before.set(link.portal, { link, rest: level.get(client) });
      }
    return before;
  }
}

function linksOf(first: Step): readonly LinkRecord[] {
  const links: LinkRecord[] = [];
  for (let step: Step | undefined = first; step !== undefined; step = step.rest) links.push(step.link);
  return links;
}
