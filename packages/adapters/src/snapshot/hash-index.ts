const highestLoad = 0.75;
const usualLoad = 0.6;
const smallestCapacity = 64;

/**
 * From a 32-bit hash to row numbers: open addressing with linear probing. An entry is the hash and the row plus one
 * (0 = free), so a miss touches no row, and growing and removing need none either. The hash must be evenly
 * distributed over its 32 bits: its order is the order of the entries.
 */
export class HashIndex {
  #capacity = smallestCapacity;
  #entries = new Uint32Array(2 * smallestCapacity);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Room for so many entries without growing. */
  reserve(size: number): void {
    if (size > this.#capacity * highestLoad) this.#resize(Math.ceil(size / usualLoad));
  }

  /** The first row with this hash that matches; -1 when there is none. */
  find(hash: number, matches: (row: number) => boolean): number {
    const entries = this.#entries;
    for (let at = this.#home(hash); ; at = this.#next(at)) {
      const row = (entries[2 * at + 1] ?? 0) - 1;
      if (row < 0) return -1;
      if (entries[2 * at] === hash && matches(row)) return row;
    }
  }

  add(hash: number, row: number): void {
    if (this.#size + 1 > this.#capacity * highestLoad) this.#resize(Math.ceil((this.#size + 1) / usualLoad));
    this.#place(hash, row + 1);
    this.#size++;
  }

  /** Removes an entry that exists; those behind it move up, so there are no tombstones. */
  remove(hash: number, row: number): void {
    const entries = this.#entries;
    let hole = this.#home(hash);
    while (entries[2 * hole + 1] !== row + 1) {
      if (entries[2 * hole + 1] === 0) throw new RangeError("no such entry");
      hole = this.#next(hole);
    }
    for (let at = this.#next(hole); entries[2 * at + 1] !== 0; at = this.#next(at)) {
      if (this.#distance(this.#home(entries[2 * at] ?? 0), at) < this.#distance(hole, at)) continue;
      entries.copyWithin(2 * hole, 2 * at, 2 * at + 2);
      hole = at;
    }
    entries.fill(0, 2 * hole, 2 * hole + 2);
    this.#size--;
  }

  #place(hash: number, tag: number): void {
    const entries = this.#entries;
    let at = this.#home(hash);
    while (entries[2 * at + 1] !== 0) at = this.#next(at);
    entries[2 * at] = hash;
    entries[2 * at + 1] = tag;
  }

  #resize(capacity: number): void {
    const before = this.#entries;
    this.#capacity = Math.max(capacity, smallestCapacity);
    this.#entries = new Uint32Array(2 * this.#capacity);
    for (let at = 0; at < before.length; at += 2) {
      const tag = before[at + 1] ?? 0;
      if (tag !== 0) this.#place(before[at] ?? 0, tag);
    }
  }

  #home(hash: number): number {
    return Math.floor((hash * this.#capacity) / 2 ** 32);
  }

  #next(at: number): number {
    return at + 1 === this.#capacity ? 0 : at + 1;
  }

  /** Steps forward from one place to another. */
  #distance(from: number, to: number): number {
    return to >= from ? to - from : to - from + this.#capacity;
  }
}
