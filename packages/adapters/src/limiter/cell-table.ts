import type { Charge, Rate } from "@clavis/core";
import { fits, type Gcra, gcraOf, ticksPerMs } from "./gcra.ts";

export type RateCharge = Extract<Charge, { readonly kind: "rate" }>;
/** What names a cell. */
type CellName = Pick<RateCharge, "rule" | "cell" | "rate">;

/** All cells of one rule, limit, seconds and burst. */
interface Band extends Gcra {
  readonly rule: string;
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
 * Arrival times of cells. A cell is what a rule counts in: the charge's `rule` and `cell`, with limit, seconds and burst.
 * Each is a slot of columns, about 100 bytes with its name.
 *
 * There are never more than `most` cells. When all are taken, the one that owes the least share of its burst is given up,
 * of some that the hand comes by; one that is used up never is. Whoever floods the table with new identities thereby
 * frees them of what little they owe, and nobody of a limit that is reached. Where none can be given up, all newcomers
 * of a rule and rate share one more cell.
 */
export class CellTable {
  readonly #most: number;
  /** By limit and seconds: few have the same. */
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
  find(name: CellName): number | undefined {
    const cells = this.#findBand(name)?.cells;
    return cells?.get(name.cell) ?? cells?.get(sharedCell);
  }

  /** The slot of a cell, which is made where there is none. None of `held` is given up for it. */
  claim(name: CellName, now: number, held: readonly number[]): number {
    const known = this.#findBand(name)?.cells.get(name.cell);
    if (known !== undefined) return known;
    this.sweep(sweptPerCell, now, held);
    if (this.size < this.#most || this.#giveUpOne(now, held)) return this.#make(name, name.cell);
    return this.find(name) ?? this.#make(name, sharedCell);
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

  #make(name: CellName, cell: string): number {
    const band = this.#findBand(name) ?? this.#makeBand(name);
    const slot = this.#free.pop() ?? this.#names.length;
    if (slot === this.#arrivals.length) this.#grow();
    this.#names[slot] = cell;
    this.#owners[slot] = band;
    this.#arrivals[slot] = Number.NEGATIVE_INFINITY;
    band.cells.set(cell, slot);
    return slot;
  }

  #findBand({ rule, rate }: CellName): Band | undefined {
    const alike = this.#bands.get(bucketOf(rate));
    if (alike !== undefined) for (const band of alike) if (isOf(band, rule, rate)) return band;
    return undefined;
  }

  #makeBand({ rule, rate }: CellName): Band {
    const { limit, seconds, burst = limit } = rate;
    const band = { rule, limit, seconds, burst, ...gcraOf(rate), cells: new Map<string, number>() };
    const alike = this.#bands.get(bucketOf(rate));
    if (alike === undefined) this.#bands.set(bucketOf(rate), [band]);
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
    const others = this.#bands.get(bucketOf(band))?.filter((each) => each !== band) ?? [];
    if (others.length === 0) this.#bands.delete(bucketOf(band));
    else this.#bands.set(bucketOf(band), others);
  }
}

/** A number that rates of different limits or seconds hardly ever share. */
const bucketOf = ({ limit, seconds }: Pick<Rate, "limit" | "seconds">): number => limit * 1_000_003 + seconds;

const isOf = (band: Band, rule: string, { limit, seconds, burst = limit }: Rate): boolean =>
  band.limit === limit && band.seconds === seconds && band.burst === burst && band.rule === rule;
