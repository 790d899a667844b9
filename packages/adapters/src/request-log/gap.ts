/**
 * Why records are missing: the writer could not keep up (`overload`), the store refused them (`write-failed`), the
 * writer thread died with them (`writer-ended`), the server ended without closing the log (`unclean-end`).
 */
export const gapReasons = ["overload", "write-failed", "writer-ended", "unclean-end"] as const;
export type GapReason = (typeof gapReasons)[number];

/** Records of this boot that are not in the log. `count` is less than the range where only some of it is missing. */
export interface Gap {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly count: number;
  readonly reason: GapReason;
  /** Milliseconds since the epoch: between these times the records were made. */
  readonly fromTime: number;
  readonly toTime: number;
}

const maxGaps = 256;
const dayLength = 86_400_000;

/** The gaps that are not yet written. Bounded: neighbours become one, and beyond 256 the oldest two do. */
export class GapList {
  #gaps: Gap[] = [];

  get size(): number {
    return this.#gaps.length;
  }

  add(gap: Gap): void {
    const last = this.#gaps.at(-1);
    if (last !== undefined && continues(last, gap)) this.#gaps[this.#gaps.length - 1] = joined(last, gap);
    else this.#gaps.push(gap);
    const [first, second, ...others] = this.#gaps.length > maxGaps ? this.#gaps : [];
    if (first !== undefined && second !== undefined) this.#gaps = [joined(first, second), ...others];
  }

  /** Gives all and forgets them. */
  take(): readonly Gap[] {
    const gaps = this.#gaps;
    this.#gaps = [];
    return gaps;
  }
}

/** The same trouble going on. A day's file takes the gaps that begin on its day. */
const continues = (last: Gap, next: Gap): boolean =>
  last.reason === next.reason &&
  last.toSeq + 1 === next.fromSeq &&
  Math.floor(last.fromTime / dayLength) === Math.floor(next.fromTime / dayLength);

const joined = (first: Gap, second: Gap): Gap => ({
  fromSeq: Math.min(first.fromSeq, second.fromSeq),
  toSeq: Math.max(first.toSeq, second.toSeq),
  count: first.count + second.count,
  reason: first.reason,
  fromTime: Math.min(first.fromTime, second.fromTime),
  toTime: Math.max(first.toTime, second.toTime),
});
