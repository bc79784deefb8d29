import { primaryLanguage } from '../../src/providers/capabilities.js';
import type { ScriptLine } from '../script.js';
import type { HeardWord } from './heard-clip.js';
import type { RecognitionAnswer } from './recognition.js';

export type ResultsAnswer = Extract<RecognitionAnswer, { type: 'results' }>;

const sureConfidence = 0.98;
const shakyConfidence = 0.55;
const garbledConfidence = 0.3;

const letterRings = ['aeiou', 'bcdfghjklmnpqrstvwxz'];

/** A word as it is written into the answer. */
export interface WrittenWord {
  readonly heard: HeardWord;
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** What a model listens for. */
export interface ModelLanguages {
  /** BCP-47, or `multi`: whichever of those it knows is spoken. */
  readonly language: string;
  readonly known: ReadonlySet<string>;
}

/** What was understood of an answer's sound. */
export interface HeardText {
  /** BCP-47: the language that the model takes it for. */
  readonly language: string;
  readonly words: readonly WrittenWord[];
}

/**
 * Writes down the words. A model of one language writes what it makes of the sounds of another, and is not sure of
 * it; so does the model of many, of a language that it does not know, and any of a line that is to be misheard.
 */
export function writeDown(
  { clip, words, isLastWordShaky }: ResultsAnswer,
  { language, known }: ModelLanguages,
  lines: ReadonlyMap<string, ScriptLine>,
): HeardText {
  const spoken = clip === undefined ? 'en' : primaryLanguage(clip.language);
  const isKnown = language === 'multi' ? known.has(spoken) : primaryLanguage(language) === spoken;
  const isUnderstood = isKnown && lines.get(clip?.id ?? '')?.isMisheard !== true;
  return {
    language: language !== 'multi' ? language : isKnown ? spoken : 'en',
    words: words.map((heard, index): WrittenWord => {
      if (!isUnderstood) return { heard, text: garbled(heard.text), confidence: garbledConfidence };
      if (isLastWordShaky && index === words.length - 1) {
        return { heard, text: shaky(heard.text), confidence: shakyConfidence };
      }
      return { heard, text: heard.text, confidence: sureConfidence };
    }),
  };
}

/** A word without its punctuation and capitals. */
export function plainWord(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** The beginning of a word, as of one that is not over. */
function shaky(text: string): string {
  const letters = plainWord(text);
  return letters.slice(0, Math.max(1, Math.ceil(letters.length * 0.6)));
}

/** A word of the same length that is none: vowels stay vowels. */
function garbled(text: string): string {
  const letters = plainWord(text).normalize('NFD').replace(/\p{M}/gu, '');
  return letters.replace(/\p{L}/gu, (letter) => {
    const ring = letterRings.find((candidate) => candidate.includes(letter));
    return ring?.[(ring.indexOf(letter) + 1) % ring.length] ?? letter;
  });
}
