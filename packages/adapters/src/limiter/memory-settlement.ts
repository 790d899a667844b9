import type { Balance, Charge, Rate, Settlement } from "@clavis/core";

/** Ticks are 100 ns: whole ones add up exactly for 28 years after the first settlement. */
const ticksPerMs = 10_000;
const chunkLength = 4096;

/**
 * Rates by GCRA in the memory of this process: one number a slot, its theoretical arrival time. A rate of `limit` in
 * `seconds` lets `limit` requests pass at once, and one more for each `seconds / limit` (rounded up to a tick) since.
 *
 * A clock that goes back grants nothing and locks nobody out: a slot never owes more than one whole rate. Memory is
 * 8 bytes a slot up to the highest one charged. Whoever gives a slot to another key calls `forget` first.
 */
export class MemorySettlement implements Settlement {
  /** Ticks since `#origin`, in chunks made at first use; `-Infinity` is at rest. */
  readonly #arrivals: (Float64Array | undefined)[] = [];
  #origin: number | undefined;

  /** `time` in milliseconds since the epoch. Several charges of one slot count one after the other. */
  settle(charges: readonly Charge[], time: number): readonly Balance[] {
    this.#origin ??= time;
    const now = Math.floor((time - this.#origin) * ticksPerMs);
    const owed = charges.map((charge) => this.#charge(charge, now));
    if (charges.every(({ rate }, at) => fits(rate, owed[at]))) {
      return charges.map(({ rate }, at) => balance(rate, (owed[at] ?? 0) + intervalOf(rate), true));
    }
    for (let at = charges.length - 1; at >= 0; at--) this.#restore(charges[at], owed[at], now);
    return charges.map(({ rate }, at) => balance(rate, owed[at] ?? 0, fits(rate, owed[at])));
  }

  /** Puts a slot at rest. */
  forget(slot: number): void {
    const chunk = this.#arrivals[Math.floor(slot / chunkLength)];
    if (chunk !== undefined) chunk[slot % chunkLength] = -Infinity;
  }

  /** What the slot owed before, in ticks; the charge is added where it fits. */
  #charge({ slot, rate }: Charge, now: number): number {
    const chunk = this.#chunk(slot);
    const at = slot % chunkLength;
    const owed = Math.min(Math.max((chunk[at] ?? 0) - now, 0), windowOf(rate));
    chunk[at] = now + owed + (fits(rate, owed) ? intervalOf(rate) : 0);
    return owed;
  }

  #restore(charge: Charge | undefined, owed: number | undefined, now: number): void {
    if (charge === undefined || owed === undefined) return;
    this.#chunk(charge.slot)[charge.slot % chunkLength] = now + owed;
  }

  #chunk(slot: number): Float64Array {
    const at = Math.floor(slot / chunkLength);
    const known = this.#arrivals[at];
    if (known !== undefined) return known;
    const chunk = new Float64Array(chunkLength).fill(-Infinity);
    this.#arrivals[at] = chunk;
    return chunk;
  }
}

const intervalOf = ({ limit, seconds }: Rate): number => Math.ceil((seconds * 1000 * ticksPerMs) / limit);

/** What a slot may owe: `limit` whole intervals, so that the sum of `limit` charges is met exactly. */
const windowOf = (rate: Rate): number => rate.limit * intervalOf(rate);

const fits = (rate: Rate, owed = Number.NaN): boolean => owed + intervalOf(rate) <= windowOf(rate);

function balance(rate: Rate, owed: number, passed: boolean): Balance {
  const interval = intervalOf(rate);
  const room = windowOf(rate) - owed;
  return {
    passed,
    remaining: Math.floor(room / interval),
    retryAfter: Math.max(0, interval - room) / ticksPerMs,
    resetAfter: owed / ticksPerMs,
  };
}
