import { findTagWords, tagWord } from './turn-tag.js';

/** A translation of everything, by the ISO 639-1 code of the target's language. */
const translations: Readonly<Record<string, string>> = {
  es: 'Quisiera saber qué tengo que hacer para arreglarlo',
  en: 'You will hear from our colleagues very soon',
};

/** What the cheap translators make of a text: the same few words for everything, behind the names of its turns. */
export function translateCheaply(text: string, target: string): string {
  const words = translations[target.slice(0, 2).toLowerCase()] ?? '';
  return `${[...findTagWords(text).map(tagWord), words].join(', ')}.`;
}
