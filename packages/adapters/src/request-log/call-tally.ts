import { Durations } from "./durations.ts";

/** Figures of some calls. Durations in milliseconds, undefined where there were no calls, as `last`. */
export interface CallFigures {
  readonly calls: number;
  readonly refused: number;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  /** When the last one was recorded, milliseconds since the epoch. */
  readonly last: number | undefined;
}

/** Counts calls. */
export class CallTally {
  readonly #durations = new Durations();
  #calls = 0;
  #refused = 0;
  #last: number | undefined;

  get calls(): number {
    return this.#calls;
  }

  /** `duration` in microseconds. */
  add(time: number, duration: number, isRefused: boolean): void {
    this.#calls++;
    if (isRefused) this.#refused++;
    if (this.#last === undefined || time > this.#last) this.#last = time;
    this.#durations.add(duration);
  }

  get figures(): CallFigures {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => this.#milliseconds(share));
    return { calls: this.#calls, refused: this.#refused, p50, p95, p99, last: this.#last };
  }

  #milliseconds(share: number): number | undefined {
    const duration = this.#durations.percentile(share);
    return duration === undefined ? undefined : duration / 1000;
  }
}
