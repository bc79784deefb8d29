import { readAmount, readHalf, readHalfOfThing, type ReadMention } from './amounts.js';
import { readClock, readWrittenClock, timeOfDay } from './clock-times.js';
import { readDate, readWrittenDate, withDay } from './dates.js';
import { plainEmail, readSpokenEmail } from './emails.js';
import type { Entity, Mention, Unit } from './entity.js';
import { readDigitGroups } from './digit-groups.js';
import { digitsOf } from './numerals.js';
import { wordsOfPhrase } from './phrases.js';
import { tokensOf, type Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

type Reader = (tokens: readonly Token[], index: number, vocabulary: Vocabulary) => ReadMention | undefined;

/** What a token may begin, in the order in which it is tried. */
const readers: readonly Reader[] = [
  readEmail,
  readWrittenDateToken,
  readNamedSpan,
  readHalf,
  readNamedDate,
  readTime,
  readHalfOfThing,
  readAlike,
  readWeekday,
  readAmount,
];

/** The entities of a text where they stand, in order. */
export function mentionsOf(text: string, vocabulary: Vocabulary): readonly Mention[] {
  const tokens = tokensOf(text);
  const mentions: Mention[] = [];
  for (let index = 0; index < tokens.length;) {
    const idiom = vocabulary.idioms.at(tokens, index);
    const read = idiom ? undefined : readMention(tokens, index, vocabulary);
    const [first, last] = [tokens[index], tokens[(read?.end ?? index + 1) - 1]];
    if (read && first && last) {
      const { end, ...mention } = read;
      const isInDigits = tokens.slice(index, end).some((token) => /\d/.test(token.text));
      mentions.push({ ...mention, isInDigits, start: first.start, end: last.end });
    }
    index = idiom?.end ?? read?.end ?? index + 1;
  }
  return sharedWithin(mentions, text, vocabulary);
}

function readMention(
  tokens: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): ReadMention | undefined {
  for (const read of readers) {
    const mention = read(tokens, index, vocabulary);
    if (mention) return mention;
  }
  return undefined;
}

function certain(entity: Entity, end: number): ReadMention {
  return { readings: [entity], certainty: 'certain', groups: '', end };
}

function readEmail(tokens: readonly Token[], index: number, vocabulary: Vocabulary): ReadMention | undefined {
  const token = tokens[index];
  if (token?.kind === 'email') return certain({ kind: 'email', value: plainEmail(token.text) }, index + 1);
  const spoken = readSpokenEmail(tokens, index, vocabulary);
  return spoken && certain({ kind: 'email', value: spoken.value }, spoken.end);
}

/** Digits that look like a date; those of "24/7" may mean something else. */
function readWrittenDateToken(
  tokens: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): ReadMention | undefined {
  const token = tokens[index];
  if (token?.kind !== 'date') return undefined;
  // "1.4." is a date where decimals have a comma.
  if (/^\d+\.\d+$/.test(token.text) && vocabulary.lexicon.decimalMark === '.') return undefined;
  const digits = digitsOf(token.text);
  const [first, ...others] = readWrittenDate(token.text, vocabulary);
  const code: Entity = { kind: 'code', value: digits };
  const common = { certainty: 'certain', groups: digits, end: index + 1 } as const;
  if (first === undefined) return { ...common, readings: [code] };
  // "03/27" is the end of a card's validity more often than a day.
  const isMonthAndYear = /^(?:0\d|1[0-2])\/(?:1[3-9]|[2-9]\d)$/.test(token.text);
  return { ...common, readings: isMonthAndYear ? [code, first, ...others] : [first, ...others, code] };
}

/** "a fortnight", "un cuarto de hora". */
function readNamedSpan(
  tokens: readonly Token[],
  index: number,
  { spans }: Vocabulary,
): ReadMention | undefined {
  const span = spans.at(tokens, index);
  const [first, ...others] = span?.value.map(numberOfSpan) ?? [];
  if (span === undefined || first === undefined) return undefined;
  return { readings: [first, ...others], certainty: 'certain', groups: '', end: span.end };
}

function numberOfSpan([value, unit]: readonly [string, Unit]): Entity {
  return { kind: 'number', value, unit };
}

function readNamedDate(
  tokens: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): ReadMention | undefined {
  const date = readDate(tokens, index, vocabulary);
  return date && certain(date.value, date.end);
}

function readTime(tokens: readonly Token[], index: number, vocabulary: Vocabulary): ReadMention | undefined {
  const clock = readWrittenClock(tokens, index) ?? readClock(tokens, index, vocabulary);
  if (clock) {
    // "0 H 0 A 0 0" is spelled, though it begins like a French time.
    const spelled = readDigitGroups(tokens, index, vocabulary);
    const isCode = spelled.some(({ kind }) => kind === 'letter') && (spelled.at(-1)?.end ?? 0) > clock.end;
    if (isCode) return undefined;
    const unit = vocabulary.units.at(tokens, clock.end);
    const end = unit?.value === 'hour' ? unit.end : clock.end;
    const part = vocabulary.dayParts.at(tokens, end);
    const { hour, minutes, groups } = clock.value;
    return { ...certain(timeOfDay(hour, minutes, part?.value), part?.end ?? end), groups };
  }
  const named = vocabulary.noonAndMidnight.at(tokens, index);
  return named && { ...certain(timeOfDay(named.value, 0, 'morning'), named.end), certainty: 'likely' };
}

function readAlike(tokens: readonly Token[], index: number, { alike }: Vocabulary): ReadMention | undefined {
  const found = alike.at(tokens, index);
  if (found === undefined) return undefined;
  const value = String(found.value);
  return { ...certain({ kind: 'number', value }, found.end), certainty: 'possible', groups: value };
}

function readWeekday(
  tokens: readonly Token[],
  index: number,
  { weekdays, weekdayNames, weekdayOrdinals, lexicon }: Vocabulary,
): ReadMention | undefined {
  const named = weekdays.at(tokens, index);
  if (named) return certain({ kind: 'weekday', weekday: named.value }, named.end);
  const word = tokens[index]?.word ?? '';
  const compound = lexicon.weekdayTail && weekdayOfCompound(word, lexicon.weekdayTail, weekdayNames);
  if (compound !== undefined) return certain({ kind: 'weekday', weekday: compound }, index + 1);
  const short = weekdayOrdinals.get(word);
  if (short !== undefined)
    // Portuguese counts its weekdays from Sunday: "segunda" is Monday, or the second.
    return {
      ...certain({ kind: 'weekday', weekday: short }, index + 1),
      readings: [
        { kind: 'weekday', weekday: short },
        { kind: 'ordinal', value: String(short + 1) },
      ],
      certainty: 'likely',
    };
  return undefined;
}

/** The day of German "Freitagabend". */
function weekdayOfCompound(
  word: string,
  tail: RegExp,
  names: ReadonlyMap<string, number>,
): number | undefined {
  const day = [...names].find(([name]) => word.startsWith(name) && tail.test(word.slice(name.length)));
  return day?.[1];
}

/** The mentions, with what the ends of a range share: the month of "from 3 to 5 March", the half of "3 to 5 pm". */
function sharedWithin(
  mentions: readonly Mention[],
  text: string,
  { through, lexicon }: Vocabulary,
): readonly Mention[] {
  const isRange = (left: Mention | undefined, right: Mention | undefined) => {
    if (left === undefined || right === undefined) return false;
    const between = text.slice(left.end, right.start).replace(/^\./, '').trim();
    return /^[-–]$/.test(between) || through.has(wordsOfPhrase(between).join(' '));
  };
  return mentions.map((mention, place) => {
    const [before, after] = [mentions[place - 1], mentions[place + 1]];
    if (isRange(mention, after)) return withKindOf(mention, after);
    return lexicon.isMonthFirst === true && isRange(before, mention) ? withKindOf(mention, before) : mention;
  });
}

/** A bare number, as the date or the time that the other end of its range is. */
function withKindOf(mention: Mention, other: Mention | undefined): Mention {
  const [number, ...others] = mention.readings;
  const end = other?.readings[0];
  const isBare = (number.kind === 'number' && number.unit === undefined) || number.kind === 'ordinal';
  if (!isBare || !Number.isInteger(Number(number.value))) return mention;
  const value = Number(number.value);
  if (end?.kind === 'date' && end.day !== undefined) {
    const date = withDay(end, value);
    return date ? { ...mention, readings: [date] } : mention;
  }
  if (end?.kind === 'time' && value <= 24)
    return { ...mention, readings: [number, ...others, timeOfDay(value, 0)] };
  return mention;
}
