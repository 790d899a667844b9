import { HasherBusy } from "@clavis/directory";

/** For whom a turn is: someone known to have succeeded before, or anybody. */
export type Waiter = "known" | "stranger";

interface Waiting {
  readonly waiter: Waiter;
  readonly begin: () => void;
}

/**
 * Lets so many pieces of work run at once; so many more wait for their turn, in the order they came. Strangers have half
 * of the places (rounded up): who guesses under many names does not keep those out who belong here.
 */
export class BoundedTurns {
  readonly #atOnce: number;
  readonly #places: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(atOnce: number, places: number) {
    this.#atOnce = atOnce;
    this.#places = places;
  }

  /** True when `run` would refuse. */
  isFullFor(waiter: Waiter): boolean {
    if (this.#running < this.#atOnce) return false;
    if (this.#waiting.length >= this.#places) return true;
    return waiter === "stranger" && this.#strangers() >= Math.ceil(this.#places / 2);
  }

  /** Gives what the work gives. HasherBusy when there is no place left. */
  async run<Result>(waiter: Waiter, work: () => Promise<Result>): Promise<Result> {
    if (this.isFullFor(waiter)) throw new HasherBusy("too many are waiting for their turn");
    if (this.#running < this.#atOnce) this.#running++;
    else await new Promise<void>((begin) => this.#waiting.push({ waiter, begin }));
    try {
      return await work();
    } finally {
      // The turn goes to the next that waits, and is never free in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next.begin();
    }
  }

  #strangers(): number {
    return this.#waiting.filter(({ waiter }) => waiter === "stranger").length;
  }
}
