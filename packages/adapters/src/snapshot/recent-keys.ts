import type { KeyRecord } from "@clavis/core";

/** A power of two. More of them cost more than they save: random keys would keep the collector copying them. */
const places = 1024;

/** The records of the last thousand or so keys asked for, so that a repeated request allocates nothing. */
export class RecentKeys {
  readonly #make: (row: number) => KeyRecord;
  /** By the low bits of a row. */
  readonly #records: (KeyRecord | undefined)[] = Array<undefined>(places).fill(undefined);
  readonly #rows = new Int32Array(places).fill(-1);
  #empty = true;

  constructor(make: (row: number) => KeyRecord) {
    this.#make = make;
  }

  /** The record of a row; undefined for a row below 0, which is none. */
  find(row: number): KeyRecord | undefined {
    if (row < 0) return undefined;
    const place = row & (places - 1);
    if (this.#rows[place] === row) return this.#records[place];
    const record = this.#make(row);
    this.#records[place] = record;
    this.#rows[place] = row;
    this.#empty = false;
    return record;
  }

  /** To be called before anything changes that a record is made of. */
  forget(): void {
    if (this.#empty) return;
    this.#records.fill(undefined);
    this.#rows.fill(-1);
    this.#empty = true;
  }
}
