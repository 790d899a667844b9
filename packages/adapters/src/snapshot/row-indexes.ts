/** Indexes in the image by row numbers of the store, each found at its first use. */
export class RowIndexes {
  readonly #find: (row: number) => number;
  readonly #indexes = new Map<number, number>();

  constructor(find: (row: number) => number) {
    this.#find = find;
  }

  at(row: number): number {
    const known = this.#indexes.get(row);
    if (known !== undefined) return known;
    const index = this.#find(row);
    this.#indexes.set(row, index);
    return index;
  }

  set(row: number, index: number): void {
    this.#indexes.set(row, index);
  }
}
