/** How failures under one name lead to a delay. */
export interface DelayRule {
  /** So many failures are free. */
  readonly free: number;
  /** Then a second, doubled with each failure, up to this many milliseconds. */
  readonly longest: number;
  /** After so many milliseconds without a failure all are forgotten. */
  readonly forgetAfter: number;
}

interface Failures {
  readonly count: number;
  readonly at: number;
}

const firstDelay = 1000;

/**
 * Failed attempts by name, in bounded memory: where there is no room, the name whose last failure is the longest ago is
 * forgotten. Delays end by themselves; nothing here locks.
 */
export class FailureTable {
  readonly #rule: DelayRule;
  readonly #capacity: number;
  /** In the order of the last failures. */
  readonly #failures = new Map<string, Failures>();

  constructor(rule: DelayRule, capacity: number) {
    this.#rule = rule;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#failures.size;
  }

  /** Milliseconds until the next attempt is looked at; 0 when it is now. A clock that went back makes it no longer. */
  wait(name: string, time: number): number {
    const known = this.#current(name, time);
    if (known === undefined) return 0;
    const delay = this.#delay(known.count);
    return Math.min(Math.max(known.at + delay - time, 0), delay);
  }

  add(name: string, time: number): void {
    const count = (this.#current(name, time)?.count ?? 0) + 1;
    this.#failures.delete(name);
    if (this.#failures.size === this.#capacity) this.#dropOldest();
    this.#failures.set(name, { count, at: time });
  }

  /** Takes back one that turned out to be none. */
  takeBack(name: string): void {
    const known = this.#failures.get(name);
    if (known === undefined) return;
    if (known.count === 1) this.#failures.delete(name);
    else this.#failures.set(name, { ...known, count: known.count - 1 });
  }

  clear(name: string): void {
    this.#failures.delete(name);
  }

  #current(name: string, time: number): Failures | undefined {
    const known = this.#failures.get(name);
    return known === undefined || time - known.at >= this.#rule.forgetAfter ? undefined : known;
  }

  #delay(count: number): number {
    const beyond = count - this.#rule.free;
    return beyond < 0 ? 0 : Math.min(firstDelay * 2 ** beyond, this.#rule.longest);
  }

  #dropOldest(): void {
    for (const name of this.#failures.keys()) {
      this.#failures.delete(name);
      return;
    }
  }
}
