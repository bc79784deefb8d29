import { FrameProcessor, Message } from '@ricky0123/vad-node';
import type { Sensitivity } from './sensitivity.js';
import { windowMs, windowSamples } from './silero.js';

/** Where speech begins and ends on a leg. Positions are ms of the audio that was pushed on it. */
export interface VoiceEdge {
  /**
   * `started`: a first window of speech, perhaps a cough. `confirmed`: it has lasted long enough to be speech.
   * `paused`: nothing was heard for a moment of confirmed speech, which `resumed` or `ended` follows. `ended`:
   * confirmed speech has been over for a while. `misfired`: it ended before it was confirmed.
   */
  readonly type: 'started' | 'confirmed' | 'paused' | 'resumed' | 'ended' | 'misfired';
  /** For `started` the beginning of the first window of speech, for the others the end of the last one so far. */
  readonly positionMs: number;
}

/** So many windows without speech are a pause: longer than the closure of a consonant. */
const pauseFrames = 4;

/** Finds the edges in a leg's windows. */
export interface SpeechEdges {
  /** Takes the probability of speech in the next window, which begins at `positionMs`. */
  hear(probability: number, positionMs: number): Promise<VoiceEdge | undefined>;
}

/**
 * vad-node's FrameProcessor for one leg, fed with probabilities that come from elsewhere.
 *
 * The FrameProcessor keeps a segment's audio to hand it over at the end, and an entry for each window to judge by
 * their number whether it was speech. Only the judgment is wanted here. So every window is handed over as one
 * empty frame, and the entries that can no longer change the judgment are taken away again: those without speech,
 * and all beyond `minSpeechFrames`. Memory stays flat however long somebody talks, and the speech is `confirmed`
 * by the FrameProcessor's own rule, as soon as that is certain.
 */
export function createSpeechEdges(sensitivity: Sensitivity): SpeechEdges {
  const noAudio = new Float32Array(0);
  let probability = 0;
  let speechEndMs = 0;
  /** Windows without speech since the last one of confirmed speech. */
  let quietFrames = 0;
  let isPaused = false;
  const processor = new FrameProcessor(
    () => Promise.resolve({ isSpeech: probability, notSpeech: 1 - probability }),
    () => undefined,
    { ...sensitivity, frameSamples: windowSamples, preSpeechPadFrames: 0, submitUserSpeechOnPause: false },
  );
  processor.resume();

  return {
    async hear(windowProbability, positionMs) {
      probability = windowProbability;
      const isSpeech = probability >= sensitivity.positiveSpeechThreshold;
      if (isSpeech) speechEndMs = positionMs + windowMs;
      const { msg: message } = await processor.process(noAudio);

      if (message !== undefined) {
        quietFrames = 0;
        isPaused = false;
      }
      if (message === Message.SpeechStart) return { type: 'started', positionMs };
      if (message === Message.SpeechEnd) return { type: 'ended', positionMs: speechEndMs };
      if (message === Message.VADMisfire) return { type: 'misfired', positionMs: speechEndMs };
      if (!processor.speaking) return undefined;

      quietFrames = isSpeech ? 0 : quietFrames + 1;
      const wasConfirmed = processor.audioBuffer.length > sensitivity.minSpeechFrames;
      const isConfirmed = processor.audioBuffer.length >= sensitivity.minSpeechFrames;
      if (!isSpeech || wasConfirmed) processor.audioBuffer.pop();
      if (isSpeech && isConfirmed && !wasConfirmed) return { type: 'confirmed', positionMs: speechEndMs };

      const type = isPaused ? 'resumed' : 'paused';
      const hasChanged = isPaused ? isSpeech : wasConfirmed && quietFrames === pauseFrames;
      if (!hasChanged) return undefined;
      isPaused = !isPaused;
      return { type, positionMs: speechEndMs };
    },
  };
}
