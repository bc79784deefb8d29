/** How readily sound counts as speech: 0 takes the most for speech, 3 the least. */
export type Aggressiveness = 0 | 1 | 2 | 3;

/** What an aggressiveness means, in the terms of vad-node's FrameProcessor. A frame is a window of 32 ms. */
export interface Sensitivity {
  /** A window is speech from this probability on. */
  readonly positiveSpeechThreshold: number;
  /** A window below this counts towards the end of the speech; between the two it changes nothing. */
  readonly negativeSpeechThreshold: number;
  /** So many windows of speech are more than a cough; at least two. */
  readonly minSpeechFrames: number;
  /** So many windows without speech end it. */
  readonly redemptionFrames: number;
}

/**
 * By aggressiveness, from measurements on recordings of people, of synthetic voices and of noises. At 2 speech is
 * what lasts 128 ms, and has ended after 320 ms of silence.
 */
export const sensitivities: Readonly<Record<Aggressiveness, Sensitivity>> = {
  0: {
    positiveSpeechThreshold: 0.3,
    negativeSpeechThreshold: 0.15,
    minSpeechFrames: 3,
    redemptionFrames: 12,
  },
  1: {
    positiveSpeechThreshold: 0.4,
    negativeSpeechThreshold: 0.25,
    minSpeechFrames: 3,
    redemptionFrames: 11,
  },
  2: {
    positiveSpeechThreshold: 0.5,
    negativeSpeechThreshold: 0.35,
    minSpeechFrames: 4,
    redemptionFrames: 10,
  },
  3: {
    positiveSpeechThreshold: 0.7,
    negativeSpeechThreshold: 0.5,
    minSpeechFrames: 6,
    redemptionFrames: 9,
  },
};
