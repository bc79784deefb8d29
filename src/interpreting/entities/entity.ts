/** What an amount is counted in: ISO 4217 currencies, hundredths of any of them, percent, weights, distances, times. */
export const units = [
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'BRL',
  'cent',
  'percent',
  'kilogram',
  'kilometer',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
] as const;

export type Unit = (typeof units)[number];

/** A value that a listener would act upon, and that a translation must therefore not change. */
export type Entity =
  /** `value` is canonical: digits, a point before decimals, no zeros that say nothing. */
  | { readonly kind: 'number'; readonly value: string; readonly unit?: Unit }
  | { readonly kind: 'ordinal'; readonly value: string }
  /** Digits and capital letters, said one by one or in groups: telephone numbers, references. */
  | { readonly kind: 'code'; readonly value: string }
  /** Month 1 to 12, year in full. */
  | { readonly kind: 'date'; readonly day?: number; readonly month: number; readonly year?: number }
  /** Monday is 1. */
  | { readonly kind: 'weekday'; readonly weekday: number }
  /** Hour 0 to 23. With `isTwelveHour` it was not said which half of the day: the hour is then 1 to 11. */
  | { readonly kind: 'time'; readonly hour: number; readonly minute: number; readonly isTwelveHour: boolean }
  | { readonly kind: 'email'; readonly value: string };

/**
 * How sure it is that words are a value. What is `certain` must have a counterpart. What is `likely` ("first", "one
 * hour") is left out or added by many good translations, and counts only against another value. What is `possible`
 * (an article, French "neuf") never counts, but may be the counterpart of something that does.
 */
export type Certainty = 'certain' | 'likely' | 'possible';

/** An entity where it stands in a text. */
export interface Mention {
  /** What it can mean, likeliest first: "three thirty" is a number, a time or a price. */
  readonly readings: readonly [Entity, ...Entity[]];
  /** What it means to a writer with the other decimal mark: recognizers write "3,500" in any language. */
  readonly otherConvention?: Entity;
  readonly certainty: Certainty;
  /** The digits and letters of a number or code in the order in which they are said; empty for anything else. */
  readonly groups: string;
  readonly isInDigits: boolean;
  /** Offsets in the text: its first character, and the one behind its last. */
  readonly start: number;
  readonly end: number;
}

type NumberEntity = Extract<Entity, { kind: 'number' }>;
type TimeEntity = Extract<Entity, { kind: 'time' }>;

/**
 * Whether the translation's entity says what the source's does. The relation is not symmetrical: a translation may
 * say which half of the day is meant where the source does not, and must not leave it out where the source does.
 */
export function isSameEntity(source: Entity, translation: Entity): boolean {
  if (source.kind === 'number' && translation.kind === 'number') return isSameNumber(source, translation);
  if (source.kind === 'time' || translation.kind === 'time')
    return isSameTime(timeOf(source), timeOf(translation));
  if (source.kind === 'date')
    return (
      translation.kind === 'date' &&
      source.day === translation.day &&
      source.month === translation.month &&
      source.year === translation.year
    );
  if (source.kind === 'weekday')
    return translation.kind === 'weekday' && source.weekday === translation.weekday;
  if (translation.kind === 'date' || translation.kind === 'weekday') return false;
  // A reference may be said as a number, and an ordinal be written as one; an amount of something is neither.
  const isAmount = [source, translation].some(({ kind, ...rest }) => kind === 'number' && 'unit' in rest);
  return !isAmount && source.value === translation.value;
}

/** Factors to the measure in which units are compared: a week is seven days, a year is not 365. */
const measures: Readonly<Record<Unit, { readonly measure: string; readonly factor: number }>> = {
  EUR: { measure: 'EUR', factor: 100 },
  USD: { measure: 'USD', factor: 100 },
  GBP: { measure: 'GBP', factor: 100 },
  CHF: { measure: 'CHF', factor: 100 },
  BRL: { measure: 'BRL', factor: 100 },
  cent: { measure: 'any currency', factor: 1 },
  percent: { measure: 'percent', factor: 1 },
  kilogram: { measure: 'kilogram', factor: 1 },
  kilometer: { measure: 'kilometer', factor: 1 },
  minute: { measure: 'minute', factor: 1 },
  hour: { measure: 'minute', factor: 60 },
  day: { measure: 'minute', factor: 24 * 60 },
  week: { measure: 'minute', factor: 7 * 24 * 60 },
  month: { measure: 'month', factor: 1 },
  year: { measure: 'month', factor: 12 },
};

/** Doubles are exact to far less than a hundredth of what anybody says. */
const leastDifference = 1e-3;

const currencies: ReadonlySet<string> = new Set(['EUR', 'USD', 'GBP', 'CHF', 'BRL', 'any currency']);

function isSameNumber(source: NumberEntity, translation: NumberEntity): boolean {
  const { unit: sourceUnit } = source;
  const { unit: targetUnit } = translation;
  // "Till six" is "jusqu'à dix-huit heures".
  if (sourceUnit === undefined && targetUnit === 'hour' && isSameTime(timeOf(source), timeOf(translation)))
    return true;
  if (sourceUnit === undefined || targetUnit === undefined || sourceUnit === targetUnit)
    return source.value === translation.value;
  const [left, right] = [measures[sourceUnit], measures[targetUnit]];
  const isMoney = currencies.has(left.measure) && currencies.has(right.measure);
  const isComparable =
    left.measure === right.measure || (isMoney && (sourceUnit === 'cent' || targetUnit === 'cent'));
  const difference = Number(source.value) * left.factor - Number(translation.value) * right.factor;
  return isComparable && Math.abs(difference) < leastDifference;
}

/** What two entities have in common if one is the same as the other, so that it can be looked for by it. */
export function keysOf(entity: Entity): readonly string[] {
  const time = timeOf(entity);
  const clock = time === undefined ? [] : [`clock ${time.hour % 12} ${time.minute}`];
  switch (entity.kind) {
    case 'number':
      return [`value ${entity.value}`, ...amountKeys(entity), ...clock];
    case 'ordinal':
    case 'code':
    case 'email':
      return [`value ${entity.value}`];
    case 'date':
      return [`date ${[entity.day, entity.month, entity.year].join(' ')}`];
    case 'weekday':
      return [`weekday ${entity.weekday}`];
    case 'time':
      return clock;
  }
}

/** An amount in its measure, rounded; what is not different by a little may be rounded to the next. */
function amountKeys({ value, unit }: NumberEntity): readonly string[] {
  if (unit === undefined) return [];
  const { measure, factor } = measures[unit];
  const name = currencies.has(measure) ? 'money' : measure;
  const rounded = Math.floor((Number(value) * factor) / (2 * leastDifference));
  return [`${name} ${rounded}`, `${name} ${rounded + 1}`];
}

/** The time that an entity is or may stand for: "at three", "quinze heures". */
function timeOf(entity: Entity): TimeEntity | undefined {
  if (entity.kind === 'time') return entity;
  if (entity.kind !== 'number' || (entity.unit ?? 'hour') !== 'hour') return undefined;
  const hour = Number(entity.value);
  if (!Number.isInteger(hour) || hour > 24) return undefined;
  return { kind: 'time', hour: hour % 24, minute: 0, isTwelveHour: isTwelveHour(hour) };
}

/** Whether an hour, as it was said, is in either half of the day. Twelve by itself is noon. */
export function isTwelveHour(hour: number): boolean {
  return hour >= 1 && hour <= 11;
}

function isSameTime(source: TimeEntity | undefined, translation: TimeEntity | undefined): boolean {
  if (source === undefined || translation === undefined || source.minute !== translation.minute) return false;
  if (source.isTwelveHour) return source.hour === translation.hour % 12;
  return source.hour === translation.hour && !translation.isTwelveHour;
}
