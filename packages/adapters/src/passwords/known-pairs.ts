import { BoundedSet } from "./bounded-set.ts";

const pairsPerName = 16;

/**
 * From where each name has succeeded, at most 16 places of a name: who has one account can not make those of others
 * forgotten by signing in from everywhere. Of more than `capacity` names the one whose success is the longest ago goes.
 */
export class KnownPairs {
  readonly #capacity: number;
  readonly #byName = new Map<string, BoundedSet>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many names there are. */
  get size(): number {
    return this.#byName.size;
  }

  has(name: string, pair: string): boolean {
    return this.#byName.get(name)?.has(pair) === true;
  }

  add(name: string, pair: string): void {
    const pairs = this.#byName.get(name) ?? new BoundedSet(pairsPerName);
    this.#byName.delete(name);
    if (this.#byName.size === this.#capacity) this.#dropOldest();
    this.#byName.set(name, pairs);
    pairs.add(pair);
  }

  #dropOldest(): void {
    for (const name of this.#byName.keys()) {
      this.#byName.delete(name);
      return;
    }
  }
}
