import type { Entity } from './entity.js';
import type { Lexicon } from './lexicon.js';
import { vocabularyOf } from './vocabulary.js';

/** A value, written so that a voice of the language (a BCP-47 tag) says it properly, and the guard reads it again. */
export function spokenEntity(entity: Entity, language: string): string {
  const { lexicon } = vocabularyOf(language);
  switch (entity.kind) {
    case 'number': {
      const value = entity.value.replace('.', lexicon.decimalMark);
      return entity.unit === undefined ? value : `${value} ${lexicon.units[entity.unit]?.[0] ?? entity.unit}`;
    }
    case 'ordinal':
      return nameAt(lexicon.ordinals, Number(entity.value) - 1) ?? entity.value;
    case 'code':
      return entity.value.replace(/.(?=.)/gu, '$& ');
    case 'date':
      return spokenDate(entity, lexicon);
    case 'weekday':
      return nameAt(lexicon.weekdays, entity.weekday - 1) ?? '';
    case 'time':
      return spokenTime(entity, lexicon);
    case 'email':
      return spokenEmail(entity.value, lexicon);
  }
}

/** The first variant of a word in a lexicon's list. */
function nameAt(list: string, index: number): string | undefined {
  return list === '' ? undefined : list.split(' ')[index]?.split('/')[0];
}

/** The lexicon's template without the parts that are not known, nor what would stand before them. */
function spokenDate({ day, month, year }: Extract<Entity, { kind: 'date' }>, lexicon: Lexicon): string {
  const values = new Map([
    ['day', day],
    ['month', nameAt(lexicon.months, month - 1) ?? month],
    ['year', year],
  ]);
  let date = '';
  for (const [, before = '', part = ''] of lexicon.spoken.date.matchAll(/([^{}]*)\{(\w+)\}/g)) {
    const value = values.get(part);
    if (value !== undefined) date += (date === '' ? '' : before) + String(value);
  }
  return date;
}

/** On the clock of 24 hours where the language says it so; a morning hour is said to be one. */
function spokenTime(
  { hour, minute, isTwelveHour }: Extract<Entity, { kind: 'time' }>,
  { spoken, dayParts }: Lexicon,
): string {
  const isAfternoon = hour > 12 && spoken.isTwelveHour === true;
  const isMorning = hour >= 1 && hour <= 11 && !isTwelveHour;
  const half = isMorning ? dayParts.morning[0] : isAfternoon ? dayParts.pm[0] : undefined;
  const time = spoken.time
    .replace('{hour}', String(isAfternoon ? hour - 12 : hour))
    .replace('{minute}', String(minute).padStart(2, '0'));
  return half === undefined ? time : `${time} ${half}`;
}

function spokenEmail(address: string, { email }: Lexicon): string {
  const marks: Readonly<Record<string, string | undefined>> = {
    '@': email.at.split(' ')[0],
    '.': email.dot,
    '-': email.hyphen[0],
    _: email.underscore[0],
  };
  return address.replace(/[@._-]/g, (mark) => (marks[mark] ? ` ${marks[mark]} ` : mark));
}
