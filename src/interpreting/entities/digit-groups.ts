import { readMultiplied, readNumberWords, type ReadNumber } from './number-words.js';
import { decimal, digitsOf, valuesOfNumeral } from './numerals.js';
import { oncePerPlace } from './once-per-place.js';
import type { Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** A number, or one of several that are said in a row: "612 34 56 78", "A B 12 C". */
export interface DigitGroup {
  /** Its digits or capital letters. */
  readonly text: string;
  readonly kind: 'digits' | 'words' | 'letter';
  /** Canonical values of what is no mere digit or letter, by the language's decimal mark and by the other. */
  readonly value: string;
  readonly otherValue?: string;
  readonly isOrdinal: boolean;
  /** Words that are digits only among digits: articles, "oh". */
  readonly needsNeighbors: boolean;
  /** Index of the first token, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
}

/** What stands between two groups of one code: a space, a hyphen, a bracket, the point of "91.234.56.78". */
const groupGap = /^(?:[\s\u00a0()/-]{0,2}|\.)$/;

/**
 * More groups than in any code that is said: an IBAN has 34 characters. Those behind are another value. A recognizer that
 * says one word a thousand times would otherwise have all of them put together again from each.
 */
const mostGroups = 40;

/** Groups in a row that make one value: a single number, or the parts of a code. */
export const readDigitGroups = oncePerPlace((tokens, start, vocabulary): readonly DigitGroup[] => {
  const groups: DigitGroup[] = [];
  let digits = 0;
  let areSpelled = true;
  for (let index = start; groups.length < mostGroups;) {
    const group = readGroup(tokens, index, vocabulary);
    if (group === undefined) break;
    areSpelled &&= isSpelled(group);
    const gap = tokens[index]?.gap ?? '';
    // Behind a comma goes on only what is said one by one.
    const isJoined = groupGap.test(gap) || (gap === ', ' && areSpelled && digits > 1);
    if (groups.length > 0 && !isJoined) break;
    if (groups.length > 0 && (group.isOrdinal || group.value.includes('.'))) break;
    groups.push(group);
    digits += group.text.length;
    if (group.isOrdinal || group.value.includes('.')) break;
    index = group.end;
  }
  return trimmed(groups, tokens, vocabulary);
});

/** Whether a group is one digit or letter, or one that is repeated. */
function isSpelled({ text }: DigitGroup): boolean {
  return /^(.)\1*$/.test(text);
}

const readGroup = oncePerPlace((tokens, start, vocabulary): DigitGroup | undefined => {
  const token = tokens[start];
  switch (token?.kind) {
    case 'date':
      return /^\d+\.\d+$/.test(token.text) ? readNumeral(tokens, start, vocabulary) : undefined;
    case 'numeral':
      return readNumeral(tokens, start, vocabulary);
    case 'code':
      return {
        ...letterGroup(token.text.toUpperCase().replaceAll(/[^\p{L}\d]/gu, ''), start),
        kind: 'digits',
      };
    case 'word':
      return isLetter(tokens, start)
        ? letterGroup(token.text, start)
        : readSpokenGroup(tokens, start, vocabulary);
    default:
      return undefined;
  }
});

/** Whether a capital stands alone, and does not begin a word such as "E-Mail". */
function isLetter(tokens: readonly Token[], index: number): boolean {
  const [token, next] = [tokens[index], tokens[index + 1]];
  const beginsWord = next?.gap === '-' && next.kind === 'word' && next.text.length > 1;
  return token !== undefined && /^\p{Lu}$/u.test(token.text) && !beginsWord;
}

function letterGroup(text: string, start: number): DigitGroup {
  const needsNeighbors = false;
  return { text, kind: 'letter', value: text, isOrdinal: false, needsNeighbors, start, end: start + 1 };
}

/** What makes an ordinal of the digits before it, in any language: "3rd", "1er", "2ème", "4.º". */
const ordinalSuffix = /^(?:st|nd|rd|th|er|re|ere|e|eme|ieme|nd|nde|º|ª|o|a)$/;

function readNumeral(tokens: readonly Token[], start: number, vocabulary: Vocabulary): DigitGroup {
  const token = tokens[start];
  const text = token?.text ?? '';
  const { value, otherValue } = valuesOfNumeral(text, vocabulary.lexicon.decimalMark);
  const next = tokens[start + 1];
  const common = { kind: 'digits', needsNeighbors: false, start } as const;
  if (next && /^\.?$/.test(next.gap) && ordinalSuffix.test(next.word) && /^\d+$/.test(text))
    return { ...common, text, value, isOrdinal: true, end: start + 2 };
  const multiplied = readMultiplied(tokens, start + 1, vocabulary, Number(value));
  if (multiplied) {
    const product = decimal(multiplied.value);
    return { ...common, text: digitsOf(product), value: product, isOrdinal: false, end: multiplied.end };
  }
  const others = otherValue === value ? {} : { otherValue };
  return { ...common, text: digitsOf(text), value, ...others, isOrdinal: false, end: start + 1 };
}

function readSpokenGroup(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): DigitGroup | undefined {
  const token = tokens[start];
  if (token === undefined) return undefined;
  const spoken = { kind: 'words', isOrdinal: false, start } as const;
  const alias = vocabulary.aliases.get(token.word);
  if (alias !== undefined)
    return { ...spoken, text: alias, value: alias, needsNeighbors: true, end: start + 1 };
  const times = vocabulary.repeats.get(token.word);
  if (times !== undefined) {
    const digit = repeatedDigit(tokens, start + 1, vocabulary);
    const text = digit?.text.repeat(times) ?? '';
    return digit && { ...spoken, text, value: text, needsNeighbors: false, end: digit.end };
  }
  const read = readNumberWords(tokens, start, vocabulary);
  return read && { ...spoken, ...groupOf(read, token, vocabulary) };
}

function groupOf(read: ReadNumber, token: Token, { articles }: Vocabulary) {
  const value = decimal(read.value);
  const { end, isOrdinal } = read;
  const needsNeighbors = read.value === 1 && articles.has(token.word);
  return { text: digitsOf(value), value, isOrdinal, needsNeighbors, end };
}

function repeatedDigit(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): { readonly text: string; readonly end: number } | undefined {
  const token = tokens[start];
  if (token?.kind === 'numeral' && token.text.length === 1) return { text: token.text, end: start + 1 };
  const read = readNumberWords(tokens, start, vocabulary);
  return read && read.value < 10 && !read.isOrdinal ? { text: String(read.value), end: read.end } : undefined;
}

/** The groups that belong together; articles and single capitals are words, where nothing says otherwise. */
function trimmed(
  groups: readonly DigitGroup[],
  tokens: readonly Token[],
  { nonCounting, aliases, lexicon }: Vocabulary,
): readonly DigitGroup[] {
  const wordOf = (group: DigitGroup) => tokens[group.start]?.word ?? '';
  const isWord = (group: DigitGroup) =>
    group.needsNeighbors && (groups.length < 3 || nonCounting.has(wordOf(group)));
  const [first, second] = groups;
  if (first === undefined) return [];
  if (isWord(first)) return aliases.has(wordOf(first)) ? [] : [first];
  if (first.kind === 'letter' && second?.kind !== 'letter' && startsSentence(tokens, first.start)) return [];
  const cut = groups.findIndex(
    (group, place) => isWord(group) || (group.text === lexicon.pronoun && place === groups.length - 1),
  );
  const joined = cut === -1 ? groups : groups.slice(0, cut);
  const isSpelled = joined.length < 3 && joined.every((group) => group.kind === 'letter');
  return isSpelled ? [] : joined;
}

/** Whether a capital is the first letter of a sentence, and may be a word: all words of one letter are vowels. */
function startsSentence(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || !/^[aeiouy]$/.test(token.word)) return false;
  return index === 0 || /[.?!…¿¡]/.test(token.gap);
}
