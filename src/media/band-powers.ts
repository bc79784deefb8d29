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

/** Places in the state: filters of the first halving for two samples in turn, of the second for four, and what came last. */
const upperFilters = 0;
const lowerFilters = 2;
const lowUpperFilters = 4;
const lowLowerFilters = 8;
const lastSample = 12;
const lastLows = 13;
const stateLength = 15;

/**
 * Each band keeps all its samples. Were every other one left out, as a halved band allows, the energy of a tone on the
 * edge of two bands would depend on where it is sampled: by 26 dB for a steady one, and an echo would not resemble what
 * was played.
 */
export function createBandSplitter(): BandSplitter {
  const state = new Float64Array(stateLength);

  return {
    addEnergies(mulaw, start, end, into, at) {
      let last = state[lastSample] ?? 0;
      let lowBeforeLast = state[lastLows] ?? 0;
      let lastLow = state[lastLows + 1] ?? 0;
      let lowest = 0;
      let middle = 0;
      let highest = 0;
      for (let index = start; index < end; index += 1) {
        const inTwo = (index - start) & 1;
        const inFour = (index - start) & 3;
        const sample = (mulawToLinear[mulaw[index] ?? mulawSilence] ?? 0) / fullScale;
        const upper = (state[upperFilters + inTwo] ?? 0) + evenCoefficient * last;
        state[upperFilters + inTwo] = last - evenCoefficient * upper;
        const lower = (state[lowerFilters + inTwo] ?? 0) + oddCoefficient * sample;
        state[lowerFilters + inTwo] = sample - oddCoefficient * lower;
        last = sample;
        highest += ((upper - lower) / 2) ** 2;
        const low = (upper + lower) / 2;
        const lowUpper = (state[lowUpperFilters + inFour] ?? 0) + evenCoefficient * lowBeforeLast;
        state[lowUpperFilters + inFour] = lowBeforeLast - evenCoefficient * lowUpper;
        const lowLower = (state[lowLowerFilters + inFour] ?? 0) + oddCoefficient * low;
        state[lowLowerFilters + inFour] = low - oddCoefficient * lowLower;
        lowBeforeLast = lastLow;
        lastLow = low;
        middle += ((lowUpper - lowLower) / 2) ** 2;
        lowest += ((lowUpper + lowLower) / 2) ** 2;
      }
      state[lastSample] = last;
      state[lastLows] = lowBeforeLast;
      state[lastLows + 1] = lastLow;
      into[at] = (into[at] ?? 0) + lowest;
      into[at + 1] = (into[at + 1] ?? 0) + middle;
      into[at + 2] = (into[at + 2] ?? 0) + highest;
    },
  };
}
