import type { LatencySummary } from './calls.js';

/** The last latencies of something, ms, and what can be said of them. */
export interface Latencies {
  add(ms: number): void;
  readonly summary: LatencySummary;
}

const keptLatencies = 200;

export function createLatencies(): Latencies {
  const kept: number[] = [];
  let count = 0;

  return {
    add(ms) {
      count += 1;
      kept.push(ms);
      if (kept.length > keptLatencies) kept.shift();
    },
    get summary() {
      const sorted = kept.toSorted((a, b) => a - b);
      const last = kept.at(-1);
      if (last === undefined) return { count };
      return { count, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), last };
    },
  };
}

/** The value below which the share `q` of the sorted values lies (nearest rank). */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
