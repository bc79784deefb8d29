import { timeOfDay } from './clock-times.js';
import { readDigitGroups, type DigitGroup } from './digit-groups.js';
import type { Certainty, Entity, Unit } from './entity.js';
import { decimal } from './numerals.js';
import { continuesPhrase, type Found } from './phrases.js';
import type { Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** What was read as one mention, up to the token behind it. */
export interface ReadMention {
  readonly readings: readonly [Entity, ...Entity[]];
  readonly otherConvention?: Entity;
  readonly certainty: Certainty;
  readonly groups: string;
  readonly end: number;
}

const signs: ReadonlyMap<string, Unit> = new Map([
  ['€', 'EUR'],
  ['$', 'USD'],
  ['£', 'GBP'],
  ['%', 'percent'],
]);

/** A number with what belongs to it (decimals, unit, hundredths, half of the day), or a code. */
export function readAmount(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): ReadMention | undefined {
  const sign = signs.get(tokens[start]?.text ?? '');
  const groups = readDigitGroups(tokens, sign ? start + 1 : start, vocabulary);
  const [first, second] = groups;
  if (first === undefined) return undefined;
  if (second || first.kind === 'letter' || /\p{L}|^0\d\d/u.test(first.value))
    return readCode(tokens, groups, vocabulary, sign);
  if (first.isOrdinal) return ordinal(first);
  if (/^0\d$/.test(first.value)) {
    // "08" is an hour or a day as often as part of a code.
    const quantity = readQuantity(tokens, { ...first, value: first.value.slice(1) }, vocabulary, sign);
    return { ...quantity, readings: [...quantity.readings, { kind: 'code', value: first.value }] };
  }
  return readQuantity(tokens, first, vocabulary, sign);
}

function ordinal({ value, text, kind, end }: DigitGroup): ReadMention {
  return {
    readings: [{ kind: 'ordinal', value }],
    certainty: kind === 'digits' ? 'certain' : 'likely',
    groups: text,
    end,
  };
}

/** A number in a row with others is a code, unless two of them are a time or a price: "three thirty". */
function readCode(
  tokens: readonly Token[],
  groups: readonly DigitGroup[],
  vocabulary: Vocabulary,
  sign: Unit | undefined,
): ReadMention {
  const text = groups.map((group) => group.text).join('');
  const { unit, end } = readUnit(tokens, groups.at(-1)?.end ?? 0, vocabulary, sign);
  const rest = { certainty: 'certain', groups: text } as const;
  const [first, second, third] = groups;
  const pair = first && second && !third && /^\d{1,2} \d\d$/.test(`${first.text} ${second.text}`);
  const code: Entity =
    unit === undefined ? { kind: 'code', value: text } : { kind: 'number', value: text, unit };
  if (pair !== true) return { ...rest, readings: [code], end };

  const price = numberOf(decimal(Number(first.text) + Number(second.text) / 100), unit);
  const [hour, minute] = [Number(first.text), Number(second.text)];
  const part = vocabulary.dayParts.at(tokens, end);
  if (unit !== undefined || hour > 24 || minute > 59) return { ...rest, readings: [code, price], end };
  const time = timeOfDay(hour, minute, part?.value);
  return part
    ? { ...rest, readings: [time, code], end: part.end }
    : { ...rest, readings: [code, time, price], end };
}

function readQuantity(
  tokens: readonly Token[],
  group: DigitGroup,
  vocabulary: Vocabulary,
  sign: Unit | undefined,
): ReadMention {
  const decimals = readDecimals(tokens, group, vocabulary);
  const half = vocabulary.halfBehind.at(tokens, decimals?.end ?? group.end);
  const counted = readUnit(tokens, half?.end ?? decimals?.end ?? group.end, vocabulary, sign);
  const halfUnit = half ? undefined : vocabulary.halfBehind.at(tokens, counted.end);
  const hundredths = isCurrency(counted.unit) ? readHundredths(tokens, counted.end, vocabulary) : undefined;
  const { unit } = counted;
  const end = hundredths?.end ?? halfUnit?.end ?? counted.end;
  const more = ((half ?? halfUnit) ? 0.5 : 0) + (hundredths?.value ?? 0) / 100;
  const base = decimals?.value ?? group.value;
  const value = more === 0 ? base : decimal(Number(base) + more);
  const number = numberOf(value, unit);
  const isWhole = more === 0 && !value.includes('.');
  const common = {
    certainty: isWhole ? certaintyOf(tokens, group, unit, vocabulary) : 'certain',
    groups: group.text + (decimals?.digits ?? '') + (hundredths ? String(hundredths.value) : ''),
    ...(value === group.value && group.otherValue
      ? { otherConvention: numberOf(group.otherValue, unit) }
      : {}),
  } as const;

  const time = unit === undefined || unit === 'hour' ? clockOf(group, value, isWhole) : undefined;
  if (time === undefined) return { ...common, readings: [number], end };
  const part = vocabulary.dayParts.at(tokens, end);
  if (part)
    return {
      ...common,
      certainty: 'certain',
      readings: [timeOfDay(time.hour, time.minutes, part.value), number],
      end: part.end,
    };
  // A whole number is compared with times as it is.
  return { ...common, readings: isWhole ? [number] : [number, timeOfDay(time.hour, time.minutes)], end };
}

/** The time that a number may be: "3", "3 and a half", "15.30". */
function clockOf(
  { text }: DigitGroup,
  value: string,
  isWhole: boolean,
): { readonly hour: number; readonly minutes: number } | undefined {
  const hour = Math.floor(Number(value));
  if (hour > 24) return undefined;
  if (isWhole) return { hour, minutes: 0 };
  if (value.endsWith('.5') && String(hour) === text) return { hour, minutes: 30 };
  const written = /^\d{1,2}(\d\d)$/.exec(text);
  const minutes = Number(written?.[1] ?? 60);
  return minutes < 60 ? { hour, minutes } : undefined;
}

function certaintyOf(
  tokens: readonly Token[],
  group: DigitGroup,
  unit: Unit | undefined,
  { doubtful }: Vocabulary,
): Certainty {
  if (group.kind === 'digits') return 'certain';
  const isDoubtful = group.end === group.start + 1 && doubtful.has(tokens[group.start]?.word ?? '');
  if (unit === undefined && (group.needsNeighbors || isDoubtful)) return 'possible';
  return group.value === '1' ? 'likely' : 'certain';
}

function numberOf(value: string, unit: Unit | undefined): Entity {
  return unit === undefined ? { kind: 'number', value } : { kind: 'number', value, unit };
}

/** Halves that have a better name. */
const halves: Partial<Readonly<Record<Unit, readonly [value: string, unit: Unit]>>> = {
  hour: ['30', 'minute'],
  year: ['6', 'month'],
};

/** Half of a unit: "media hora", "half an hour". */
export function readHalf(
  tokens: readonly Token[],
  start: number,
  { halfBefore, articles, units }: Vocabulary,
): ReadMention | undefined {
  if (!halfBefore.has(tokens[start]?.word ?? '')) return undefined;
  const next = articles.has(tokens[start + 1]?.word ?? '') ? start + 2 : start + 1;
  const unit = continuesPhrase(tokens, next) ? units.at(tokens, next) : undefined;
  if (unit === undefined) return undefined;
  const [value, counted] = halves[unit.value] ?? ['0.5', unit.value];
  return { readings: [numberOf(value, counted)], certainty: 'certain', groups: '', end: unit.end };
}

/** Half of anything else: "media pastilla". The words also mean "middle" or "average". */
export function readHalfOfThing(
  tokens: readonly Token[],
  start: number,
  { halfBefore, of }: Vocabulary,
): ReadMention | undefined {
  const next = tokens[start + 1];
  const isOfThing = next?.kind === 'word' && continuesPhrase(tokens, start + 1) && !of.has(next.word);
  if (!halfBefore.has(tokens[start]?.word ?? '') || !isOfThing) return undefined;
  return { readings: [numberOf('0.5', undefined)], certainty: 'likely', groups: '', end: start + 1 };
}

function readUnit(
  tokens: readonly Token[],
  index: number,
  { of, units }: Vocabulary,
  sign: Unit | undefined,
): { readonly unit: Unit | undefined; readonly end: number } {
  const none = { unit: sign, end: index };
  if (sign !== undefined || !continuesPhrase(tokens, index)) return none;
  const symbol = signs.get(tokens[index]?.text ?? '');
  if (symbol) return { unit: symbol, end: index + 1 };
  const named = units.at(tokens, of.has(tokens[index]?.word ?? '') ? index + 1 : index);
  return named ? { unit: named.value, end: named.end } : none;
}

function isCurrency(unit: Unit | undefined): boolean {
  return unit !== undefined && /^[A-Z]{3}$/.test(unit);
}

/** "coma cinco", "point zero five" behind a number. */
function readDecimals(
  tokens: readonly Token[],
  { value, end }: DigitGroup,
  vocabulary: Vocabulary,
): { readonly value: string; readonly digits: string; readonly end: number } | undefined {
  if (!vocabulary.point.has(tokens[end]?.word ?? '') || !continuesPhrase(tokens, end)) return undefined;
  const groups = readDigitGroups(tokens, end + 1, vocabulary);
  const last = groups.at(-1);
  const digits = groups.map((group) => group.text).join('');
  if (last === undefined || !/^\d+$/.test(digits)) return undefined;
  return { value: decimal(Number(`${value}.${digits}`)), digits, end: last.end };
}

/** Hundredths behind a currency: "euros con 50", "pounds and twenty pence", "Euro fünfzig". */
function readHundredths(
  tokens: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): Found<number> | undefined {
  const isLinked = vocabulary.and.has(tokens[index]?.word ?? '');
  if (!continuesPhrase(tokens, index)) return undefined;
  const [group, ...others] = readDigitGroups(tokens, isLinked ? index + 1 : index, vocabulary);
  if (group === undefined || others.length > 0 || group.isOrdinal || !/^\d{1,2}$/.test(group.text))
    return undefined;
  const { unit, end } = readUnit(tokens, group.end, vocabulary, undefined);
  const value = Number(group.value);
  if (unit === 'cent') return { value, end };
  const endsClause = tokens[group.end] === undefined || /[,.;:?!]/.test(tokens[group.end]?.gap ?? '');
  const isBare = unit === undefined && group.text.length === 2 && (endsClause || !isLinked);
  return isBare ? { value, end: group.end } : undefined;
}
