import { oncePerPlace } from './once-per-place.js';
import type { Token } from './tokens.js';
import type { NumberWord, Vocabulary } from './vocabulary.js';

/** A number that was read from words, or from digits with a word such as "million" behind them. */
export interface ReadNumber {
  readonly value: number;
  /** Index of the token behind it. */
  readonly end: number;
  readonly isOrdinal: boolean;
}

/** Parts of one number are apart by a space or a hyphen. */
const numberGap = /^[\s\u00a0-]?$/;

/** Reads the longest number in words that begins at a token. */
export const readNumberWords = oncePerPlace((tokens, start, vocabulary) =>
  readParts(tokens, start, vocabulary),
);

/** Reads what is said to digits before it, `leading` being their value: a multiplier, and what follows one. */
export function readMultiplied(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
  leading: number,
): ReadNumber | undefined {
  return readParts(tokens, start, vocabulary, leading);
}

function readParts(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
  leading?: number,
): ReadNumber | undefined {
  let sum = leading === undefined ? emptySum : { ...emptySum, group: leading, room: 0 };
  let read: ReadNumber | undefined;
  let index = start;
  for (;;) {
    const token = tokens[index];
    if (token === undefined || ((index > start || leading !== undefined) && !numberGap.test(token.gap)))
      return read;
    const parts = partsAt(tokens, index, vocabulary);
    if (parts === undefined) return read;
    if (leading !== undefined && index === start && !isMultiplier(parts.words[0])) return read;
    for (const part of parts.words) {
      const next = add(sum, part);
      if (next === undefined) return read;
      sum = next;
    }
    index = parts.end;
    if (sum.link === undefined)
      read = { value: sum.total + (sum.group ?? 0), end: index, isOrdinal: sum.isOrdinal };
    if (sum.isOrdinal) return read;
  }
}

function isMultiplier(part: NumberWord | undefined): boolean {
  return part?.role === 'multiplier' && part.value >= 1000;
}

/** The number words that a token is made of, or two tokens are. */
function partsAt(
  tokens: readonly Token[],
  index: number,
  { numberWords, compoundWords, units, lexicon }: Vocabulary,
): { readonly words: readonly NumberWord[]; readonly end: number } | undefined {
  const token = tokens[index];
  if (token === undefined || token.kind !== 'word') return undefined;
  const following = tokens[index + 1];
  if (following !== undefined && numberGap.test(following.gap)) {
    const pair = numberWords.get(`${token.word} ${following.word}`);
    // A hyphen binds more closely: "quatre-vingt-quatre vingt-deux" is 84 and 22.
    if (pair && !(token.gap === '-' && following.gap !== '-')) return { words: [pair], end: index + 2 };
  }
  const word = numberWords.get(token.word);
  if (word) return { words: [word], end: index + 1 };
  // Italian "centesimi" are hundredths of a euro rather than hundredth.
  if (compoundWords.length === 0 || units.at(tokens, index)) return undefined;
  const words = partsOfCompound(token.word, compoundWords, lexicon.compounds ?? {});
  return words && { words, end: index + 1 };
}

/** Letters of the longest number that is written in one word, with many to spare. */
const longestCompound = 200;

function partsOfCompound(
  compound: string,
  words: Vocabulary['compoundWords'],
  endings: { readonly ordinalEnding?: RegExp; readonly tail?: RegExp },
): readonly NumberWord[] | undefined {
  if (compound.length > longestCompound) return undefined;
  /** What was tried in vain need not be tried again behind other parts of the same length. */
  const inVain = new Set<string>();
  return partsOf(compound);

  function partsOf(rest: string): readonly NumberWord[] | undefined {
    if (inVain.has(rest)) return undefined;
    for (const [word, part] of words) {
      if (!rest.startsWith(word)) continue;
      const behind = rest.slice(word.length);
      if (behind === '' || endings.tail?.test(behind) === true) return [part];
      if (endings.ordinalEnding?.test(behind) === true)
        return part.role === 'addend' ? [{ ...part, isOrdinal: true }] : [part];
      const others = partsOf(behind);
      if (others) return [part, ...others];
    }
    inVain.add(rest);
    return undefined;
  }
}

/** A number as far as it was said. */
interface Sum {
  /** What was multiplied by a thousand or more. */
  readonly total: number;
  /** What is being counted, below the last multiplier. */
  readonly group: number | undefined;
  /** The next part must be smaller. */
  readonly room: number;
  /** The last multiplier. */
  readonly scale: number;
  readonly link: Extract<NumberWord, { role: 'link' }> | undefined;
  readonly isOrdinal: boolean;
}

const emptySum: Sum = {
  total: 0,
  group: undefined,
  room: Infinity,
  scale: Infinity,
  link: undefined,
  isOrdinal: false,
};

/** The sum with one more part, or nothing where the part is not of the same number. */
function add(sum: Sum, part: NumberWord): Sum | undefined {
  switch (part.role) {
    case 'addend':
      return addAddend(sum, part);
    case 'multiplier':
      if (sum.isOrdinal || (sum.link && sum.link.before?.size !== 0)) return undefined;
      return multiply({ ...sum, link: undefined }, part);
    case 'link': {
      const isEmpty = sum.group === undefined && sum.total === 0;
      if (isEmpty || sum.link || sum.isOrdinal) return undefined;
      const room = sum.group === undefined ? sum.scale : sum.room;
      const fits = room >= part.least && room <= part.most;
      return fits || (part.turns && isUnits(sum.group)) ? { ...sum, link: part } : undefined;
    }
  }
}

function addAddend(sum: Sum, part: Extract<NumberWord, { role: 'addend' }>): Sum | undefined {
  const { value, room, isOrdinal } = part;
  const { group, link } = sum;
  if (sum.isOrdinal || (link?.before && !link.before.has(value))) return undefined;
  const added = { ...sum, link: undefined, isOrdinal };
  if (group === undefined) {
    const isBegun = sum.total > 0;
    return isBegun && (value >= sum.scale || value === 0) ? undefined : { ...added, group: value, room };
  }
  if (link?.turns === true && isUnits(group) && value >= 20 && value < 100)
    return { ...added, group: group + value, room: 0 };
  // Halves, as in "zweieinhalb", go behind anything.
  const fits = value > 0 && (value < sum.room || value < 1);
  return fits ? { ...added, group: group + value, room } : undefined;
}

/** Whether a group ends in units that tens may follow, as in "hundertdreiundzwanzig". */
function isUnits(group: number | undefined): boolean {
  return group !== undefined && group % 100 >= 1 && group % 100 <= 9;
}

function multiply(
  sum: Sum,
  { value, isPlural }: Extract<NumberWord, { role: 'multiplier' }>,
): Sum | undefined {
  const { total, group, scale } = sum;
  if (group === undefined) {
    // "mil millones": the multiplier before counts this one.
    if (total > 0 && value > scale) return { ...sum, total: total * value, scale: value };
    if (isPlural || value >= scale) return undefined;
    return value === 100
      ? { ...sum, group: value, room: value }
      : { ...sum, total: total + value, scale: value };
  }
  if (value === 100) {
    // "cinquante cents" are hundredths of a euro.
    return group < 100 && group % 10 !== 0 ? { ...sum, group: group * value, room: value } : undefined;
  }
  if (value < scale) return { ...sum, total: total + group * value, group: undefined, scale: value };
  return value > scale
    ? { ...sum, total: (total + group) * value, group: undefined, scale: value }
    : undefined;
}
