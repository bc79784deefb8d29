import { bandPass, filterReach } from './prepared-clip.js';

/** The last seconds of a stream, addressed by sample since the stream's first. */
export interface StreamHistory {
  push(samples: Int16Array): void;
  /** First sample that is still known. */
  readonly start: number;
  /** One past the last sample of `wave`. */
  readonly end: number;
  /** As it came; `samples[index - start]` is sample `index`. */
  readonly samples: Float32Array;
  /** 500 to 3000 Hz of it, on the same index. */
  readonly wave: Float32Array;
  /** Energy of `wave` from one index to before another. */
  energyBetween(from: number, to: number): number;
}

/** Keeps at least the last `keptSamples`. */
export function createStreamHistory(keptSamples: number): StreamHistory {
  const capacity = 2 * keptSamples;
  const samples = new Float32Array(capacity);
  const wave = new Float32Array(capacity);
  /** Energy of all that is before each index. */
  const energyBefore = new Float64Array(capacity + 1);
  let start = 0;
  let length = 0;
  let filtered = 0;

  function append(piece: Int16Array): void {
    if (length + piece.length > capacity) {
      const dropped = length - keptSamples;
      samples.copyWithin(0, dropped, length);
      wave.copyWithin(0, dropped, length);
      energyBefore.copyWithin(0, dropped, length + 1);
      start += dropped;
      length -= dropped;
      filtered -= dropped;
    }
    samples.set(piece, length);
    length += piece.length;
    const end = length - filterReach;
    if (end > filtered) {
      wave.set(bandPass(samples, filtered, end), filtered);
      for (; filtered < end; filtered += 1) {
        energyBefore[filtered + 1] = (energyBefore[filtered] ?? 0) + (wave[filtered] ?? 0) ** 2;
      }
    }
  }

  return {
    samples,
    wave,
    get start() {
      return start;
    },
    get end() {
      return start + filtered;
    },
    energyBetween: (from, to) => (to > from ? (energyBefore[to] ?? 0) - (energyBefore[from] ?? 0) : 0),
    push(piece) {
      for (let first = 0; first < piece.length; first += keptSamples) {
        append(piece.subarray(first, first + keptSamples));
      }
    },
  };
}
