import { mulawSilence, sampleRateHz } from '../../src/media/mulaw.js';

/** More audio than this waiting to be played, and a media message is refused: a sender that never stops. */
const capacityBytes = 300 * sampleRateHz;

/** What was taken from the buffer for one frame. */
export interface PlayedFrame {
  /** Names of the marks that the frame passed, in order. */
  readonly marks: readonly string[];
  /** When the frame's first byte had come from the sender, `performance.now()` ms; undefined for silence. */
  readonly arrivedAt: number | undefined;
}

/**
 * The buffer between a bidirectional Media Stream and the ear: media in order, and marks that come back when what
 * was sent before them has been played.
 */
export interface PlayOutBuffer {
  /** Appends mu-law; false if it does not fit any more. */
  push(mulaw: Uint8Array, at: number): boolean;
  /** Notes a mark behind what was pushed so far. True if nothing is buffered: the mark comes back at once. */
  mark(name: string): boolean;
  /** Empties the buffer; the marks that were waiting. */
  clear(): readonly string[];
  /** Fills the frame with the next audio, and with silence where there is none. */
  take(frame: Uint8Array): PlayedFrame;
}

export function createPlayOutBuffer(): PlayOutBuffer {
  let pieces: { mulaw: Uint8Array; at: number }[] = [];
  let marks: { name: string; position: number }[] = [];
  let pushed = 0;
  let played = 0;

  return {
    push(mulaw, at) {
      if (pushed - played + mulaw.length > capacityBytes) return false;
      if (mulaw.length > 0) pieces.push({ mulaw, at });
      pushed += mulaw.length;
      return true;
    },

    mark(name) {
      if (pushed === played) return true;
      marks.push({ name, position: pushed });
      return false;
    },

    clear() {
      const waiting = marks.map(({ name }) => name);
      pieces = [];
      marks = [];
      played = pushed;
      return waiting;
    },

    take(frame) {
      const arrivedAt = pieces[0]?.at;
      let filled = 0;
      while (filled < frame.length) {
        const piece = pieces[0];
        if (piece === undefined) break;
        const taken = piece.mulaw.subarray(0, frame.length - filled);
        frame.set(taken, filled);
        filled += taken.length;
        if (taken.length === piece.mulaw.length) pieces.shift();
        else piece.mulaw = piece.mulaw.subarray(taken.length);
      }
      frame.fill(mulawSilence, filled);
      played += filled;
      const isPassed = ({ position }: { position: number }) => position <= played;
      const passed = marks.filter(isPassed).map(({ name }) => name);
      marks = marks.filter((mark) => !isPassed(mark));
      return { marks: passed, arrivedAt };
    },
  };
}
