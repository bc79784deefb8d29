import { bytesToMs } from './audio-clock.js';
import { frameMs } from './mulaw.js';

/** Is told of incoming frames that are not as they should be. */
export interface FrameTally {
  /** So many frames never came: the stream's own time has a gap. */
  lost(frames: number): void;
  /** A frame came so late that a line without a cushion would have been silent. */
  late(): void;
  /** A frame was no more than the echo of what was played, and became silence. */
  echoed(): void;
}

/** What rides ahead in the line's buffer is as much: what comes later than this was missed, ms. */
const lateMs = 60;

/** A greater gap is no loss: the stream's time begins anew, ms. */
const mostLostMs = 10_000;

/** The line's clock may be slower than ours by 300 parts in a million: of a frame, ms. */
const driftMs = 0.006;

/**
 * Watches one stream's frames arrive: which are missing, and which are late, measured against those that came soonest.
 *
 * @param now monotonic, ms.
 */
export function createFrameArrivals(now: () => number, tally: FrameTally) {
  let expectedMs: number | undefined;
  /** From our clock to the stream's time, by the frames that came soonest. */
  let offsetMs = Number.NEGATIVE_INFINITY;

  return {
    /** @param timestampMs where the audio stands in the stream. */
    take(timestampMs: number, bytes: number): void {
      const gapMs = expectedMs === undefined ? 0 : timestampMs - expectedMs;
      expectedMs = timestampMs + bytesToMs(bytes);
      if (Math.abs(gapMs) > mostLostMs) offsetMs = Number.NEGATIVE_INFINITY;
      else if (gapMs >= frameMs / 2) tally.lost(Math.round(gapMs / frameMs));
      const arrivalMs = expectedMs - now();
      offsetMs = Math.max(offsetMs - driftMs, arrivalMs);
      if (offsetMs - arrivalMs > lateMs) tally.late();
    },
  };
}
