import { setImmediate } from 'node:timers/promises';
import { sampleRateHz } from '../../src/media/mulaw.js';

/** Pass band of a telephone line, Hz. */
const lowestHertz = 300;
const highestHertz = 3400;

/** Half the length of the filter's impulse response: long enough for edges some 300 Hz wide. */
const halfLengthSeconds = 0.004;

const kernelsByRate = new Map<number, readonly Float32Array[]>();

/**
 * Brings sound of any rate to 8 kHz and to the telephone band in one step: each output sample is the input under a
 * windowed (Blackman) band-pass impulse response centered on its instant, so that nothing aliases and no phase is
 * moved.
 *
 * @param samples mono, any scale.
 * @param rate of the input, Hz.
 */
export function toTelephoneBand(samples: ArrayLike<number>, rate: number): Float32Array {
  const { output, fill } = createResampler(samples, rate);
  fill(0, output.length);
  return output;
}

/** The same, a second at a time: in between, the event loop sees to telephones, which must not wait for a long text. */
export async function toTelephoneBandInTurns(
  samples: ArrayLike<number>,
  rate: number,
): Promise<Float32Array> {
  const { output, fill } = createResampler(samples, rate);
  for (let from = 0; from < output.length; from += sampleRateHz) {
    await setImmediate();
    fill(from, Math.min(output.length, from + sampleRateHz));
  }
  return output;
}

function createResampler(samples: ArrayLike<number>, rate: number) {
  const half = Math.ceil(halfLengthSeconds * rate);
  const kernels = kernelsOf(rate, half);
  const phases = kernels.length;
  const output = new Float32Array(Math.floor((samples.length * sampleRateHz) / rate));
  const padded = new Float32Array(samples.length + 2 * half + 1);
  padded.set(samples, half);
  const fill = (from: number, to: number) => {
    for (let index = from; index < to; index += 1) {
      const position = (index * rate) / sampleRateHz;
      // The fraction is a whole number of phases but for rounding, which must not tip it over to the next sample.
      const first = Math.floor(position + 0.5 / phases);
      const kernel = kernels[Math.round((position - first) * phases)] ?? new Float32Array();
      let sum = 0;
      for (let tap = 0; tap < kernel.length; tap += 1) sum += (kernel[tap] ?? 0) * (padded[first + tap] ?? 0);
      output[index] = sum;
    }
  };
  return { output, fill };
}

/** The impulse responses by how far the instant lies past a sample; computed once for each rate. */
function kernelsOf(rate: number, half: number): readonly Float32Array[] {
  let kernels = kernelsByRate.get(rate);
  if (kernels === undefined) {
    const phases = sampleRateHz / greatestCommonDivisor(rate, sampleRateHz);
    kernels = Array.from({ length: phases }, (_, phase) => impulseResponse(phase / phases, half, rate));
    kernelsByRate.set(rate, kernels);
  }
  return kernels;
}

/** Taps from `half` samples before the instant to `half` after it; the instant is `fraction` past a sample. */
function impulseResponse(fraction: number, half: number, rate: number): Float32Array {
  const highest = Math.min(highestHertz, rate * 0.46);
  const lowPass = (cutoff: number, time: number) =>
    time === 0 ? (2 * cutoff) / rate : Math.sin(2 * Math.PI * cutoff * time) / (Math.PI * time * rate);
  return Float32Array.from({ length: 2 * half + 1 }, (_, tap) => {
    const distance = tap - half - fraction;
    const reach = distance / (half + 1);
    const window = 0.42 + 0.5 * Math.cos(Math.PI * reach) + 0.08 * Math.cos(2 * Math.PI * reach);
    const time = distance / rate;
    return window * (lowPass(highest, time) - lowPass(lowestHertz, time));
  });
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
