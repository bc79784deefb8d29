import type { Clip } from '../script.js';
import { blockMs } from '../sound/clip.js';
import type { PreparedClip } from '../sound/prepared-clip.js';

/** After so much speech without a pause a segment ends at the next word, ms. */
const longSegmentMs = 5000;

/** Words are timed to within so much: sound this near counts as a word's own, ms. */
const marginMs = 60;

/** Share of a word's sound that must have been heard. */
const leastShare = 0.4;

/** A word as it was heard. Times are ms since the stream's first sample. */
export interface HeardWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The words up to the next pause, or to where a long speech is divided. */
export interface HeardSegment {
  /** Those that were heard so far. */
  readonly words: readonly HeardWord[];
  /** Where the segment's last word ends, heard or not, ms since the stream's first sample. */
  readonly endMs: number;
  /** Whether a pause follows. */
  readonly isBeforePause: boolean;
  /** How many of the clip's words are before the segment's end. */
  readonly end: number;
}

/** One clip as it is being heard: which of its words, and when. */
export interface HeardClip {
  readonly clip: Clip;
  /** A block of the clip's speech was heard; the times are those of its end. */
  progress(clipMs: number, streamMs: number): void;
  /** Nothing more will be heard. */
  end(): void;
  readonly isOver: boolean;
  /** The segment that is being spoken; undefined when all that was heard is done with. */
  segment(): HeardSegment | undefined;
  /** All that was heard and is not done with, as one segment. */
  rest(): HeardSegment | undefined;
  /** Is done with a segment: the next one begins behind it. */
  pass(segment: HeardSegment): void;
}

/** @param pauseMs the least pause that ends a segment. */
export function createHeardClip({ clip, isAudible }: PreparedClip, pauseMs: number): HeardClip {
  /** Stream time less clip time, by block, of those that were heard. */
  const offsets = new Map<number, number>();
  let next = 0;
  let isOver = false;

  /** The clip's words on the stream's time, as far as the words before `end`, and whether each was heard. */
  function wordsBefore(end: number): { word: HeardWord; isHeard: boolean }[] {
    let offsetMs = [...offsets.values()][0] ?? 0;
    let isHeard = offsets.has(isAudible.indexOf(true));
    return clip.words.slice(0, end).map(({ text, startMs, endMs }) => {
      let audible = 0;
      let heard = 0;
      const first = Math.max(0, Math.floor((startMs - marginMs) / blockMs));
      for (let block = first; block * blockMs < endMs + marginMs; block += 1) {
        if (isAudible[block] === true) audible += 1;
        const found = offsets.get(block);
        if (found === undefined) continue;
        heard += 1;
        offsetMs = found;
      }
      // A word without a sound of its own is as good as the one before.
      if (audible > 0) isHeard = heard / audible >= leastShare;
      return { isHeard, word: { text, startMs: startMs + offsetMs, endMs: endMs + offsetMs } };
    });
  }

  /** How many words lie before the end of the segment that begins with the next word. */
  function segmentEnd(): { end: number; isBeforePause: boolean } {
    const start = clip.words[next]?.startMs ?? 0;
    for (let index = next; index < clip.words.length - 1; index += 1) {
      const endMs = clip.words[index]?.endMs ?? 0;
      const pause = (clip.words[index + 1]?.startMs ?? 0) - endMs;
      if (pause >= pauseMs) return { end: index + 1, isBeforePause: true };
      if (endMs - start >= longSegmentMs) return { end: index + 1, isBeforePause: false };
    }
    return { end: clip.words.length, isBeforePause: true };
  }

  function segmentBefore(end: number, isBeforePause: boolean): HeardSegment | undefined {
    const words = wordsBefore(end);
    const last = words.at(-1);
    if (last === undefined || end <= next) return undefined;
    return {
      words: words.slice(next).flatMap(({ word, isHeard }) => (isHeard ? [word] : [])),
      endMs: last.word.endMs,
      isBeforePause,
      end,
    };
  }

  /** How many words there are up to the last one that was heard. */
  const heardEnd = () => wordsBefore(clip.words.length).findLastIndex(({ isHeard }) => isHeard) + 1;

  return {
    clip,
    progress(clipMs, streamMs) {
      offsets.set(Math.round(clipMs / blockMs) - 1, streamMs - clipMs);
    },
    end() {
      isOver = true;
    },
    get isOver() {
      return isOver;
    },
    segment() {
      const { end, isBeforePause } = segmentEnd();
      const last = isOver ? heardEnd() : clip.words.length;
      return end < last ? segmentBefore(end, isBeforePause) : segmentBefore(last, true);
    },
    rest: () => segmentBefore(heardEnd(), true),
    pass({ end }) {
      next = end;
    },
  };
}
