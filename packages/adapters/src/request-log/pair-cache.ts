/** Values by two numbers. */
export class PairCache<Value> {
  readonly #values = new Map<number, Map<number, Value>>();

  get(first: number, second: number, make: () => Value): Value {
    const inner = this.#inner(first);
    const known = inner.get(second);
    if (known !== undefined) return known;
    const value = make();
    inner.set(second, value);
    return value;
  }

  #inner(first: number): Map<number, Value> {
    const known = this.#values.get(first);
    if (known !== undefined) return known;
    const inner = new Map<number, Value>();
    this.#values.set(first, inner);
    return inner;
  }
}
