import type { Entity } from './entity.js';
import { readNumberWords } from './number-words.js';
import { continuesPhrase, type Found } from './phrases.js';
import type { Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';
import { readDigitGroups } from './digit-groups.js';

type DateEntity = Extract<Entity, { kind: 'date' }>;

/** The dates that digits such as "3/4/2024" can mean, likeliest first; none where they are no date. */
export function readWrittenDate(text: string, { lexicon }: Vocabulary): readonly DateEntity[] {
  const parts = text.split(/[/.-]/).map(Number);
  const [first = 0, second = 0, third] = parts;
  if (first > 31 && third !== undefined) return dateOf(third, second, first);
  const year = third === undefined ? undefined : fullYear(third);
  const [dayFirst, monthFirst] = [dateOf(first, second, year), dateOf(second, first, year)];
  return lexicon.isMonthFirst === true ? [...monthFirst, ...dayFirst] : dayFirst;
}

/** A date with the month's name: "15 de marzo de 2024", "March 15th", "im März 2024", "le 1er mai". */
export function readDate(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): Found<DateEntity> | undefined {
  const day = readDay(tokens, start, vocabulary);
  if (day) {
    const month = readMonth(tokens, skipOf(tokens, day.end, vocabulary), vocabulary);
    return month && withYear({ kind: 'date', day: day.value, month: month.value }, month.end);
  }
  const month = readMonth(tokens, start, vocabulary);
  if (month === undefined) return undefined;
  const following = vocabulary.lexicon.isMonthFirst === true ? readDayBehind(month.end) : undefined;
  if (following) return withYear({ kind: 'date', day: following.value, month: month.value }, following.end);
  const dated = withYear({ kind: 'date', month: month.value }, month.end);
  return dated.value.year === undefined && isDoubtful(tokens, start, vocabulary) ? undefined : dated;

  function readDayBehind(index: number): Found<number> | undefined {
    const article = tokens[index]?.word === 'the' ? index + 1 : index;
    return continuesPhrase(tokens, article) ? readDay(tokens, article, vocabulary) : undefined;
  }

  function withYear(date: DateEntity, index: number): Found<DateEntity> {
    const found = readYear(tokens, skipOf(tokens, index, vocabulary), vocabulary);
    return found ? { value: { ...date, year: found.value }, end: found.end } : { value: date, end: index };
  }
}

/** The date on which a bare day of a range falls: the 3rd of "from the 3rd to the 5th of March". */
export function withDay({ month, year }: DateEntity, day: number): DateEntity | undefined {
  return dateOf(day, month, year)[0];
}

function dateOf(day: number, month: number, year?: number): readonly DateEntity[] {
  if (day < 1 || day > 31 || month < 1 || month > 12) return [];
  return [{ kind: 'date', day, month, ...(year === undefined ? {} : { year }) }];
}

/** A year of two digits is of the last century from 70 on. */
function fullYear(year: number): number {
  if (year >= 100) return year;
  return year + (year < 70 ? 2000 : 1900);
}

function skipOf(tokens: readonly Token[], index: number, { of }: Vocabulary): number {
  return of.has(tokens[index]?.word ?? '') ? index + 1 : index;
}

function readDay(tokens: readonly Token[], index: number, vocabulary: Vocabulary): Found<number> | undefined {
  const token = tokens[index];
  if (token?.kind === 'numeral') {
    if (!/^\d{1,2}$/.test(token.text)) return undefined;
    const next = tokens[index + 1];
    const hasSuffix = next && /^\.?$/.test(next.gap) && /^(?:st|nd|rd|th|er|º|o)$/.test(next.word);
    return inMonth(Number(token.text), hasSuffix === true ? index + 2 : index + 1);
  }
  const read = readNumberWords(tokens, index, vocabulary);
  return read && inMonth(read.value, read.end);
}

function inMonth(value: number, end: number): Found<number> | undefined {
  return value >= 1 && value <= 31 ? { value, end } : undefined;
}

function readMonth(
  tokens: readonly Token[],
  index: number,
  { months, lexicon }: Vocabulary,
): Found<number> | undefined {
  const token = tokens[index];
  const value = months.get(token?.word ?? '');
  if (token === undefined || value === undefined) return undefined;
  const isName = lexicon.areMonthsCapital !== true || /^\p{Lu}/u.test(token.text);
  return isName ? { value, end: index + 1 } : undefined;
}

function isDoubtful(tokens: readonly Token[], index: number, { doubtfulMonths }: Vocabulary): boolean {
  const token = tokens[index];
  if (token === undefined || !doubtfulMonths.has(token.word)) return false;
  return index === 0 || /[.?!¿¡:]/.test(token.gap) || !/^\p{Lu}/u.test(token.text);
}

/** A year in full: "2024", "dos mil veinticuatro", "nineteen ninety-one". */
function readYear(
  tokens: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): Found<number> | undefined {
  if (!/^,? ?$|^[ -]$/.test(tokens[index]?.gap ?? '')) return undefined;
  const groups = readDigitGroups(tokens, index, vocabulary);
  const last = groups.at(-1);
  const year = groups.map((group) => group.text).join('');
  return last !== undefined && /^(?:19|20)\d\d$/.test(year)
    ? { value: Number(year), end: last.end }
    : undefined;
}
