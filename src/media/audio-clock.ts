import { frameMs } from './mulaw.js';

/** ms of 8 kHz mu-law in so many bytes. */
export const bytesToMs = (bytes: number): number => bytes / 8;

/** When a line's audio arrived: turns a position in the audio into a time. */
export interface AudioClock {
  /** Books audio that arrives now. */
  advance(bytes: number): void;
  /** Audio received so far, ms. */
  readonly positionMs: number;
  /** When the audio at a position had arrived, on the clock given; the oldest known time for what is older. */
  timeAt(positionMs: number): number;
}

/** How far back positions are known: 60 s. */
const keptFrames = 3000;

/** `now` is monotonic, ms. */
export function createAudioClock(now: () => number): AudioClock {
  const arrivals = new Float64Array(keptFrames);
  let bytes = 0;
  /** Frames whose arrival is booked: the audio before `booked * frameMs` has arrived. */
  let booked = 0;

  return {
    advance(added) {
      bytes += added;
      const whole = Math.floor(bytesToMs(bytes) / frameMs);
      const at = now();
      for (; booked < whole; booked += 1) arrivals[booked % keptFrames] = at;
    },
    get positionMs() {
      return bytesToMs(bytes);
    },
    timeAt(positionMs) {
      if (booked === 0) return now();
      const wanted = Math.ceil(positionMs / frameMs) - 1;
      const frame = Math.min(booked - 1, Math.max(0, booked - keptFrames, wanted));
      return arrivals[frame % keptFrames] ?? now();
    },
  };
}
