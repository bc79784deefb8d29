import type { Unit } from './entity.js';

/** Which half of the day words such as "in the evening" speak of. `night` reaches from evening to morning. */
export type DayPart = 'am' | 'pm' | 'morning' | 'night';

/** A word inside a number, and where it may stand: after a part that leaves room for at least and at most so much. */
export interface NumberLink {
  readonly word: string;
  readonly least: number;
  readonly most: number;
  /** The only parts that it may announce; all, where it is not given; with none, a multiplier alone. */
  readonly before?: readonly number[];
}

/** How number words are written together. */
export interface Compounds {
  /** Forms that occur only inside: Italian "vent" of "ventuno". */
  readonly stems?: Readonly<Record<string, number>>;
  /** What makes an ordinal of a number. */
  readonly ordinalEnding?: RegExp;
  /** What else may follow a number in one word: German "tägig". */
  readonly tail?: RegExp;
}

/**
 * A way to say a time: words around `{hour}` and `{minute}`; `|` stands between variants of a word. The minutes, and
 * the minute that was said times the sign, are added to the full hour.
 */
export type ClockPattern = readonly [pattern: string, minutes: number, sign?: 1 | -1];

/**
 * The words with which one language says values: all that the reader and the speaker of entities know of it. Lists
 * are words between spaces, `/` between variants of one word, `-` inside what may be written as two.
 */
export interface Lexicon {
  readonly decimalMark: '.' | ',';
  /** 0, 1, 2 and on, as far as each number has a word. */
  readonly cardinals: string;
  /** 20, 30 ... 90. */
  readonly tens: string;
  /** 100, 200 ... 900, where they are words of their own. */
  readonly hundreds?: string;
  readonly multipliers: Readonly<Record<string, number>>;
  /** Multipliers that are no number by themselves: "millones". */
  readonly plurals?: string;
  /** What can be added behind a part, where it is not the power of ten of its last digit: French 60 and 80 take up to 19. */
  readonly rooms?: Readonly<Record<number, number>>;
  readonly links?: readonly NumberLink[];
  /** Between units and the tens that follow them: German "und". */
  readonly unitsFirst?: string;
  readonly compounds?: Compounds;
  /** Forms of "one" that are mostly articles. */
  readonly articles: string;
  /** Number words that mostly mean something else. */
  readonly doubtful?: string;
  /** 1st, 2nd and on. */
  readonly ordinals: string;
  /** 20th, 30th. */
  readonly tensOrdinals?: string;
  /** Words that a number word may stand for in a translation: "both". */
  readonly alike: Readonly<Record<string, number>>;
  /** Words that repeat the digit behind them: "double". */
  readonly repeats: Readonly<Record<string, number>>;
  /** Words that are digits only among digits: "oh". */
  readonly aliases?: Readonly<Record<string, string>>;
  /** A word of one letter that is a capital wherever it stands. */
  readonly pronoun?: string;
  /** Before decimals: "point". */
  readonly point: string;
  /** Before hundredths of a currency: "con". */
  readonly and: string;
  /** Before a unit: half of one. Behind a number: half of one more. */
  readonly half: { readonly before: string; readonly behind: readonly string[] };
  /** The first name of each is what the speaker says for many. */
  readonly units: Partial<Readonly<Record<Unit, readonly string[]>>>;
  /** Lengths of time with a name of their own; `|` between readings: "fortnight" is `14 day|15 day`. */
  readonly spans: Readonly<Record<string, string>>;
  /** Between a number and its unit or month: "millones de euros". */
  readonly of: string;
  readonly months: string;
  /** Whether a day may follow its month. */
  readonly isMonthFirst?: boolean;
  /** Whether months are written with a capital, without which they are other words. */
  readonly areMonthsCapital?: boolean;
  /** Months that need a day or a year, because they are other words as well. */
  readonly doubtfulMonths?: string;
  /** Monday first. */
  readonly weekdays: string;
  readonly weekdayTail?: RegExp;
  /** Ordinals that are weekdays as well: Portuguese "quarta". */
  readonly weekdayOrdinals?: Readonly<Record<string, number>>;
  readonly noon: readonly string[];
  readonly midnight: readonly string[];
  readonly clock: readonly ClockPattern[];
  readonly dayParts: Readonly<Record<DayPart, readonly string[]>>;
  /** Words that say somewhere else in the sentence which half of the day is meant. */
  readonly dayWords: readonly string[];
  /** Between the ends of a range: "3 to 5 March". */
  readonly through: readonly string[];
  /** Phrases with number words that say no number. */
  readonly idioms: readonly string[];
  readonly email: {
    readonly at: string;
    readonly dot: string;
    readonly hyphen: readonly string[];
    readonly underscore: readonly string[];
    /** Words before "at" that are no address. */
    readonly notBefore?: string;
  };
  readonly spoken: {
    /** With `{day}`, `{month}` and `{year}`; what is not known is left out with all that stands before it. */
    readonly date: string;
    /** With `{hour}` and `{minute}`. */
    readonly time: string;
    readonly isTwelveHour?: boolean;
  };
}
