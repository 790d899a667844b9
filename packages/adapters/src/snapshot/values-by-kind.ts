/**
 * Values of few things of several kinds, by kind and id. Asking costs next to nothing where a kind has none, which is
 * the usual case, and makes no text to look for.
 */
export class ValuesByKind<Kind extends string, Value> {
  readonly #kinds: Readonly<Record<Kind, Map<string, Value>>>;

  constructor(kinds: readonly Kind[]) {
    const maps = kinds.map((kind) => [kind, new Map<string, Value>()] as const);
    this.#kinds = Object.fromEntries(maps) as Record<Kind, Map<string, Value>>;
  }

  find(kind: Kind, id: string): Value | undefined {
    const values = this.#kinds[kind];
    return values.size === 0 ? undefined : values.get(id);
  }

  put(kind: Kind, id: string, value: Value): void {
    this.#kinds[kind].set(id, value);
  }

  remove(kind: Kind, id: string): void {
    this.#kinds[kind].delete(id);
  }
}
