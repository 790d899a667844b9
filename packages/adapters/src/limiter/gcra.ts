import type { Balance, Rate } from "@clavis/core";

/** Ticks are 100 ns: whole ones add up exactly for 28 years after the first settlement. */
export const ticksPerMs = 10_000;

/** A rate as arithmetic, in whole ticks: what one request owes, and what may be owed at once (`burst` requests). */
export interface Gcra {
  readonly interval: number;
  readonly window: number;
}

/** `seconds / limit` is rounded up to a tick, and `burst` of those make the window: so many are granted exactly. */
export function gcraOf({ limit, seconds, burst = limit }: Rate): Gcra {
  const interval = Math.ceil((seconds * 1000 * ticksPerMs) / limit);
  return { interval, window: burst * interval };
}

/** A cost that is no number, or below nothing, never fits. */
export const fits = ({ interval, window }: Gcra, owed: number, cost: number): boolean =>
  cost >= 0 && owed + cost * interval <= window;

/**
 * `remaining` counts requests of cost 1; `retryAfter` is until one more of this cost is allowed. A cost beyond the burst
 * never is: it is told the time such a burst would take.
 */
export function balanceOf({ interval, window }: Gcra, owed: number, cost: number, passed: boolean): Balance {
  return {
    passed,
    remaining: Math.floor((window - owed) / interval),
    retryAfter: Math.max(0, owed + cost * interval - window) / ticksPerMs,
    resetAfter: owed / ticksPerMs,
  };
}
