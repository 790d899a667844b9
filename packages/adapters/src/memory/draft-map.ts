/** A map that is changed apart: reads see the changes, the map underneath only sees them when they are committed. */
export class DraftMap<Value> {
  readonly #committed: Map<string, Value>;
  readonly #changed = new Map<string, Value>();

  constructor(committed: Map<string, Value>) {
    this.#committed = committed;
  }

  get(name: string): Value | undefined {
    return this.#changed.get(name) ?? this.#committed.get(name);
  }

  set(name: string, value: Value): void {
    this.#changed.set(name, value);
  }

  commit(): void {
    for (const [name, value] of this.#changed) this.#committed.set(name, value);
  }
}
