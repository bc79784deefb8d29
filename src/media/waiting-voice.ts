import { mulawSilence } from './mulaw.js';

/** A pause is passed over while more than so much waits: 60 ms. */
const wantedFrames = 3;

/** What is so much softer than the speech of late is a pause: 15 dB. What it is compared with falls by 2 dB a second. */
const pauseDepth = 40;
const loudestFall = 0.1;

/** What is soft for no longer than this belongs to a word, as the silence before a "t": 100 ms. */
const wordPauseFrames = 5;

/** Beyond so much, 600 ms, speech is passed over too: better a word lost than a talk with a delay that stays. */
const mostFrames = 30;

/**
 * The other party's voice on its way to a listener whose line has a clock of its own. What came late or in bursts waits;
 * the pauses of the speech make up for it, so that a delay goes away again.
 */
export interface WaitingVoice {
  /** Takes a frame of 8 kHz mu-law; it is kept, not copied. */
  push(mulaw: Uint8Array): void;
  /** The frame whose turn it is; undefined where nothing waits. */
  shift(): Uint8Array | undefined;
  clear(): void;
}

export function createWaitingVoice(): WaitingVoice {
  const frames: Uint8Array[] = [];
  let loudest = 0;
  let softFrames = 0;
  return {
    push(mulaw) {
      const loudness = loudnessOf(mulaw);
      loudest = Math.max(loudness, loudest - loudestFall);
      softFrames = loudness > loudest - pauseDepth ? 0 : softFrames + 1;
      if (frames.length >= wantedFrames && softFrames > wordPauseFrames) return;
      frames.push(mulaw);
      if (frames.length > mostFrames) frames.shift();
    },
    shift: () => frames.shift(),
    clear() {
      frames.length = 0;
    },
  };
}

/** Mean magnitude of the mu-law codes, 0 to 127: a logarithmic scale, on which 16 are 6 dB. */
function loudnessOf(mulaw: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < mulaw.length; index += 1) sum += ~(mulaw[index] ?? mulawSilence) & 0x7f;
  return sum / mulaw.length;
}
