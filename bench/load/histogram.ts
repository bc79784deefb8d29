/** Width of a bucket and the most that is told apart, ms. */
const bucketMs = 0.5;
const mostMs = 5000;

/** How often which durations came about: as exact as half a ms, however many there are. */
export interface Histogram {
  readonly count: number;
  add(ms: number, times?: number): void;
  /** The duration that the share `q` of them does not exceed, ms; undefined of none. */
  quantile(q: number): number | undefined;
  /** How many took longer than so many ms. */
  above(ms: number): number;
  clear(): void;
}

export function createHistogram(): Histogram {
  const buckets = new Float64Array(mostMs / bucketMs + 1);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(ms, times = 1) {
      const bucket = Math.min(buckets.length - 1, Math.max(0, Math.ceil(ms / bucketMs)));
      buckets[bucket] = (buckets[bucket] ?? 0) + times;
      count += times;
    },
    quantile(q) {
      let below = 0;
      for (const [bucket, times] of buckets.entries()) {
        below += times;
        if (times > 0 && below >= q * count) return bucket * bucketMs;
      }
      return undefined;
    },
    above(ms) {
      let times = 0;
      for (let bucket = Math.ceil(ms / bucketMs) + 1; bucket < buckets.length; bucket += 1) {
        times += buckets[bucket] ?? 0;
      }
      return times;
    },
    clear() {
      buckets.fill(0);
      count = 0;
    },
  };
}
