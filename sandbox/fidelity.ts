import { sampleRateHz } from '../src/media/mulaw.js';
import { blockMs, blockSamples, spokenBlocks } from './sound/clip.js';

/** Sound by which a clip is laid over a recording, samples; and how far from where it was found it may begin. */
const stretchSamples = 8 * blockSamples;
const beginningReach = 3200;
/** Correlation with the recording above which a block came through. */
const blockCorrelation = 0.6;
/**
 * After a block that did not, the clip is looked for again, by so much of it, samples, and is found at this correlation. Where
 * it jumps once more soon, only the shorter stretch lies between the two jumps, and must fit the better.
 */
const jumps = [
  { samples: 3 * blockSamples, correlation: 0.98 },
  { samples: stretchSamples, correlation: 0.7 },
] as const;
/** It may have lost so much, or have paused for so long, samples. */
const longestLoss = 0.2 * sampleRateHz;
const longestPause = 3 * sampleRateHz;
/** Where it is not found it is looked for again with the next block, and after so many times in a row no more. */
const mostSearches = 8;

/** How a clip came through. */
export interface Fidelity {
  /** Share of the clip's speech that is in the recording, in order, 0 to 1. */
  readonly share: number;
  /** Sound that was skipped between two parts that came through, ms: lost frames. A pause that was shortened is none. */
  readonly skippedMs: number;
  /** Silence, or repetition, between parts that came through, ms. */
  readonly pausedMs: number;
}

/**
 * Compares a recording with a clip that was found in it, block by block of 20 ms and wave by wave. Where the sound
 * jumps, it is followed: later for a pause, sooner for a loss.
 *
 * @param near sample of the recording about which the clip's first sound is heard.
 */
export function fidelityOf(recording: Int16Array, clip: Int16Array, near: number): Fidelity {
  const spoken = spokenBlocks(clip).flatMap((isSpoken, block) => (isSpoken ? [block * blockSamples] : []));
  const [first = 0] = spoken;
  let offset = search(
    recording,
    clip,
    first,
    stretchSamples,
    near - first - beginningReach,
    near - first + beginningReach,
  ).offset;
  let lost = 0;
  let skipped = 0;
  let paused = 0;
  let failedSearches = 0;
  let spokenUntil = first;
  for (const start of spoken) {
    const pause = start - spokenUntil;
    spokenUntil = start + blockSamples;
    if (correlation(recording, offset + start, clip, start, blockSamples) >= blockCorrelation) continue;
    const found = failedSearches === mostSearches ? undefined : findAgain(recording, clip, start, offset);
    if (found === undefined) {
      lost += 1;
      failedSearches = Math.min(failedSearches + 1, mostSearches);
      continue;
    }
    failedSearches = 0;
    const jump = found - offset;
    offset = found;
    if (jump > 0) paused += jump;
    else skipped += Math.max(0, -jump - pause);
  }
  return {
    share: spoken.length === 0 ? 0 : 1 - lost / spoken.length,
    skippedMs: (skipped / blockSamples) * blockMs,
    pausedMs: (paused / blockSamples) * blockMs,
  };
}

/** Where the clip's sample 0 lies from here on, if that is elsewhere than before and found. */
function findAgain(
  recording: Int16Array,
  clip: Int16Array,
  start: number,
  offset: number,
): number | undefined {
  for (const { samples, correlation } of jumps) {
    const found = search(recording, clip, start, samples, offset - longestLoss, offset + longestPause);
    if (found.correlation >= correlation && found.offset !== offset) return found.offset;
  }
  return undefined;
}

/** Where the clip's sample 0 lies in the recording, so that the stretch fits best; the earliest of equals. */
function search(
  recording: Int16Array,
  clip: Int16Array,
  start: number,
  length: number,
  from: number,
  to: number,
): { offset: number; correlation: number } {
  let best = { offset: from, correlation: -1 };
  for (let offset = from; offset <= to; offset += 1) {
    const found = correlation(recording, offset + start, clip, start, length);
    if (found > best.correlation) best = { offset, correlation: found };
  }
  return best;
}

function correlation(
  left: Int16Array,
  leftStart: number,
  right: Int16Array,
  rightStart: number,
  length: number,
): number {
  let product = 0;
  let leftEnergy = 0;
  let rightEnergy = 0;
  for (let index = 0; index < length; index += 1) {
    const leftSample = left[leftStart + index] ?? 0;
    const rightSample = right[rightStart + index] ?? 0;
    product += leftSample * rightSample;
    leftEnergy += leftSample * leftSample;
    rightEnergy += rightSample * rightSample;
  }
  return leftEnergy === 0 || rightEnergy === 0 ? 0 : product / Math.sqrt(leftEnergy * rightEnergy);
}
