/**
 * A bounded cache by text: every text has one slot, which the last one to come keeps. `size` is a power of two. A map
 * of as many texts takes several times as long, since its chains lead all over the memory.
 */
export class SlotCache<Value> {
  readonly #mask: number;
  readonly #texts: (string | undefined)[];
  readonly #values: (Value | undefined)[];

  constructor(size: number) {
    this.#mask = size - 1;
    this.#texts = Array(size).fill(undefined);
    this.#values = Array(size).fill(undefined);
  }

  get(text: string): Value | undefined {
    const slot = hashOf(text) & this.#mask;
    return this.#texts[slot] === text ? this.#values[slot] : undefined;
  }

  set(text: string, value: Value): void {
    const slot = hashOf(text) & this.#mask;
    this.#texts[slot] = text;
    this.#values[slot] = value;
  }
}

/** FNV-1a over the text's code units, mixed once more so that the low bits depend on all of it. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
