import type { Entity } from './entity.js';
import { isTwelveHour } from './entity.js';
import type { DayPart } from './lexicon.js';
import { readNumberWords } from './number-words.js';
import { digitsOf } from './numerals.js';
import { continuesPhrase, type Found } from './phrases.js';
import type { Token } from './tokens.js';
import type { Clock, Vocabulary } from './vocabulary.js';

type TimeEntity = Extract<Entity, { kind: 'time' }>;

/**
 * A time of day.
 *
 * @param hour - as it was said, 0 to 24.
 * @param minutes - to be added to the full hour; negative for "quarter to".
 */
export function timeOfDay(hour: number, minutes: number, dayPart?: DayPart): TimeEntity {
  const total = (hour * 60 + minutes + 24 * 60) % (24 * 60);
  const minute = total % 60;
  const counted = Math.floor(total / 60);
  // "Halb eins" is half past twelve, not half past midnight.
  const said = counted === 0 && hour >= 1 && hour <= 12 ? 12 : counted;
  if (dayPart === undefined || said > 12)
    return { kind: 'time', hour: said, minute, isTwelveHour: isTwelveHour(said) };
  return { kind: 'time', hour: hourOfDay(said, dayPart), minute, isTwelveHour: false };
}

function hourOfDay(hour: number, dayPart: DayPart): number {
  switch (dayPart) {
    case 'am':
      return hour % 12;
    case 'morning':
      return hour;
    case 'pm':
      return (hour % 12) + 12;
    case 'night':
      return hour === 12 || hour <= 5 ? hour % 12 : hour + 12;
  }
}

/** A time as it was said. */
export interface ClockTime {
  readonly hour: number;
  /** To be added to the full hour. */
  readonly minutes: number;
  /** Hour and minute in the order in which they were said, where both were numbers. */
  readonly groups: string;
}

/** "15:30", "15h30". */
export function readWrittenClock(tokens: readonly Token[], index: number): Found<ClockTime> | undefined {
  const token = tokens[index];
  if (token?.kind !== 'clock') return undefined;
  const [hour = 0, minutes = 0] = token.text.split(/[:h]/).map(Number);
  return { value: { hour, minutes, groups: digitsOf(token.text) }, end: index + 1 };
}

/** A time in words, or in digits with words: "half past three", "las 3 y cuarto", "15 Uhr 30". */
export function readClock(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): Found<ClockTime> | undefined {
  const first = tokens[start]?.word ?? '';
  const beginsWithNumber = readSmallNumber(tokens, start, vocabulary) !== undefined;
  let longest: Found<ClockTime> | undefined;
  for (const pattern of vocabulary.clock) {
    const isPossible = pattern.words[0]?.has(first) === true || beginsWithNumber;
    if (!isPossible) continue;
    const found = matchClock(tokens, start, pattern, vocabulary);
    if (found && found.end > (longest?.end ?? 0)) longest = found;
  }
  return longest;
}

function matchClock(
  tokens: readonly Token[],
  start: number,
  { words, minutes, sign }: Clock,
  vocabulary: Vocabulary,
): Found<ClockTime> | undefined {
  let hour = 0;
  let minute = 0;
  let groups = '';
  let index = start;
  for (const word of words) {
    if (index > start && !continuesPhrase(tokens, index)) return undefined;
    const isHour = word.has('{hour}');
    if (isHour || word.has('{minute}')) {
      const number = readSmallNumber(tokens, index, vocabulary);
      if (number === undefined || number.value > (isHour ? 24 : 59)) return undefined;
      groups += String(number.value);
      if (isHour) hour = number.value;
      else minute = number.value;
      index = number.end;
    } else {
      if (!word.has(tokens[index]?.word ?? '')) return undefined;
      index += 1;
    }
  }
  // "9 to 14" is a range, "five to seven" a time.
  if (sign === -1 && (hour > 12 || minute % 5 !== 0)) return undefined;
  return { value: { hour, minutes: minutes + sign * minute, groups: sign === 0 ? '' : groups }, end: index };
}

function readSmallNumber(
  tokens: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): Found<number> | undefined {
  const token = tokens[index];
  if (token?.kind === 'numeral')
    return /^\d{1,2}$/.test(token.text) ? { value: Number(token.text), end: index + 1 } : undefined;
  const read = readNumberWords(tokens, index, vocabulary);
  return read && !read.isOrdinal && Number.isInteger(read.value)
    ? { value: read.value, end: read.end }
    : undefined;
}
