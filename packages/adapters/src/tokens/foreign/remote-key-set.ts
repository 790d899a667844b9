import type { KeySet } from "../jws/key-set.ts";

/** Milliseconds between two attempts, after which a set is fetched anew, and for which it is good without that. */
const cooldown = 30_000;
const freshFor = 10 * 60_000;
const goodFor = 24 * 3_600_000;

/** Fetches and reads the set. Rejects where it can not be had or is not a usable one. */
export type FetchKeys = () => Promise<KeySet>;

/**
 * The keys of an issuer, kept for a while. Fetched at most every 30 s whoever asks, once for all who wait; the last good
 * set is kept while the issuer is down, for at most a day.
 */
export class RemoteKeySet {
  readonly #fetchKeys: FetchKeys;
  readonly #onProblem: (cause: unknown) => void;
  #keys: KeySet | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  /** `onProblem` is told why a set could not be had, and must not throw. */
  constructor(fetchKeys: FetchKeys, onProblem: (cause: unknown) => void) {
    this.#fetchKeys = fetchKeys;
    this.#onProblem = onProblem;
  }

  /** What is known now; undefined where nothing good is. A set that is no longer fresh is fetched beside that. */
  current(time: number): KeySet | undefined {
    const age = distance(time, this.#fetchedAt);
    if (age > freshFor && this.#keys !== undefined && this.mayFetch(time)) void this.fetch(time);
    return age > goodFor ? undefined : this.#keys;
  }

  /** True where asking the issuer could bring news. */
  mayFetch(time: number): boolean {
    return this.#running !== undefined || distance(time, this.#attemptedAt) >= cooldown;
  }

  /** Asks the issuer, unless it was asked just now. Never rejects. */
  fetch(time: number): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    if (!this.mayFetch(time)) return Promise.resolve();
    this.#attemptedAt = time;
    this.#running = this.#load(time);
    return this.#running;
  }

  async #load(time: number): Promise<void> {
    try {
      this.#keys = await this.#fetchKeys();
      this.#fetchedAt = time;
    } catch (cause) {
      this.#onProblem(cause);
    } finally {
      this.#running = undefined;
    }
  }
}

/** A clock that was set back must not keep a set for good, nor keep the issuer from being asked. */
const distance = (one: number, other: number): number => Math.abs(one - other);
