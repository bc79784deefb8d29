import { languageOf } from '../languages.js';
import { wordsOf } from './words.js';

/** One term, in the languages that it is known in: keys are tags of `languages`. */
export interface GlossaryEntry {
  /** How it is said: the first is what translations are to use, any of them will do. */
  readonly forms: Readonly<Record<string, readonly string[]>>;
  /** How the first form is to be written for a synthesizer, so that it is said right. */
  readonly pronunciations: Readonly<Record<string, string>>;
}

/** A term that a text has, and what it is called in another language. */
export interface Term {
  readonly source: string;
  readonly target: string;
  /** Every form that will do in the translation, the target among them. */
  readonly accepted: readonly string[];
}

/** All the terms of two languages, for a vendor that keeps glossaries. */
export interface TermPair {
  /** Tags of `languages`. */
  readonly source: string;
  readonly target: string;
  readonly terms: ReadonlyMap<string, string>;
}

/** Words that matter: what they are called, and how they are said. Languages are BCP-47 tags. */
export interface Glossary {
  /** What a recognizer is to expect, in the order of the file. */
  keytermsOf(language: string): readonly string[];
  /** The terms that a text has and that the other language has a word for. */
  termsIn(text: string, sourceLanguage: string, targetLanguage: string): readonly Term[];
  /** A text as a synthesizer is to read it. */
  pronounced(text: string, language: string): string;
  /** Of each two languages that share a term, in both directions. */
  readonly pairs: readonly TermPair[];
}

export function createGlossary(entries: readonly GlossaryEntry[]): Glossary {
  const formsOf = ({ forms }: GlossaryEntry, language: string) => forms[language] ?? [];
  const languages = [...new Set(entries.flatMap(({ forms }) => Object.keys(forms)))];
  const spellings = new Map(languages.map((language) => [language, spellingsIn(entries, language)]));
  /** The forms of each language, those of many words first: a long term is not taken for a short one that it holds. */
  const written = new Map(
    languages.map((language) => [
      language,
      entries
        .flatMap((entry) => formsOf(entry, language).map((form) => ({ entry, form, words: wordsOf(form) })))
        .sort((left, right) => right.words.length - left.words.length),
    ]),
  );

  return {
    keytermsOf: (language) => entries.flatMap((entry) => formsOf(entry, rowOf(language))),
    termsIn(text, sourceLanguage, targetLanguage) {
      const words = wordsOf(text);
      const free = words.map(() => true);
      const found = new Map<GlossaryEntry, Term>();
      for (const { entry, form, words: term } of written.get(rowOf(sourceLanguage)) ?? []) {
        const accepted = formsOf(entry, rowOf(targetLanguage));
        const [target] = accepted;
        const at = positionOf(term, words, free);
        if (target === undefined || at === undefined) continue;
        free.fill(false, at, at + term.length);
        if (!found.has(entry)) found.set(entry, { source: form, target, accepted });
      }
      return [...found.values()];
    },
    pronounced(text, language) {
      const spelling = spellings.get(rowOf(language));
      if (spelling === undefined) return text;
      const spell = (form: string) => spelling.written.get(form.toLowerCase()) ?? form;
      return text.normalize('NFC').replace(spelling.forms, spell);
    },
    pairs: languages.flatMap((source) =>
      languages
        .filter((target) => target !== source)
        .map((target) => ({
          source,
          target,
          terms: new Map(
            entries.flatMap((entry) => {
              const [term] = formsOf(entry, target);
              return term === undefined ? [] : formsOf(entry, source).map((form) => [form, term] as const);
            }),
          ),
        }))
        .filter(({ terms }) => terms.size > 0),
    ),
  };
}

/** The terms whose counterpart a translation has not. */
export function missingTerms(terms: readonly Term[], translation: string): readonly Term[] {
  const words = wordsOf(translation);
  return terms.filter(
    ({ accepted }) => !accepted.some((form) => positionOf(wordsOf(form), words) !== undefined),
  );
}

function rowOf(tag: string): string {
  return languageOf(tag)?.tag ?? tag;
}

/** Where a term stands in a text, in words; where it stands several times, the first place that is free. */
function positionOf(
  term: readonly string[],
  words: readonly string[],
  free?: readonly boolean[],
): number | undefined {
  if (term.length === 0) return undefined;
  for (let at = 0; at + term.length <= words.length; at += 1) {
    if (term.every((word, index) => isFormOf(words[at + index] ?? '', word) && free?.[at + index] !== false))
      return at;
  }
  return undefined;
}

/** Endings of up to so many letters make another form of a word of four letters or more. */
const longestEnding = 2;
const leastStem = 4;

/**
 * Whether a word is the term's, but for an ending: "laborales" is a form of "laboral", and "facturas" of "factura". What
 * changes otherwise is for the glossary to list.
 */
function isFormOf(word: string, term: string): boolean {
  if (word === term) return true;
  if (term.length < leastStem || Math.abs(word.length - term.length) > longestEnding) return false;
  const stem = term.length > leastStem ? term.slice(0, -1) : term;
  return word.startsWith(stem);
}

interface Spellings {
  readonly forms: RegExp;
  /** By form, in lower case. */
  readonly written: ReadonlyMap<string, string>;
}

function spellingsIn(entries: readonly GlossaryEntry[], language: string): Spellings | undefined {
  const written = new Map<string, string>();
  for (const { forms, pronunciations } of entries) {
    const form = forms[language]?.[0]?.normalize('NFC').toLowerCase();
    const pronunciation = pronunciations[language];
    if (form !== undefined && pronunciation !== undefined) written.set(form, pronunciation);
  }
  if (written.size === 0) return undefined;
  const longestFirst = [...written.keys()].sort((left, right) => right.length - left.length);
  const anyOf = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  return {
    forms: new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${anyOf})(?![\\p{L}\\p{M}\\p{N}])`, 'giu'),
    written,
  };
}
