/** A word for the identification of its language. */
export interface SpelledWord {
  /** In lower case, with its diacritics; with its apostrophe where it is elided: "l'". */
  readonly spelling: string;
  /** Whether it is written like a name. */
  readonly isCapitalized: boolean;
  /** How much of a word it is, 0 to 1: a Chinese character or "l'" is half of one. */
  readonly size: number;
}

/**
 * Where words are not separated, each character stands for itself; digits are kept to make known what has
 * them.
 */
const wordPattern = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+['’]?/gu;
const han = /^\p{Script=Han}/u;
const digit = /\p{N}/u;
const capital = /^\p{Lu}/u;
const lowerCase = /\p{Ll}/u;

/** The words of a text, without those that have digits. */
export function spelledWordsOf(text: string): readonly SpelledWord[] {
  // A recognizer that writes in capitals says nothing with them.
  const hasCase = lowerCase.test(text);
  const words: SpelledWord[] = [];
  for (const written of text.normalize('NFC').match(wordPattern) ?? []) {
    if (digit.test(written)) continue;
    const spelling = written.toLowerCase().replace('’', "'");
    words.push({
      spelling,
      isCapitalized: hasCase && capital.test(written),
      size: han.test(spelling) || spelling.length === 1 || spelling.endsWith("'") ? 0.5 : 1,
    });
  }
  return words;
}

/** The same word without diacritics, which some recognizers leave out. */
export function withoutDiacritics(spelling: string): string {
  return spelling.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}
