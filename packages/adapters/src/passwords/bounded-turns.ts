import { HasherBusy } from "@clavis/directory";

/** Lets so many pieces of work run at once; so many more wait for their turn, in the order they came. */
export class BoundedTurns {
  readonly #atOnce: number;
  readonly #places: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, places: number) {
    this.#atOnce = atOnce;
    this.#places = places;
  }

  /** True when `run` would refuse. */
  get isFull(): boolean {
    return this.#running === this.#atOnce && this.#waiting.length >= this.#places;
  }

  /** Gives what the work gives. HasherBusy when there is no place left. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.isFull) throw new HasherBusy("too many are waiting for their turn");
    if (this.#running < this.#atOnce) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The turn goes to the next that waits, and is never free in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
