import type { Balance } from "@clavis/core";
import { CellTable, type RateCharge } from "./cell-table.ts";
import { balanceOf, fits, type Gcra, gcraOf, ticksPerMs } from "./gcra.ts";

/** Settlements after which one more slot is swept, though no cell was made. */
const sweepEvery = 16;
const none: readonly number[] = [];
const defaultMost = 1_000_000;

export interface RateCellsOptions {
  /** Cells that are held at most; 1,000,000 (some 100 MB). What happens then is told at CellTable. */
  readonly most?: number;
}

/**
 * Rates by GCRA in the memory of this process: one number a cell, its theoretical arrival time. What is counted in is
 * `rule` and `cell` of the charge together with limit, seconds and burst: a changed rate starts at rest. `shadow` is no part
 * of it: such a charge is counted, up to a whole burst, and passes, `exceeded` where it would not have.
 *
 * A clock that goes back grants nothing and locks nobody out: a cell never owes more than one whole burst. Cells at rest
 * are dropped little by little as others are charged; after a restart all are at rest (SECURITY NET-06).
 */
export class RateCells {
  readonly #table: CellTable;
  #origin: number | undefined;
  #settlements = 0;

  constructor({ most = defaultMost }: RateCellsOptions = {}) {
    this.#table = new CellTable(most);
  }

  /** Cells that are held: those not at rest, and some that are. */
  get size(): number {
    return this.#table.size;
  }

  /**
   * Charges all or none. `time` in milliseconds since the epoch. Several charges of one cell count one after the other.
   * `passed` of each balance says whether that charge alone would do.
   */
  settle(charges: readonly RateCharge[], time: number): readonly Balance[] {
    const now = this.#ticksAt(time);
    if (++this.#settlements % sweepEvery === 0) this.#table.sweep(1, now, none);
    const slots: number[] = [];
    const owed: number[] = [];
    const balances: Balance[] = [];
    let passed = true;
    for (const charge of charges) {
      const slot = this.#table.claim(charge, now, slots);
      const gcra = this.#table.gcra(slot);
      const before = this.#table.owed(slot, gcra, now);
      const balance = this.#charge(charge, gcra, slot, before, now);
      passed &&= balance.passed;
      slots.push(slot);
      owed.push(before);
      balances.push(balance);
    }
    return passed ? balances : this.#undone(charges, slots, owed, balances, now);
  }

  /** Undoes a settlement that passed. */
  giveBack(charges: readonly RateCharge[], time: number): void {
    const now = this.#ticksAt(time);
    for (const charge of charges) {
      const slot = this.#table.find(charge);
      if (slot === undefined) continue;
      const gcra = this.#table.gcra(slot);
      this.#table.setArrival(slot, now + this.#table.owed(slot, gcra, now) - charge.cost * gcra.interval);
    }
  }

  /** How a charge stands, which is not settled here. */
  balance(charge: RateCharge, time: number): Balance {
    const { rate, cost } = charge;
    const now = this.#ticksAt(time);
    const gcra = gcraOf(rate);
    const slot = this.#table.find(charge);
    const owed = slot === undefined ? 0 : this.#table.owed(slot, gcra, now);
    return balanceOf(gcra, owed, cost, rate.shadow === true || fits(gcra, owed, cost));
  }

  #ticksAt(time: number): number {
    this.#origin ??= time;
    return Math.floor((time - this.#origin) * ticksPerMs);
  }

  /** The balance afterwards: nothing is added where it does not fit. */
  #charge({ rate, cost }: RateCharge, gcra: Gcra, slot: number, owed: number, now: number): Balance {
    const fitting = fits(gcra, owed, cost);
    if (!fitting && rate.shadow !== true) {
      this.#table.setArrival(slot, now + owed);
      return balanceOf(gcra, owed, cost, false);
    }
    const after = fitting ? owed + cost * gcra.interval : gcra.window;
    this.#table.setArrival(slot, now + after);
    const balance = balanceOf(gcra, after, cost, true);
    return fitting ? balance : { ...balance, exceeded: true };
  }

  /** Back to what was owed before; the balances say how each charge stands without the others. */
  #undone(
    charges: readonly RateCharge[],
    slots: readonly number[],
    owed: readonly number[],
    balances: readonly Balance[],
    now: number,
  ): readonly Balance[] {
    for (let at = slots.length - 1; at >= 0; at--) this.#table.setArrival(slots[at] ?? 0, now + (owed[at] ?? 0));
    return balances.map(({ passed }, at) =>
      balanceOf(this.#table.gcra(slots[at] ?? 0), owed[at] ?? 0, charges[at]?.cost ?? 1, passed),
    );
  }
}
