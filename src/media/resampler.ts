import { sampleRateHz } from './mulaw.js';

/** Where the pass band of a telephone line ends, Hz; a lower rate than the line's needs less. */
const highestHertz = 3400;

/** Half the length of the filter's impulse response: with it nothing above 3.9 kHz is left to alias. */
const halfLengthSeconds = 0.004;

/** Brings sound that comes in pieces to the telephone's 8 kHz. Its output lies 4 ms behind its input. */
export interface Resampler {
  /** The samples, 16 bit, that the input up to here makes certain. */
  push(samples: Int16Array): Int16Array;
  /** The rest, as if silence followed; nothing may be pushed after it. */
  end(): Int16Array;
}

/**
 * Each output sample is the input under a windowed (Blackman) low-pass impulse response that is centered on its
 * instant. However the input is cut into pieces, the output is the same.
 *
 * @param rate - of the input, Hz: a whole number.
 */
export function createResampler(rate: number): Resampler {
  const { kernels, half } = kernelsOf(rate);
  const phases = kernels.length;
  /** The input that outputs still need, from the input's sample `heldFrom` on. Half a kernel of silence precedes it. */
  let held = new Float32Array(half);
  let heldFrom = -half;
  let pushed = 0;
  let made = 0;

  /** Makes the outputs whose kernels end before an input sample, but no more than there are to be made. */
  function make(before: number, most: number): Int16Array {
    const output: number[] = [];
    while (made < most) {
      const position = made * rate;
      const center = Math.floor(position / sampleRateHz);
      if (center + half >= before) break;
      const kernel = kernels[((position % sampleRateHz) * phases) / sampleRateHz] ?? new Float32Array();
      const first = center - half - heldFrom;
      let sum = 0;
      for (let tap = 0; tap < kernel.length; tap += 1) sum += (kernel[tap] ?? 0) * (held[first + tap] ?? 0);
      output.push(Math.max(-32_768, Math.min(32_767, Math.round(sum))));
      made += 1;
    }
    const needed = Math.floor((made * rate) / sampleRateHz) - half;
    held = held.slice(Math.max(0, needed - heldFrom));
    heldFrom = Math.max(heldFrom, needed);
    return Int16Array.from(output);
  }

  function hold(samples: ArrayLike<number>): void {
    const grown = new Float32Array(held.length + samples.length);
    grown.set(held);
    grown.set(samples, held.length);
    held = grown;
  }

  return {
    push(samples) {
      hold(samples);
      pushed += samples.length;
      return make(pushed, Infinity);
    },
    end() {
      hold(new Float32Array(2 * half + 1));
      return make(Infinity, Math.floor((pushed * sampleRateHz) / rate));
    },
  };
}

interface Kernels {
  /** One for each fraction of an input sample that an output's instant may lie after one, in equal steps. */
  readonly kernels: readonly Float32Array[];
  /** Input samples before the instant, and after it, that a kernel reaches. */
  readonly half: number;
}

const kernelsByRate = new Map<number, Kernels>();

function kernelsOf(rate: number): Kernels {
  const known = kernelsByRate.get(rate);
  if (known !== undefined) return known;
  const phases = sampleRateHz / greatestCommonDivisor(rate, sampleRateHz);
  const half = Math.ceil(halfLengthSeconds * rate);
  const kernels = Array.from({ length: phases }, (_, phase) => lowPass(phase / phases, half, rate));
  kernelsByRate.set(rate, { kernels, half });
  return { kernels, half };
}

/** Taps from `half` samples before the instant to `half` after it, their sum 1; the instant is past a sample. */
function lowPass(fraction: number, half: number, rate: number): Float32Array {
  const cutoff = Math.min(highestHertz, rate * 0.46) / rate;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, tap) => {
    const distance = tap - half - fraction;
    const reach = distance / (half + 1);
    const window = 0.42 + 0.5 * Math.cos(Math.PI * reach) + 0.08 * Math.cos(2 * Math.PI * reach);
    return (
      window *
      (distance === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * distance) / (Math.PI * distance))
    );
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return Float32Array.from(taps, (tap) => tap / sum);
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
