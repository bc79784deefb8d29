import type { VoiceEdge } from '../../src/media/voice-activity/voice-activity.js';
import type { OpenVoiceDetector } from '../../src/providers/voice-detector.js';

/** A detector that hears what the test says. */
export function fakeVoice() {
  let listener: ((edge: VoiceEdge) => void) | undefined;
  const detectVoice: OpenVoiceDetector = (tell) => {
    listener = tell;
    return { push: () => undefined, close: () => (listener = undefined) };
  };
  return {
    detectVoice,
    /** Whether the detector is still open. */
    isOpen: () => listener !== undefined,
    /** Somebody is speaking, and has been since a place in the audio. */
    speaksFrom(positionMs: number) {
      listener?.({ type: 'started', positionMs });
      listener?.({ type: 'confirmed', positionMs });
    },
    edge: (type: VoiceEdge['type'], positionMs: number) => listener?.({ type, positionMs }),
  };
}
