/** So many durations are kept as they are; more of them are counted in buckets. */
const exact = 64;
const bucketCount = 896;
const longest = 2 ** 32 - 1;

/**
 * Percentiles of many durations in little memory: exact for the first 64, then within 3 %. In microseconds; what takes
 * longer than 71 minutes counts as that.
 */
export class Durations {
  #few: number[] | undefined = [];
  #buckets: Uint32Array | undefined;
  #count = 0;

  add(duration: number): void {
    this.#count++;
    if (this.#few === undefined) this.#put(duration);
    else if (this.#few.push(duration) === exact) this.#spread(this.#few);
  }

  /** The duration that a share (0.95) of all do not exceed; undefined where there are none. */
  percentile(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(Math.ceil(share * this.#count), 1);
    return this.#few === undefined ? this.#inBuckets(rank) : this.#few.toSorted((a, b) => a - b)[rank - 1];
  }

  #spread(few: readonly number[]): void {
    this.#few = undefined;
    for (const duration of few) this.#put(duration);
  }

  #put(duration: number): void {
    this.#buckets ??= new Uint32Array(bucketCount);
    const bucket = bucketOf(Math.min(Math.max(duration, 0), longest));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }

  #inBuckets(rank: number): number {
    let left = rank;
    const bucket = this.#buckets?.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return middleOf(bucket ?? 0);
  }
}

/** Below 64 each value has its bucket, above it each power of two has 32. */
function bucketOf(value: number): number {
  if (value < 64) return value;
  const shift = 26 - Math.clz32(value);
  return 32 + 32 * shift + ((value >>> shift) - 32);
}

function middleOf(bucket: number): number {
  if (bucket < 64) return bucket;
  const shift = Math.floor((bucket - 32) / 32);
  return (((bucket - 32) % 32) + 32.5) * 2 ** shift;
}
