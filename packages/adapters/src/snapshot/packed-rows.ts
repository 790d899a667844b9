const rowsPerChunk = 1 << 14;

/** Rows that lie beside each other in memory, as words and as 64-bit numbers over the same bytes. */
export interface RowChunk {
  readonly words: Uint32Array;
  /** Number `n` lies over words `2n` and `2n + 1`. */
  readonly numbers: Float64Array;
}

/**
 * Rows of a fixed number of words, numbered from 0. They grow a chunk at a time, so nothing is ever copied and no
 * object exists for a row. A row's fields lie together: a look-up among millions waits for memory once a row.
 */
export class PackedRows {
  readonly #wordsPerRow: number;
  readonly #chunks: RowChunk[] = [];

  /** `wordsPerRow` is even. */
  constructor(wordsPerRow: number) {
    this.#wordsPerRow = wordsPerRow;
  }

  /** Makes room for the rows up to this one. */
  reach(row: number): void {
    while (row >= this.#chunks.length * rowsPerChunk) {
      const bytes = new ArrayBuffer(rowsPerChunk * this.#wordsPerRow * Uint32Array.BYTES_PER_ELEMENT);
      this.#chunks.push({ words: new Uint32Array(bytes), numbers: new Float64Array(bytes) });
    }
  }

  chunk(row: number): RowChunk {
    const chunk = this.#chunks[Math.floor(row / rowsPerChunk)];
    if (chunk === undefined) throw new RangeError("no such row");
    return chunk;
  }

  /** Where the row's first word is in its chunk. */
  start(row: number): number {
    return (row % rowsPerChunk) * this.#wordsPerRow;
  }
}
