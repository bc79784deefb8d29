import type { ScriptLine } from '../sandbox/script.js';
import { splitWords } from '../sandbox/sound/clip.js';
import { translateFromScript } from '../sandbox/vendors/translation-memory.js';
import { wordsOf } from '../sandbox/words.js';

/** A word of a line's translation, and when the word that it comes from is spoken. */
export interface AlignedWord {
  /** As in `wordsOf`. */
  readonly word: string;
  /** Of the source's word, ms from the clip's first sample. */
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The words of a line's translation with the times of their sources, as the stand-in translator shares them out: the
 * word of the source with which a word of the translation first comes.
 */
export function alignTranslation(line: ScriptLine): readonly AlignedWord[] {
  const lines = new Map([[line.id, line]]);
  const times = sourceTimes(line);
  const sourceWords = wordsOf(line.segments.map(({ text }) => text).join(' '));
  const whole = wordsOf(line.segments.map(({ translation }) => translation).join(' '));
  const aligned: AlignedWord[] = [];
  sourceWords.forEach((_, index) => {
    const text = sourceWords.slice(0, index + 1).join(' ');
    const { translation } = translateFromScript(lines, {
      text,
      source: line.language,
      target: line.targetLanguage,
      context: '',
    });
    const time = times[index] ?? { startMs: 0, endMs: 0 };
    for (const word of whole.slice(aligned.length, wordsOf(translation).length))
      aligned.push({ word, ...time });
  });
  return aligned;
}

/** When each word of the source is spoken, by the words of `wordsOf`: "l'heure" is two, spoken as one. */
function sourceTimes({ clip }: ScriptLine): readonly { startMs: number; endMs: number }[] {
  return splitWords(clip.text).flatMap((written, index) => {
    const timed = clip.words[index];
    return wordsOf(written).map(() => ({ startMs: timed?.startMs ?? 0, endMs: timed?.endMs ?? 0 }));
  });
}

/** When the last word of a line's first segment ends, ms from the clip's first sample. */
export function firstClauseEndMs(line: ScriptLine): number {
  const words = splitWords(line.segments[0]?.text ?? '').length;
  return line.clip.words[words - 1]?.endMs ?? 0;
}
