import { mulawSilence, mulawToLinear, sampleRateHz } from './mulaw.js';

/** Whose voice a pitch is likely to be. */
export type VoiceGender = 'female' | 'male';

/** Estimates how high a person speaks from the audio of their line, and whose voice that is likely to be. */
export interface PitchEstimator {
  /** Takes 8 kHz mu-law in pieces of any size; looks at little of it, and hardly ever once it is sure. */
  push(mulaw: Uint8Array): void;
  /** Median of the fundamental frequency of late, Hz; undefined until enough of a voice was heard. */
  readonly medianHz: number | undefined;
  /** Undefined until enough of a voice was heard. */
  readonly gender: VoiceGender | undefined;
}

/**
 * Voices below are men's, above women's. Near the border it takes a long look, and a voice that was taken for one must go
 * well beyond to be taken for the other.
 */
const borderHz = 165;
const wellBeyond = 1.1;

const lowestHz = 60;
const highestHz = 400;
const shortestLag = Math.floor(sampleRateHz / highestHz);
const longestLag = Math.ceil(sampleRateHz / lowestHz);
/** Two periods and more of most voices. */
const comparedSamples = 200;
/** What is looked at at a time: 42 ms. */
const smoothedSamples = comparedSamples + longestLag;
const windowSamples = smoothedSamples + 2;

/** From one look to the next, in samples: 100 ms, and a second once it is sure. */
const lookEvery = 0.1 * sampleRateHz;
const lookEveryOnceSure = sampleRateHz;

/** Voiced looks that tell something, and those that are remembered. */
const leastLooks = 8;
const mostLooks = 40;

/** Mean amplitude of what is loud enough to be looked at, 16 bit: -46 dB of full scale. */
const leastAmplitude = 160;

/** Most that a voiced sound differs from itself a period later, as a share of the mean difference. */
const periodicBelow = 0.2;
/** Several periods are as good as one, but for so much. */
const asGood = 0.06;

export function createPitchEstimator(): PitchEstimator {
  const window = new Float32Array(windowSamples);
  /** In the order of time. */
  const pitches: number[] = [];
  let filled = 0;
  let skip = 0;
  let medianHz: number | undefined;
  let gender: VoiceGender | undefined;

  function look() {
    skip = (pitches.length < mostLooks ? lookEvery : lookEveryOnceSure) - windowSamples;
    const pitch = pitchOf(window);
    if (pitch === undefined) return;
    pitches.push(pitch);
    if (pitches.length > mostLooks) pitches.shift();
    if (pitches.length < leastLooks) return;
    medianHz = median(pitches);
    gender = genderAt(medianHz, gender, pitches.length === mostLooks);
  }

  return {
    push(mulaw) {
      for (let index = 0; index < mulaw.length; index += 1) {
        if (skip > 0) {
          const skipped = Math.min(skip, mulaw.length - index);
          skip -= skipped;
          index += skipped - 1;
          continue;
        }
        window[filled] = mulawToLinear[mulaw[index] ?? mulawSilence] ?? 0;
        filled += 1;
        if (filled < windowSamples) continue;
        filled = 0;
        look();
      }
    },
    get medianHz() {
      return medianHz;
    },
    get gender() {
      return gender;
    },
  };
}

function genderAt(
  hertz: number,
  before: VoiceGender | undefined,
  isLongLook: boolean,
): VoiceGender | undefined {
  if (hertz > borderHz * wellBeyond) return 'female';
  if (hertz < borderHz / wellBeyond) return 'male';
  if (before !== undefined || !isLongLook) return before;
  return hertz < borderHz ? 'male' : 'female';
}

/**
 * The fundamental frequency, Hz, of a voiced sound; undefined of any other. YIN (de Cheveigné and Kawahara, 2002): the
 * first lag at which the sound differs from itself as little as it does at any, and by far less than at the lags before. It
 * finds the fundamental by its harmonics, too, where the telephone has cut it off.
 */
function pitchOf(window: Float32Array): number | undefined {
  let sum = 0;
  for (const sample of window) sum += Math.abs(sample);
  if (sum / window.length < leastAmplitude) return undefined;

  const smooth = smoothed(window);
  const relative = new Float32Array(longestLag);
  let total = 0;
  for (let lag = 1; lag < longestLag; lag += 1) {
    let difference = 0;
    for (let index = 0; index < comparedSamples; index += 1) {
      const delta = (smooth[index] ?? 0) - (smooth[index + lag] ?? 0);
      difference += delta * delta;
    }
    total += difference;
    relative[lag] = total === 0 ? 1 : (difference * lag) / total;
  }
  const least = relative.subarray(shortestLag).reduce((left, right) => Math.min(left, right));
  if (least > periodicBelow) return undefined;
  for (let lag = shortestLag; lag < longestLag; lag += 1) {
    const here = relative[lag] ?? 1;
    if (here < least + asGood && (relative[lag + 1] ?? 1) >= here) return sampleRateHz / lag;
  }
  return undefined;
}

/** Means of three samples: a period is hardly ever a whole number of them, which matters to high tones alone. */
function smoothed(samples: Float32Array): Float32Array {
  const means = new Float32Array(smoothedSamples);
  for (let index = 0; index < smoothedSamples; index += 1) {
    means[index] = ((samples[index] ?? 0) + (samples[index + 1] ?? 0) + (samples[index + 2] ?? 0)) / 3;
  }
  return means;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
