import type { VoiceEdge } from './voice-activity/voice-activity.js';

/** Stretches of speech that are remembered: more than a minute of short words. */
const mostStretches = 64;

/** A leg's speech, as voice activity detection found it. Positions are ms of the leg's incoming audio. */
export interface VoicedTime {
  /** Takes the next edge; coughs count, since a short word looks like one. */
  take(edge: VoiceEdge): void;
  /** How much of a span was speech, ms. */
  within(startMs: number, endMs: number): number;
}

export function createVoicedTime(): VoicedTime {
  let stretches: { readonly startMs: number; readonly endMs: number }[] = [];
  let openSinceMs: number | undefined;

  return {
    take({ type, positionMs }) {
      if (type === 'started' || type === 'resumed') openSinceMs = positionMs;
      else if (type !== 'confirmed' && openSinceMs !== undefined) {
        stretches = [...stretches, { startMs: openSinceMs, endMs: positionMs }].slice(-mostStretches);
        openSinceMs = undefined;
      }
    },
    within(startMs, endMs) {
      const open =
        openSinceMs === undefined ? [] : [{ startMs: openSinceMs, endMs: Number.POSITIVE_INFINITY }];
      return [...stretches, ...open].reduce((sum, stretch) => {
        const sharedMs = Math.min(endMs, stretch.endMs) - Math.max(startMs, stretch.startMs);
        return sum + Math.max(0, sharedMs);
      }, 0);
    },
  };
}
