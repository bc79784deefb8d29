import { sampleRateHz } from '../../src/media/mulaw.js';
import type { Clip } from '../script.js';
import { blockMs, blockSamples, spokenBlocks } from './clip.js';
import { bandCount, bandStrengths } from './spectrum.js';

/** How much of the comparison of spectra is left after one step of 20 ms: a time constant of 200 ms. */
export const memoryOfStep = Math.exp(-blockMs / 200);

/** Samples between two looks at a clip's spectrum: 10 ms, so that a listener is never off by more than 5 ms. */
export const lookSamples = blockSamples / 2;

/** How far below the loud parts of a clip a block is still asked of the listener's sound, dB. */
const audibleRangeDecibels = 15;

const filterLowestHertz = 500;
const filterHighestHertz = 3000;
const filterHalfLength = 16;

/** Linear-phase band pass (Hamming): the part of the telephone band that a line's own filters leave in phase. */
const filter = Float32Array.from({ length: 2 * filterHalfLength + 1 }, (_, tap) => {
  const distance = tap - filterHalfLength;
  const lowPass = (cutoff: number) =>
    distance === 0
      ? (2 * cutoff) / sampleRateHz
      : Math.sin((2 * Math.PI * cutoff * distance) / sampleRateHz) / (Math.PI * distance);
  const window = 0.54 + 0.46 * Math.cos((Math.PI * distance) / (filterHalfLength + 0.5));
  return window * (lowPass(filterHighestHertz) - lowPass(filterLowestHertz));
});

/** Samples that the filter must know before and after the one that it gives. */
export const filterReach = filterHalfLength;

/** A clip with all that listeners compare with their sound, computed once. */
export interface PreparedClip {
  readonly clip: Clip;
  /** 500 to 3000 Hz of the samples. */
  readonly wave: Float32Array;
  /** Spectral shape, 16 bands each 10 ms: looks in turn. */
  readonly shapes: Float32Array;
  readonly lookCount: number;
  /** Energy of the shapes up to each look, forgotten as a listener forgets. */
  readonly shapeEnergy: Float32Array;
  /** Least such energy that is enough to compare with. */
  readonly leastShapeEnergy: number;
  /** Which blocks of 20 ms are loud enough to be heard on a bad line. */
  readonly isAudible: readonly boolean[];
  /** How many blocks before each one are audible; one more than there are blocks. */
  readonly audibleBefore: readonly number[];
  readonly audibleMs: number;
}

/** Prepares a clip for its listeners. */
export function prepareClip(clip: Clip): PreparedClip {
  const { samples } = clip;
  const lookCount = Math.max(0, Math.floor(samples.length / lookSamples));
  const shapes = new Float32Array(lookCount * bandCount);
  const shapeEnergy = new Float32Array(lookCount);
  for (let look = 0; look < lookCount; look += 1) {
    const shape = shapes.subarray(look * bandCount, (look + 1) * bandCount);
    spectralShape(samples, look * lookSamples, shape);
    shapeEnergy[look] = energyOf(shape) + memoryOfStep * (shapeEnergy[look - 2] ?? 0);
  }
  const isAudible = spokenBlocks(samples, audibleRangeDecibels);
  const audibleBefore = [0];
  for (const audible of isAudible) audibleBefore.push((audibleBefore.at(-1) ?? 0) + (audible ? 1 : 0));
  return {
    clip,
    wave: bandPass(samples, 0, samples.length),
    shapes,
    lookCount,
    shapeEnergy,
    leastShapeEnergy: 0.3 * shapeEnergy.reduce((most, energy) => Math.max(most, energy), 0),
    isAudible,
    audibleBefore,
    audibleMs: (audibleBefore.at(-1) ?? 0) * blockMs,
  };
}

/** Band strengths less their mean: how the sound is colored, not how loud it is. */
export function spectralShape(samples: ArrayLike<number>, start: number, into: Float32Array): void {
  bandStrengths(samples, start, into);
  let mean = 0;
  for (let band = 0; band < bandCount; band += 1) mean += (into[band] ?? 0) / bandCount;
  for (let band = 0; band < bandCount; band += 1) into[band] = (into[band] ?? 0) - mean;
}

/** 500 to 3000 Hz of the samples from `start` to `end`; those outside count as silence. */
export function bandPass(samples: ArrayLike<number>, start: number, end: number): Float32Array {
  const output = new Float32Array(end - start);
  const input = new Float32Array(output.length + 2 * filterHalfLength);
  for (let index = 0; index < input.length; index += 1) {
    const at = start + index - filterHalfLength;
    if (at >= 0 && at < samples.length) input[index] = samples[at] ?? 0;
  }
  for (let index = 0; index < output.length; index += 1) {
    let sum = 0;
    for (let tap = 0; tap < filter.length; tap += 1) sum += (filter[tap] ?? 0) * (input[index + tap] ?? 0);
    output[index] = sum;
  }
  return output;
}

export function energyOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
