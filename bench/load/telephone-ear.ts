import { bytesToMs } from '../../src/media/audio-clock.js';

/** Audio that comes so much after the last one was over belongs to something else, ms. */
const newSoundMs = 300;

/** A telephone's play-out buffer, of which only the times are kept. Times are ms. */
export interface TelephoneEar {
  /** Appends audio. @returns when it will be heard. */
  play(bytes: number, at: number): number;
  /** Notes a mark behind what was played so far. */
  mark(name: string, at: number): void;
  /** Empties the buffer: all marks are passed. */
  clear(at: number): void;
  /** Takes the marks that were passed by now, in order. */
  takeMarks(at: number): readonly string[];
  /** Times at which the buffer ran dry in the middle of a sound, and how long the holes were together. */
  readonly gaps: { readonly count: number; readonly totalMs: number };
}

export function createTelephoneEar(): TelephoneEar {
  let playedUntil = 0;
  let marks: { readonly name: string; readonly at: number }[] = [];
  const gaps = { count: 0, totalMs: 0 };
  let wasCleared = true;
  return {
    gaps,
    play(bytes, at) {
      const gapMs = at - playedUntil;
      if (gapMs > 0 && gapMs < newSoundMs && !wasCleared) {
        gaps.count += 1;
        gaps.totalMs += gapMs;
      }
      wasCleared = false;
      const startsAt = Math.max(at, playedUntil);
      playedUntil = startsAt + bytesToMs(bytes);
      return startsAt;
    },
    mark(name, at) {
      marks.push({ name, at: Math.max(at, playedUntil) });
    },
    clear(at) {
      playedUntil = Math.min(playedUntil, at);
      wasCleared = true;
      marks = marks.map(({ name }) => ({ name, at }));
    },
    takeMarks(at) {
      const first = marks[0];
      if (first === undefined || first.at > at) return [];
      const next = marks.findIndex((mark) => mark.at > at);
      const passed = marks.splice(0, next === -1 ? marks.length : next);
      return passed.map(({ name }) => name);
    },
  };
}
