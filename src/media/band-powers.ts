import { mulawSilence, mulawToLinear } from './mulaw.js';

/** Bands that a telephone line's sound is split into: up to 1 kHz, 1 to 2 kHz, 2 to 4 kHz. */
export const bandCount = 3;

/** Splits one stream of 8 kHz mu-law into bands. */
export interface BandSplitter {
  /**
   * Adds the energy of each band to the places `at` to `at + 2`: the sum of the squares of its samples, as many as
   * at 8 kHz, where full scale is 1.
   *
   * @param end of the part of the stream that is measured, after `start` by a multiple of 4.
   */
  addEnergies(mulaw: Uint8Array, start: number, end: number, into: Float32Array, at: number): void;
}

/** Coefficients of the two first-order all-pass filters whose sum and difference halve a band, as in WebRTC's VAD. */
const evenCoefficient = 0.64;
const oddCoefficient = 0.17;

const fullScale = 32_768;

export function createBandSplitter(): BandSplitter {
  /** Even and odd filter of the first halving, even and odd filter of the second. */
  const state = new Float64Array(4);

  return {
    addEnergies(mulaw, start, end, into, at) {
      let even = state[0] ?? 0;
      let odd = state[1] ?? 0;
      let lowEven = state[2] ?? 0;
      let lowOdd = state[3] ?? 0;
      let lowest = 0;
      let middle = 0;
      let highest = 0;
      for (let index = start; index < end; index += 4) {
        let firstLow = 0;
        for (let pair = 0; pair < 4; pair += 2) {
          const one = sampleAt(mulaw, index + pair);
          const other = sampleAt(mulaw, index + pair + 1);
          const upper = even + evenCoefficient * one;
          even = one - evenCoefficient * upper;
          const lower = odd + oddCoefficient * other;
          odd = other - oddCoefficient * lower;
          const high = (upper - lower) / 2;
          const low = (upper + lower) / 2;
          highest += high * high;
          if (pair === 0) {
            firstLow = low;
            continue;
          }
          const lowUpper = lowEven + evenCoefficient * firstLow;
          lowEven = firstLow - evenCoefficient * lowUpper;
          const lowLower = lowOdd + oddCoefficient * low;
          lowOdd = low - oddCoefficient * lowLower;
          middle += ((lowUpper - lowLower) / 2) ** 2;
          lowest += ((lowUpper + lowLower) / 2) ** 2;
        }
      }
      state[0] = even;
      state[1] = odd;
      state[2] = lowEven;
      state[3] = lowOdd;
      // A halved band has half the samples.
      into[at] = (into[at] ?? 0) + 4 * lowest;
      into[at + 1] = (into[at + 1] ?? 0) + 4 * middle;
      into[at + 2] = (into[at + 2] ?? 0) + 2 * highest;
    },
  };
}

function sampleAt(mulaw: Uint8Array, index: number): number {
  return (mulawToLinear[mulaw[index] ?? mulawSilence] ?? 0) / fullScale;
}
