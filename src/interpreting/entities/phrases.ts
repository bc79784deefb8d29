import { fold, type Token } from './tokens.js';

/** Something that was found in a row of tokens, and the index behind it. */
export interface Found<Value> {
  readonly value: Value;
  readonly end: number;
}

/** Phrases and what they stand for, found by their words; the longest one wins. */
export interface PhraseTable<Value> {
  /** The phrase that begins with the token at an index. */
  at(tokens: readonly Token[], index: number): Found<Value> | undefined;
}

/** What may stand inside a phrase: "p.m.", "per-cent", "l'una". */
const phraseGap = /^(?:[\s\u00a0-]?|['’]|\. ?)$/;

/** Whether the token at an index goes on with the phrase of the one before it. */
export function continuesPhrase(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  return token !== undefined && phraseGap.test(token.gap);
}

/** The words of a phrase as tokens have them. */
export function wordsOfPhrase(phrase: string): readonly string[] {
  return phrase.split(/[\s'’-]+/).map((word) => (/^\d+$/.test(word) ? word : fold(word)));
}

export function createPhraseTable<Value>(entries: Iterable<readonly [string, Value]>): PhraseTable<Value> {
  const byFirstWord = new Map<string, { words: readonly string[]; value: Value }[]>();
  for (const [phrase, value] of entries) {
    const words = wordsOfPhrase(phrase);
    const first = words[0] ?? '';
    byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { words, value }]);
  }
  for (const phrases of byFirstWord.values())
    phrases.sort((left, right) => right.words.length - left.words.length);

  return {
    at(tokens, index) {
      for (const { words, value } of byFirstWord.get(tokens[index]?.word ?? '') ?? []) {
        const matches = words.every(
          (word, place) =>
            tokens[index + place]?.word === word && (place === 0 || continuesPhrase(tokens, index + place)),
        );
        if (matches) return { value, end: index + words.length };
      }
      return undefined;
    },
  };
}
