import { isAudible } from './audibility.js';

/** A pause is passed over while more than so much waits: 60 ms. */
const wantedFrames = 3;

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
  return {
    push(mulaw) {
      if (frames.length >= wantedFrames && !isAudible(mulaw)) return;
      frames.push(mulaw);
      if (frames.length > mostFrames) frames.shift();
    },
    shift: () => frames.shift(),
    clear() {
      frames.length = 0;
    },
  };
}
