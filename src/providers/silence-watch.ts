import { isAudible } from '../media/audibility.js';
import { sampleRateHz } from '../media/mulaw.js';
import type { Capabilities } from './capabilities.js';

const bytesPerMs = sampleRateHz / 1000;

/** So much voice is more than a cough, ms. */
const leastVoiceMs = 300;
/** A recognizer has something to say about the beginning of speech by then, ms. */
const streamingPatienceMs = 1500;
/** One that gets the audio in pieces takes until the piece is full, and its answer is there. */
const batchPatienceMs = 4000;
/** From a hypothesis behind which nothing comes to the suspicion that it will never be final, ms. */
const openPatienceMs = 2000;
/** A recognizer has told of the end of an utterance when there was so much silence behind its final words, ms. */
const endPatienceMs = 2000;
/**
 * From a suspicion that was unfounded to the next one, ms: with a second recognizer's time it is less than the 15 s that can
 * be heard again, so that who speaks meanwhile to one that has stalled is not lost.
 */
const truceMs = 8000;

/** What is still to come behind what a recognizer has said. */
export interface Leftovers {
  /** Words that it has yet to make final. */
  readonly hasOpenWords: boolean;
  /** The end of the utterance whose words it made final. */
  readonly hasOpenUtterance: boolean;
}

/**
 * Suspects a recognizer of having stalled: voice was written to it and it says nothing, or it began to and says no
 * more. It may be music: what is suspected is to be found out by somebody who has ears.
 */
export interface SilenceWatch {
  /** Audio that was written to the recognizer. */
  heard(mulaw: Uint8Array): void;
  /** It said something. */
  answered(leaves: Leftovers): void;
  isSuspicious(): boolean;
  /** Whether it will not tell any more of the end of the utterance that it has left open. */
  hasForgottenEnd(): boolean;
  /** A suspicion was unfounded. */
  dismissed(): void;
}

export function createSilenceWatch({ isStreaming }: Pick<Capabilities, 'isStreaming'>): SilenceWatch {
  const patienceMs = isStreaming ? streamingPatienceMs : batchPatienceMs;
  let voicedBytes = 0;
  let voicedSince: number | undefined;
  let openSince: number | undefined;
  let hasOpenUtterance = false;
  let quietBytes = 0;
  let truceUntil = Number.NEGATIVE_INFINITY;

  function forget() {
    voicedBytes = 0;
    voicedSince = undefined;
    openSince = undefined;
  }

  return {
    heard(mulaw) {
      const isVoice = isAudible(mulaw);
      quietBytes = isVoice ? 0 : quietBytes + mulaw.length;
      if (!isVoice) return;
      voicedSince ??= performance.now();
      voicedBytes += mulaw.length;
    },
    answered(leaves) {
      forget();
      if (leaves.hasOpenWords) openSince = performance.now();
      hasOpenUtterance = leaves.hasOpenUtterance;
      quietBytes = 0;
    },
    isSuspicious() {
      const now = performance.now();
      if (now < truceUntil) return false;
      const isVoiceUnanswered =
        voicedSince !== undefined &&
        voicedBytes >= leastVoiceMs * bytesPerMs &&
        now - voicedSince >= patienceMs;
      return (
        isVoiceUnanswered ||
        (openSince !== undefined && now - openSince >= Math.max(openPatienceMs, patienceMs))
      );
    },
    hasForgottenEnd: () =>
      hasOpenUtterance && openSince === undefined && quietBytes >= endPatienceMs * bytesPerMs,
    dismissed() {
      forget();
      truceUntil = performance.now() + truceMs;
    },
  };
}
