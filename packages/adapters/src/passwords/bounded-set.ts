/** Texts, at most so many: the one added the longest ago goes first. */
export class BoundedSet {
  readonly #capacity: number;
  readonly #texts = new Set<string>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#texts.size;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  /** Adds it, or makes it the newest. */
  add(text: string): void {
    this.#texts.delete(text);
    if (this.#texts.size === this.#capacity) this.#dropOldest();
    this.#texts.add(text);
  }

  #dropOldest(): void {
    for (const text of this.#texts) {
      this.#texts.delete(text);
      return;
    }
  }
}
