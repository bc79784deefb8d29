import { sampleRateHz } from '../../src/media/mulaw.js';
import { createRandom } from './random.js';

/** What the line does to the party's voice. */
export interface LineQuality {
  /** White noise under everything, dBFS (RMS); none if absent. */
  readonly noiseDbfs?: number | undefined;
  /** What is played to the party comes back in the microphone, later and weaker. */
  readonly echo?: { readonly delayMs: number; readonly attenuationDb: number } | undefined;
  /** Applied to the voice. */
  readonly gainDb: number;
  /** Share of frames that never arrive, 0 to 1. */
  readonly lostFrames: number;
  /** Of noise and losses: the same seed, the same line. */
  readonly seed: number;
}

export const cleanLine: LineQuality = { gainDb: 0, lostFrames: 0, seed: 1 };

/** What a frame of the microphone is made of. */
export interface MicrophoneFrame {
  /** The voice, noise and echo together; undefined if the frame was lost on the way. */
  readonly sent: Int16Array | undefined;
  /** The voice alone, before the line did anything to it. */
  readonly voice: Int16Array;
}

/** Where a stretch of speech lies among all the samples that came from the microphone. */
export interface SpokenStretch {
  readonly startSample: number;
  readonly endSample: number;
}

/** A telephone's microphone: the party's voice as the line makes it. */
export interface Microphone {
  /** Says the samples after whatever is still being said; ends when the last one was taken. */
  say(samples: Int16Array): Promise<SpokenStretch>;
  /** The next frame, while `played` is what the party hears at this moment. */
  nextFrame(played: Int16Array): MicrophoneFrame;
}

export function createMicrophone(quality: LineQuality): Microphone {
  const random = createRandom(quality.seed);
  const gain = amplitude(quality.gainDb);
  // The sum of two numbers between 0 and 1, less its mean, has a variance of 1/6.
  const noise = quality.noiseDbfs === undefined ? 0 : 32_768 * amplitude(quality.noiseDbfs) * Math.sqrt(6);
  const echo = quality.echo;
  const echoGain = echo === undefined ? 0 : amplitude(-echo.attenuationDb);
  const echoed = new Int16Array(Math.max(1, Math.round(((echo?.delayMs ?? 0) * sampleRateHz) / 1000)));
  const speech: { samples: Int16Array; position: number; finish: (stretch: SpokenStretch) => void }[] = [];
  let echoPosition = 0;
  let produced = 0;

  function nextVoiceSample(): number {
    const stretch = speech[0];
    if (stretch === undefined) return 0;
    const sample = stretch.samples[stretch.position] ?? 0;
    stretch.position += 1;
    if (stretch.position >= stretch.samples.length) {
      speech.shift();
      stretch.finish({ startSample: produced + 1 - stretch.samples.length, endSample: produced + 1 });
    }
    return sample;
  }

  return {
    say(samples) {
      return new Promise((resolve) => speech.push({ samples, position: 0, finish: resolve }));
    },

    nextFrame(played) {
      const voice = new Int16Array(played.length);
      const sent = new Int16Array(played.length);
      for (let index = 0; index < played.length; index += 1) {
        const sample = nextVoiceSample();
        const echoSample = (echoed[echoPosition] ?? 0) * echoGain;
        echoed[echoPosition] = played[index] ?? 0;
        echoPosition = (echoPosition + 1) % echoed.length;
        const noiseSample = noise === 0 ? 0 : noise * (random() + random() - 1);
        voice[index] = sample;
        produced += 1;
        sent[index] = Math.max(
          -32_768,
          Math.min(32_767, Math.round(sample * gain + echoSample + noiseSample)),
        );
      }
      return { voice, sent: random() < quality.lostFrames ? undefined : sent };
    },
  };
}

function amplitude(decibels: number): number {
  return 10 ** (decibels / 20);
}
