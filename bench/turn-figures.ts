import type { ScriptLine } from '../sandbox/script.js';
import { positionsOf } from '../sandbox/vendors/word-runs.js';
import { wordsOf } from '../sandbox/words.js';
import { meaningProblems, soundsOf } from './heard-meaning.js';
import type { HeardPiece } from './heard-pieces.js';
import {
  averageLagging,
  averageTokenDelay,
  earVoiceSpan,
  lengthAdaptiveAverageLagging,
  startOffset,
} from './latency-metrics.js';
import { alignTranslation, firstClauseEndMs, type AlignedWord } from './line-alignment.js';

/** A line as it was said. */
export interface SaidLine {
  readonly line: ScriptLine;
  /** When a moment of the line's clip was spoken, `performance.now()` ms. */
  spokenAt(clipMs: number): number;
}

/** What became of a turn. Times are ms. */
export interface TurnFigures {
  readonly line: string;
  /** First word to last word. */
  readonly sourceMs: number;
  /** What was heard, rendition by rendition. */
  readonly renditions: readonly string[];
  /** Whether what was heard is the whole translation, in order, without repetition. */
  readonly isWhole: boolean;
  /** What was not heard exactly once, in words for people. */
  readonly problems: readonly string[];
  readonly startOffsetMs: number | undefined;
  readonly averageLaggingMs: number | undefined;
  readonly lengthAdaptiveAverageLaggingMs: number | undefined;
  readonly averageTokenDelayMs: number | undefined;
  /** Of each rendition. */
  readonly earVoiceSpansMs: readonly number[];
  /** End of the line's first clause in the mouth to the onset of the first rendition in the ear. */
  readonly firstRenditionMs: number | undefined;
  /** End of the last word in the mouth to the onset of the last rendition in the ear; undefined if it was not whole. */
  readonly turnLatencyMs: number | undefined;
}

/** A rendition and the words of the whole translation that it is. */
export interface PlacedRendition {
  readonly heard: HeardPiece;
  readonly firstWord: number;
}

/** Computes a turn's figures from what was heard of it, in order. */
export function turnFigures(said: SaidLine, pieces: readonly HeardPiece[]): TurnFigures {
  const { line } = said;
  const sounds = soundsOf(pieces);
  const firstWord = line.clip.words[0];
  const lastWord = line.clip.words.at(-1);
  const onset = said.spokenAt(firstWord?.startMs ?? 0);
  const end = said.spokenAt(lastWord?.endMs ?? 0);
  const sourceMs = end - onset;
  const aligned = alignTranslation(line);
  const placed = placeRenditions(sounds, aligned);
  const spans = earVoiceSpans([{ said, aligned }], placed);
  const translation = {
    sourceMs,
    wordOnsetsMs: sounds.flatMap(wordOnsets).map((at) => at - onset),
    referenceWords: aligned.length,
  };
  const problems = meaningProblems(aligned.map(({ word }) => word).join(' '), sounds);
  const isWhole = problems.length === 0;
  const [first] = sounds;
  const last = sounds.at(-1);
  return {
    line: line.id,
    sourceMs,
    renditions: sounds.map(({ clip }) => clip.text),
    isWhole,
    problems,
    startOffsetMs: startOffset(translation),
    averageLaggingMs: averageLagging(translation),
    lengthAdaptiveAverageLaggingMs: lengthAdaptiveAverageLagging(translation),
    averageTokenDelayMs: averageTokenDelay(
      sourceMs,
      sounds.map(({ startAt, endAt }) => ({ startMs: startAt - onset, endMs: endAt - onset })),
    ),
    earVoiceSpansMs: spans,
    firstRenditionMs: first && first.startAt - said.spokenAt(firstClauseEndMs(line)),
    turnLatencyMs: isWhole && last !== undefined ? last.startAt - end : undefined,
  };
}

/** The ear-voice span of each rendition of some lines that were said one after the other, ms. */
export function earVoiceSpans(
  lines: readonly { readonly said: SaidLine; readonly aligned: readonly AlignedWord[] }[],
  placed: readonly PlacedRendition[],
): number[] {
  const onsets = lines.flatMap(({ said, aligned }) => aligned.map(({ startMs }) => said.spokenAt(startMs)));
  return placed.flatMap(({ heard, firstWord }) => {
    const onset = onsets[firstWord];
    return onset === undefined ? [] : [earVoiceSpan(onset, heard.startAt)];
  });
}

/**
 * Finds the words of the whole translation that each rendition is: of several places the one that is nearest to where
 * the rendition before ended.
 */
export function placeRenditions(
  sounds: readonly HeardPiece[],
  aligned: readonly AlignedWord[],
): readonly PlacedRendition[] {
  const words = aligned.map(({ word }) => word);
  let end = 0;
  return sounds.flatMap((heard) => {
    const run = wordsOf(heard.clip.text);
    const [firstWord] = positionsOf(run, words).sort(
      (left, right) => Math.abs(left - end) - Math.abs(right - end),
    );
    if (firstWord === undefined) return [];
    end = firstWord + run.length;
    return { heard, firstWord };
  });
}

/** When each word of a rendition began in the ear, `performance.now()` ms. */
function wordOnsets({ clip, fromMs, toMs, startAt }: HeardPiece): number[] {
  return clip.words
    .filter(({ startMs, endMs }) => endMs > fromMs && startMs < toMs)
    .flatMap(({ text, startMs }) => wordsOf(text).map(() => startAt + startMs - fromMs));
}
