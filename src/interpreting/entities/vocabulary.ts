import type { DayPart, Lexicon } from './lexicon.js';
import { units, type Unit } from './entity.js';
import { createPhraseTable, wordsOfPhrase, type PhraseTable } from './phrases.js';
import { fold } from './tokens.js';
import { catalan } from './lexicons/catalan.js';
import { dutch } from './lexicons/dutch.js';
import { english } from './lexicons/english.js';
import { french } from './lexicons/french.js';
import { galician } from './lexicons/galician.js';
import { german } from './lexicons/german.js';
import { italian } from './lexicons/italian.js';
import { portuguese } from './lexicons/portuguese.js';
import { romanian } from './lexicons/romanian.js';
import { spanish } from './lexicons/spanish.js';

/** A part of a number in words. */
export type NumberWord =
  /** Adds its value, and leaves room for less: "twenty" for less than ten. */
  | { readonly role: 'addend'; readonly value: number; readonly room: number; readonly isOrdinal: boolean }
  /** Multiplies what stands before it; `isPlural`: is no number by itself. */
  | { readonly role: 'multiplier'; readonly value: number; readonly isPlural: boolean }
  | {
      readonly role: 'link';
      readonly least: number;
      readonly most: number;
      readonly before: ReadonlySet<number> | undefined;
      /** Whether tens may follow units. */
      readonly turns: boolean;
    };

/** A pattern of the clock by its words; `{hour}` and `{minute}` stand for numbers. */
export interface Clock {
  readonly words: readonly ReadonlySet<string>[];
  readonly minutes: number;
  readonly sign: 1 | -1 | 0;
}

/** A lexicon as readers use it: every word to be found by its spelling. */
export interface Vocabulary {
  readonly lexicon: Lexicon;
  /** Words of one token; those of two have a space. */
  readonly numberWords: ReadonlyMap<string, NumberWord>;
  readonly compoundWords: readonly (readonly [string, NumberWord])[];
  readonly articles: ReadonlySet<string>;
  /** Articles that are not used in counting either: Spanish "un" for "uno". */
  readonly nonCounting: ReadonlySet<string>;
  readonly doubtful: ReadonlySet<string>;
  readonly alike: PhraseTable<number>;
  readonly repeats: ReadonlyMap<string, number>;
  readonly aliases: ReadonlyMap<string, string>;
  readonly point: ReadonlySet<string>;
  readonly and: ReadonlySet<string>;
  readonly halfBefore: ReadonlySet<string>;
  readonly halfBehind: PhraseTable<true>;
  readonly units: PhraseTable<Unit>;
  readonly spans: PhraseTable<readonly (readonly [value: string, unit: Unit])[]>;
  readonly of: ReadonlySet<string>;
  readonly months: ReadonlyMap<string, number>;
  readonly doubtfulMonths: ReadonlySet<string>;
  readonly weekdays: PhraseTable<number>;
  readonly weekdayNames: ReadonlyMap<string, number>;
  readonly weekdayOrdinals: ReadonlyMap<string, number>;
  readonly noonAndMidnight: PhraseTable<0 | 12>;
  readonly clock: readonly Clock[];
  readonly dayParts: PhraseTable<DayPart>;
  readonly dayWords: PhraseTable<true>;
  readonly through: ReadonlySet<string>;
  readonly idioms: PhraseTable<true>;
  readonly emailAt: ReadonlySet<string>;
  readonly emailMarks: PhraseTable<string>;
  readonly notAddresses: ReadonlySet<string>;
}

const lexicons: Readonly<Record<string, Lexicon>> = {
  ca: catalan,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  gl: galician,
  it: italian,
  nl: dutch,
  pt: portuguese,
  ro: romanian,
};

/** What is known of a language without a lexicon: its digits. */
const noLexicon: Lexicon = {
  decimalMark: '.',
  cardinals: '',
  tens: '',
  multipliers: {},
  articles: '',
  ordinals: '',
  alike: {},
  repeats: {},
  point: '',
  and: '',
  half: { before: '', behind: [] },
  units: {},
  spans: {},
  of: '',
  months: '',
  weekdays: '',
  noon: [],
  midnight: [],
  clock: [],
  dayParts: { am: [], pm: [], morning: [], night: [] },
  dayWords: [],
  through: [],
  idioms: [],
  email: { at: '', dot: '', hyphen: [], underscore: [] },
  spoken: { date: '{day}/{month}/{year}', time: '{hour}:{minute}' },
};

/** Digits and signs, which every language shares. */
export const digitsOnly = createVocabulary(noLexicon);
const vocabularies = new Map(
  Object.entries(lexicons).map(([tag, lexicon]) => [tag, createVocabulary(lexicon)]),
);

/** The vocabulary of a BCP-47 tag's language; of one without a lexicon, digits and signs are all that is read. */
export function vocabularyOf(language: string): Vocabulary {
  return vocabularies.get(language.split('-', 1)[0] ?? language) ?? digitsOnly;
}

function createVocabulary(lexicon: Lexicon): Vocabulary {
  const numberWords = numberWordsOf(lexicon);
  const cardinals = new Set(variantsOf(lexicon.cardinals).map(([word]) => word));
  const articles = wordSet(lexicon.articles);
  const { email } = lexicon;
  return {
    lexicon,
    numberWords,
    compoundWords: lexicon.compounds ? compoundWordsOf(lexicon, numberWords) : [],
    articles,
    nonCounting: new Set([...articles].filter((word) => !cardinals.has(word))),
    doubtful: wordSet(lexicon.doubtful),
    alike: createPhraseTable(Object.entries(lexicon.alike)),
    repeats: foldedKeys(lexicon.repeats),
    aliases: foldedKeys(lexicon.aliases ?? {}),
    point: wordSet(lexicon.point),
    and: wordSet(lexicon.and),
    halfBefore: wordSet(lexicon.half.before),
    halfBehind: marked(lexicon.half.behind),
    units: createPhraseTable(unitNames(lexicon)),
    spans: createPhraseTable(Object.entries(lexicon.spans).map(([name, spans]) => [name, spansOf(spans)])),
    of: wordSet(lexicon.of),
    months: new Map(variantsOf(lexicon.months).map(([word, index]) => [word, index + 1])),
    doubtfulMonths: wordSet(lexicon.doubtfulMonths),
    weekdays: createPhraseTable(variantsOf(lexicon.weekdays).map(([word, index]) => [word, index + 1])),
    weekdayNames: new Map(variantsOf(lexicon.weekdays).map(([word, index]) => [word, index + 1])),
    weekdayOrdinals: foldedKeys(lexicon.weekdayOrdinals ?? {}),
    noonAndMidnight: createPhraseTable([
      ...lexicon.noon.map((phrase) => [phrase, 12] as const),
      ...lexicon.midnight.map((phrase) => [phrase, 0] as const),
    ]),
    clock: lexicon.clock.map(([pattern, minutes, sign]) => ({
      words: pattern.split(/[\s'’]/).map((word) => new Set(word.split('|').map(fold))),
      minutes,
      sign: sign ?? 0,
    })),
    dayParts: createPhraseTable(dayPartNames(lexicon)),
    dayWords: marked(lexicon.dayWords),
    through: new Set(lexicon.through.map((phrase) => wordsOfPhrase(phrase).join(' '))),
    idioms: marked(lexicon.idioms),
    emailAt: wordSet(email.at),
    emailMarks: createPhraseTable([
      [email.dot, '.'],
      ...email.hyphen.map((phrase) => [phrase, '-'] as const),
      ...email.underscore.map((phrase) => [phrase, '_'] as const),
    ]),
    notAddresses: wordSet(email.notBefore),
  };
}

/** The words of a list, folded, with the place of each in the list; a hyphen is a space. */
function variantsOf(list: string | undefined): (readonly [word: string, index: number])[] {
  if (list === undefined || list === '') return [];
  return list
    .split(' ')
    .flatMap((entry, index) =>
      entry.split('/').map((word) => [wordsOfPhrase(word).join(' '), index] as const),
    );
}

function wordSet(list: string | undefined): ReadonlySet<string> {
  return new Set(variantsOf(list).map(([word]) => word));
}

function marked(phrases: readonly string[]): PhraseTable<true> {
  return createPhraseTable(phrases.map((phrase) => [phrase, true] as const));
}

function foldedKeys<Value>(record: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(record).map(([word, value]) => [fold(word), value]));
}

function unitNames(lexicon: Lexicon): (readonly [string, Unit])[] {
  return units.flatMap((unit) => (lexicon.units[unit] ?? []).map((name) => [name, unit] as const));
}

function dayPartNames({ dayParts }: Lexicon): (readonly [string, DayPart])[] {
  const parts: readonly DayPart[] = ['am', 'pm', 'morning', 'night'];
  return parts.flatMap((part) => dayParts[part].map((phrase) => [phrase, part] as const));
}

function spansOf(spans: string): (readonly [value: string, unit: Unit])[] {
  return spans.split('|').map((span) => {
    const [value = '', name] = span.split(' ');
    const unit = units.find((candidate) => candidate === name);
    if (unit === undefined) throw new Error(`The span "${span}" has no unit`);
    return [value, unit];
  });
}

function numberWordsOf(lexicon: Lexicon): ReadonlyMap<string, NumberWord> {
  const words = new Map<string, NumberWord>();
  const addend = (value: number, isOrdinal = false): NumberWord => {
    const power = value >= 100 ? 100 : 10;
    const room = lexicon.rooms?.[value] ?? (value >= 20 && value % power === 0 ? power : 0);
    return { role: 'addend', value, room, isOrdinal };
  };
  for (const [word, index] of variantsOf(lexicon.ordinals)) words.set(word, addend(index + 1, true));
  for (const [word, index] of variantsOf(lexicon.tensOrdinals))
    words.set(word, addend(20 + 10 * index, true));
  for (const word of wordSet(lexicon.articles)) words.set(word, addend(1));
  for (const [word, index] of variantsOf(lexicon.cardinals)) words.set(word, addend(index));
  for (const [word, index] of variantsOf(lexicon.tens)) words.set(word, addend(20 + 10 * index));
  for (const [word, index] of variantsOf(lexicon.hundreds)) words.set(word, addend(100 + 100 * index));
  const plurals = wordSet(lexicon.plurals);
  for (const [word, value] of foldedKeys(lexicon.multipliers))
    words.set(word, { role: 'multiplier', value, isPlural: plurals.has(word) });
  for (const { word, least, most, before } of lexicon.links ?? [])
    words.set(fold(word), {
      role: 'link',
      least,
      most,
      before: before && new Set(before),
      turns: word === lexicon.unitsFirst,
    });
  return words;
}

/** Every word that may be inside another, longest first. */
function compoundWordsOf(
  { compounds }: Lexicon,
  numberWords: ReadonlyMap<string, NumberWord>,
): readonly (readonly [string, NumberWord])[] {
  const stems = Object.entries(compounds?.stems ?? {}).map(([stem, value]): [string, NumberWord] => [
    fold(stem),
    value === 100
      ? { role: 'multiplier', value, isPlural: false }
      : { role: 'addend', value, room: 0, isOrdinal: false },
  ]);
  const joinable = [...numberWords].filter(
    ([word, part]) => !word.includes(' ') && (part.role !== 'link' || part.turns),
  );
  return [...joinable, ...stems].sort(([left], [right]) => right.length - left.length);
}
