import type { Rate } from "@clavis/core";
import { fits, type Gcra, gcraOf, ticksPerMs } from "./gcra.ts";

/** All cells of one limit, seconds and burst. */
interface Band extends Gcra {
  readonly limit: number;
  readonly seconds: number;
  readonly burst: number;
  /** The slot of each cell. */
  readonly cells: Map<string, number>;
}

/** Cells a table holds before it drops any. */
const unswept = 4096;
/** Ticks a cell has to be at rest before it is dropped: making it anew with the next call would cost more. */
const rest = 60_000 * ticksPerMs;
/** Slots the hand goes over for each cell that is made: more are freed than taken, as long as cells come to rest. */
const sweptPerCell = 4;
/** Slots looked at for one to give up. */
const sampled = 32;
/** No charge names this cell: it is that of all who got none of their own. */
const sharedCell = "";

/**
 * Arrival times of cells, found by cell and rate: a cell of another limit, seconds or burst is another cell. Every cell
 * is a slot of columns, about 100 bytes with its name.
 *
 * There are never more than `most` cells. When all are taken, the one that owes the least share of its burst is given up,
 * of some that the hand comes by; one that is used up never is. Whoever floods the table with new identities thereby
 * frees them of what little they owe, and nobody of a limit that is reached. Where none can be given up, all newcomers
 * of a rate share one more cell.
 */
export class CellTable {
  readonly #most: number;
  /** By limit: few have the same. */
  readonly #bands = new Map<number, Band[]>();
  /** In ticks: at rest in the past, NaN where the slot is free. */
  #arrivals = new Float64Array(unswept);
  readonly #names: string[] = [];
  readonly #owners: Band[] = [];
  readonly #free: number[] = [];
  #hand = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Cells that are held. */
  get size(): number {
    return this.#names.length - this.#free.length;
  }

  /** The slot of a cell, or of the shared one; undefined where there is neither. */
  find(rate: Rate, cell: string): number | undefined {
    const cells = this.#findBand(rate)?.cells;
    return cells?.get(cell) ?? cells?.get(sharedCell);
  }

  /** The slot of a cell, which is made where there is none. None of `held` is given up for it. */
  claim(rate: Rate, cell: string, now: number, held: readonly number[]): number {
    const known = this.#findBand(rate)?.cells.get(cell);
    if (known !== undefined) return known;
    this.sweep(sweptPerCell, now, held);
    if (this.size < this.#most || this.#giveUpOne(now, held)) return this.#make(rate, cell);
    return this.find(rate, sharedCell) ?? this.#make(rate, sharedCell);
  }

  /** The rate of a slot that is not free. */
  gcra(slot: number): Gcra {
    const band = this.#owners[slot];
    if (band === undefined) throw new RangeError("no such slot");
    return band;
  }

  /** What a cell owes, in ticks. Never more than a whole burst, wherever the clock went. */
  owed(slot: number, { window }: Gcra, now: number): number {
    return Math.min(Math.max((this.#arrivals[slot] ?? 0) - now, 0), window);
  }

  setArrival(slot: number, arrival: number): void {
    this.#arrivals[slot] = arrival;
  }

  /** Lets the hand go over so many slots, and drops the cells long at rest among them that are not `held`. */
  sweep(count: number, now: number, held: readonly number[]): void {
    if (this.size <= unswept) return;
    for (let step = 0; step < count; step++) {
      const slot = this.#advance();
      if ((this.#arrivals[slot] ?? Number.NaN) <= now - rest && !held.includes(slot)) this.#drop(slot);
    }
  }

  #advance(): number {
    this.#hand = this.#hand + 1 < this.#names.length ? this.#hand + 1 : 0;
    return this.#hand;
  }

  /** False where each cell that was looked at is used up, or held. */
  #giveUpOne(now: number, held: readonly number[]): boolean {
    let least = 1;
    let found: number | undefined;
    for (let step = 0; step < sampled && least > 0; step++) {
      const slot = this.#advance();
      const share = this.#shareOwed(slot, now);
      if (share >= least || held.includes(slot)) continue;
      least = share;
      found = slot;
    }
    if (found === undefined) return false;
    this.#drop(found);
    return true;
  }

  /** From 0, at rest, to 1; 1 for a cell without room for one more, and for a free slot. */
  #shareOwed(slot: number, now: number): number {
    const band = this.#owners[slot];
    if (band === undefined || Number.isNaN(this.#arrivals[slot])) return 1;
    const owed = this.owed(slot, band, now);
    return fits(band, owed, 1) ? owed / band.window : 1;
  }

  #make(rate: Rate, cell: string): number {
    const band = this.#findBand(rate) ?? this.#makeBand(rate);
    const slot = this.#free.pop() ?? this.#names.length;
    if (slot === this.#arrivals.length) this.#grow();
    this.#names[slot] = cell;
    this.#owners[slot] = band;
    this.#arrivals[slot] = Number.NEGATIVE_INFINITY;
    band.cells.set(cell, slot);
    return slot;
  }

  #findBand({ limit, seconds, burst = limit }: Rate): Band | undefined {
    const alike = this.#bands.get(limit);
    if (alike !== undefined)
      for (const band of alike) if (band.seconds === seconds && band.burst === burst) return band;
    return undefined;
  }

  #makeBand(rate: Rate): Band {
    const { limit, seconds, burst = limit } = rate;
    const band = { seconds, burst, limit, ...gcraOf(rate), cells: new Map<string, number>() };
    const alike = this.#bands.get(limit);
    if (alike === undefined) this.#bands.set(limit, [band]);
    else alike.push(band);
    return band;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#arrivals.length);
    larger.set(this.#arrivals);
    this.#arrivals = larger;
  }

  #drop(slot: number): void {
    const band = this.#owners[slot];
    band?.cells.delete(this.#names[slot] ?? sharedCell);
    if (band?.cells.size === 0) this.#dropBand(band);
    this.#names[slot] = sharedCell;
    this.#arrivals[slot] = Number.NaN;
    this.#free.push(slot);
  }

  #dropBand(band: Band): void {
    const others = this.#bands.get(band.limit)?.filter((each) => each !== band) ?? [];
    if (others.length === 0) this.#bands.delete(band.limit);
    else this.#bands.set(band.limit, others);
  }
}
