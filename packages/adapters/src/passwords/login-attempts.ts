import type { Address } from "@clavis/core";
import { canonicalEmail } from "@clavis/directory";
import { KeyDigester } from "../secret-key/key-digester.ts";
import type { Waiter } from "./bounded-turns.ts";
import { FailureTable } from "./failure-table.ts";
import { KnownPairs } from "./known-pairs.ts";

const minute = 60_000;
const hour = 60 * minute;
const nameRule = { free: 5, longest: 15 * minute, forgetAfter: 24 * hour };
/** Many people share an address. */
const addressRule = { free: 50, longest: 15 * minute, forgetAfter: hour };

/** Whose failures an attempt is counted with; digests, so that what a stranger sends takes no more room than that. */
export interface AttemptSource {
  readonly name: string;
  readonly address: string | undefined;
  /** The name from this address. */
  readonly pair: string;
}

/**
 * Failed log-ins by user name and by address (/64 for IPv6), whether or not the name is anybody's. From an address where
 * a name has succeeded before, that pair is counted by itself: what others do with the name, or others at the address,
 * does not delay it (SECURITY AUT-06). An attempt counts as failed from its begin on, so that a hundred at once gain
 * nothing. What is delayed is not counted.
 */
export class LoginAttempts {
  readonly #digester: KeyDigester;
  readonly #names: FailureTable;
  readonly #addresses: FailureTable;
  readonly #pairs: FailureTable;
  readonly #known: KnownPairs;

  /** `capacity` bounds each kind: names, addresses and pairs with failures, and names that succeeded. */
  constructor(randomBytes: (count: number) => Uint8Array, capacity = 50_000) {
    this.#digester = new KeyDigester(randomBytes(32));
    this.#names = new FailureTable(nameRule, capacity);
    this.#addresses = new FailureTable(addressRule, capacity);
    this.#pairs = new FailureTable(nameRule, capacity);
    this.#known = new KnownPairs(capacity);
  }

  /** How many names, addresses and pairs are remembered. */
  get size(): number {
    return this.#names.size + this.#addresses.size + this.#pairs.size + this.#known.size;
  }

  sourceOf(user: string, from: Address | undefined): AttemptSource {
    const email = canonicalEmail(user);
    const place = from && placeOf(from);
    return {
      name: this.#digester.digest(`name ${email}`),
      address: place && this.#digester.digest(`address ${place}`),
      pair: this.#digester.digest(`pair ${place ?? "-"} ${email}`),
    };
  }

  /** Milliseconds until an attempt is looked at; 0 when it is now. */
  wait({ name, address, pair }: AttemptSource, time: number): number {
    if (this.#known.has(name, pair)) return this.#pairs.wait(pair, time);
    const byAddress = address === undefined ? 0 : this.#addresses.wait(address, time);
    return Math.max(this.#names.wait(name, time), byAddress);
  }

  /** Whether the name has succeeded from this address before. */
  waiterOf({ name, pair }: AttemptSource): Waiter {
    return this.#known.has(name, pair) ? "known" : "stranger";
  }

  begin(source: AttemptSource, time: number): void {
    for (const [table, key] of this.#countedIn(source)) table.add(key, time);
  }

  /** The attempt came to nothing, through no fault of whoever made it. */
  takeBack(source: AttemptSource): void {
    for (const [table, key] of this.#countedIn(source)) table.takeBack(key);
  }

  /** What the attempt was counted with is over, but for the address: its other failures may be another's. */
  succeed(source: AttemptSource): void {
    const { name, address, pair } = source;
    // A success from a known address leaves the name's failures: they are of strangers, who go on being delayed.
    if (this.#known.has(name, pair)) this.#pairs.clear(pair);
    else {
      this.#names.clear(name);
      if (address !== undefined) this.#addresses.takeBack(address);
    }
    this.remember(source);
  }

  /** The name has succeeded from this address. */
  remember({ name, pair }: AttemptSource): void {
    this.#known.add(name, pair);
  }

  #countedIn({ name, address, pair }: AttemptSource): readonly (readonly [FailureTable, string])[] {
    if (this.#known.has(name, pair)) return [[this.#pairs, pair]];
    const byName = [this.#names, name] as const;
    return address === undefined ? [byName] : [byName, [this.#addresses, address]];
  }
}

/** What one subscriber has: an IPv4 address, or the /64 of an IPv6 one (SECURITY NET-04). */
const placeOf = ({ family, text, words }: Address): string =>
  family === 4 ? text : `${words.slice(0, 2).join(":")}/64`;
