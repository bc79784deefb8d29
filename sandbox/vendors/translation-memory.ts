import { primaryLanguage } from '../../src/providers/capabilities.js';
import type { ScriptLine, Segment } from '../script.js';
import { splitWords } from '../sound/clip.js';
import { wordsOf } from '../words.js';
import { positionsOf } from './word-runs.js';

export interface MemoryRequest {
  readonly text: string;
  /** BCP-47; undefined where it is to be found out. */
  readonly source: string | undefined;
  readonly target: string;
  /** What was said before: it tells apart words that come in several places. */
  readonly context: string;
}

export interface Remembered {
  /** The text itself in brackets where no line has it. */
  readonly translation: string;
  /** The line that the first word belongs to. */
  readonly line: ScriptLine | undefined;
}

/** A word of a line, and the words of its translation that fall to it: none, one or several. */
interface AlignedWord {
  readonly word: string;
  readonly line: ScriptLine;
  readonly isFirst: boolean;
  readonly translation: readonly string[];
}

/**
 * Translates any words that follow one another in the lines, without regard to case and punctuation. The words of a
 * segment's translation are shared out among its words in order, so that the translations of consecutive pieces,
 * joined, are the whole. A piece to which no word falls borrows its neighbor's.
 */
export function translateFromScript(
  lines: ReadonlyMap<string, ScriptLine>,
  { text, source, target, context }: MemoryRequest,
): Remembered {
  const aligned = [...lines.values()]
    .filter((line) => isSameLanguage(line.targetLanguage, target))
    .filter((line) => source === undefined || isSameLanguage(line.language, source))
    .flatMap(alignWords);
  const words = aligned.map(({ word }) => word);
  const run = wordsOf(text);
  const before = wordsOf(context);
  const [start] = positionsOf(run, words).sort(
    (left, right) =>
      wordsInCommon(words, right, before) - wordsInCommon(words, left, before) ||
      Number(aligned[right]?.isFirst) - Number(aligned[left]?.isFirst) ||
      left - right,
  );
  if (start === undefined) return { translation: `⟦${text}⟧`, line: undefined };
  const translated = aligned.slice(start, start + run.length).flatMap(({ translation }) => translation);
  const translation = translated.length > 0 ? translated : nearestTranslation(aligned, start);
  return { translation: translation.join(' '), line: aligned[start]?.line };
}

function nearestTranslation(aligned: readonly AlignedWord[], start: number): readonly string[] {
  const isTranslated = ({ translation }: AlignedWord) => translation.length > 0;
  const neighbor = aligned.slice(0, start).findLast(isTranslated) ?? aligned.slice(start).find(isTranslated);
  return neighbor?.translation ?? [];
}

function alignWords(line: ScriptLine): AlignedWord[] {
  return line.segments.flatMap((segment, index) =>
    alignSegment(segment).map((word, wordIndex) => ({
      ...word,
      line,
      isFirst: index === 0 && wordIndex === 0,
    })),
  );
}

function alignSegment({ text, translation }: Segment): { word: string; translation: string[] }[] {
  const words = wordsOf(text);
  const translated = splitWords(translation);
  const shareBefore = (index: number) => Math.round((index * translated.length) / words.length);
  return words.map((word, index) => ({
    word,
    translation: translated.slice(shareBefore(index), shareBefore(index + 1)),
  }));
}

/** How many words before a position are the last ones that were said before. */
function wordsInCommon(words: readonly string[], position: number, before: readonly string[]): number {
  let count = 0;
  while (count < before.length && words[position - 1 - count] === before.at(-1 - count)) count += 1;
  return count;
}

function isSameLanguage(left: string, right: string): boolean {
  return primaryLanguage(left).toLowerCase() === primaryLanguage(right).toLowerCase();
}
