/** When a stream's sound arrived. */
export interface Arrivals {
  /** Everything before a time of the stream had arrived at a moment. */
  add(streamMs: number, at: number): void;
  /** When everything before a time of the stream had arrived; the last arrival for what is still to come. */
  whenHad(streamMs: number): number;
}

/** Arrivals that are remembered: a minute of frames. */
const mostArrivals = 3000;

export function createArrivals(): Arrivals {
  const arrivals: { readonly streamMs: number; readonly at: number }[] = [];
  return {
    add(streamMs, at) {
      arrivals.push({ streamMs, at });
      if (arrivals.length > 2 * mostArrivals) arrivals.splice(0, mostArrivals);
    },
    whenHad(streamMs) {
      const before = arrivals.findLastIndex((arrival) => arrival.streamMs < streamMs);
      return (arrivals[before + 1] ?? arrivals.at(-1))?.at ?? 0;
    },
  };
}
