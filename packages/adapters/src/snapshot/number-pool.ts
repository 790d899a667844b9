/** Numbers from 0, each given to one at a time; those given back are given out again first. */
export class NumberPool {
  readonly #free: number[] = [];
  #length = 0;

  /** One more than the highest number ever given out. */
  get length(): number {
    return this.#length;
  }

  claim(): number {
    return this.#free.pop() ?? this.#length++;
  }

  release(number: number): void {
    this.#free.push(number);
  }
}
