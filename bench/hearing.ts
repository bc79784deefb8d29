import { frameBytes, sampleRateHz } from '../src/media/mulaw.js';
import { announcementOf } from '../sandbox/announcements.js';
import type { Clip } from '../sandbox/script.js';
import { heardAt, type LineRecording } from '../sandbox/telephone/line.js';
import { positionsOf } from '../sandbox/vendors/word-runs.js';
import { wordsOf } from '../sandbox/words.js';
import { heardPieces, type HeardPiece } from './heard-pieces.js';
import { partOf } from './recording-part.js';

/** What a party heard in a stretch of a call. */
export interface Heard {
  /** Pieces of renditions of the texts that were asked for, in the order of their beginnings. */
  readonly renditions: readonly HeardPiece[];
  /** The interpreter's own words. */
  readonly announcements: readonly HeardPiece[];
  /** Sound that is neither, ms: crossed or damaged audio, or a text that nobody asked for. */
  readonly unexplainedMs: number;
}

/** Sound below this is not minded, of full scale. */
const audibleLevel = 0.005;
/** A found sound may begin and end so much away from where it was found, ms. */
const marginMs = 150;

/** What is looked for in a party's ear. */
export interface Wanted {
  /** Everything that may have been synthesized for them. */
  readonly sounds: readonly Clip[];
  /** What they should hear: a sound is a rendition if its words are a part of one of these. */
  readonly texts: readonly string[];
}

/** Finds out from the sound in a party's ear what they heard between two moments. */
export function hearingOf(
  recording: LineRecording,
  window: { readonly fromAt: number; readonly toAt: number },
  { sounds, texts }: Wanted,
): Heard {
  const wanted = texts.map(wordsOf);
  const isRendition = ({ text }: Clip) =>
    wanted.some((words) => positionsOf(wordsOf(text), words).length > 0);
  const known = sounds.filter((sound) => isRendition(sound) || announcementOf(sound.text) !== undefined);
  const pieces = heardPieces(recording, window, known);
  return {
    renditions: pieces.filter(({ clip }) => isRendition(clip)),
    announcements: pieces.filter(({ clip }) => !isRendition(clip)),
    unexplainedMs: unexplainedMs(partOf(recording, window.fromAt, window.toAt), pieces),
  };
}

/** Audible sound of a recording that lies in none of the pieces that were found in it, ms. */
export function unexplainedMs(
  part: LineRecording,
  pieces: readonly { readonly startAt: number; readonly endAt: number }[],
): number {
  let samples = 0;
  for (let start = 0; start < part.heard.length; start += frameBytes) {
    const frame = part.heard.subarray(start, start + frameBytes);
    if (frame.every((sample) => Math.abs(sample) < audibleLevel * 32_768)) continue;
    const at = heardAt(part, start);
    const isExplained = pieces.some(
      ({ startAt, endAt }) => at >= startAt - marginMs && at <= endAt + marginMs,
    );
    if (!isExplained) samples += frame.length;
  }
  return (samples * 1000) / sampleRateHz;
}
