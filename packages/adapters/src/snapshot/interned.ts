/**
 * Texts kept once and known by an index, each with the value compiled from it at first use. Holds every text it was
 * ever given: right lists and restrictions, of which there are few.
 */
export class Interned<Value> {
  readonly #compile: (text: string) => Value;
  readonly #indexes = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #values: (Value | undefined)[] = [];
  /** The text asked for last, and its index: neighbours in a store mostly share theirs. */
  #last = "";
  #lastIndex = -1;

  /** `compile` throws nothing. Where it gives undefined it is asked again each time. */
  constructor(compile: (text: string) => Value) {
    this.#compile = compile;
  }

  index(text: string): number {
    if (text === this.#last && this.#lastIndex >= 0) return this.#lastIndex;
    this.#lastIndex = this.#indexes.get(text) ?? this.#add(text);
    this.#last = text;
    return this.#lastIndex;
  }

  /** RangeError for an index that was not given out. */
  value(index: number): Value {
    const known = this.#values[index];
    return known === undefined ? this.#compiled(index) : known;
  }

  #add(text: string): number {
    const index = this.#texts.push(text) - 1;
    this.#indexes.set(text, index);
    return index;
  }

  #compiled(index: number): Value {
    const text = this.#texts[index];
    if (text === undefined) throw new RangeError("no such text");
    const value = this.#compile(text);
    this.#values[index] = value;
    return value;
  }
}
