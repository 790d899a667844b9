/** A map that is changed apart: reads see the changes, the map underneath only sees them when they are committed. */
export class DraftMap<Value> {
  readonly #committed: Map<string, Value>;
  /** Undefined for what is removed. */
  readonly #changed = new Map<string, Value | undefined>();

  constructor(committed: Map<string, Value>) {
    this.#committed = committed;
  }

  get(name: string): Value | undefined {
    return this.#changed.has(name) ? this.#changed.get(name) : this.#committed.get(name);
  }

  values(): readonly Value[] {
    const names = new Set([...this.#committed.keys(), ...this.#changed.keys()]);
    return [...names].flatMap((name) => this.get(name) ?? []);
  }

  set(name: string, value: Value): void {
    this.#changed.set(name, value);
  }

  delete(name: string): void {
    this.#changed.set(name, undefined);
  }

  commit(): void {
    for (const [name, value] of this.#changed) {
      if (value === undefined) this.#committed.delete(name);
      else this.#committed.set(name, value);
    }
  }
}
