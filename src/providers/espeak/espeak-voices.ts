import type { Voices } from '../voices.js';

/**
 * Names of espeak-ng's voices by BCP-47 tag, the first of a language being what its bare tag stands for. It has no
 * Galician one (1.51): the Portuguese one reads it, understandably and with an accent.
 */
const menOf: Readonly<Record<string, string>> = {
  ar: 'ar',
  bg: 'bg',
  ca: 'ca',
  cs: 'cs',
  da: 'da',
  de: 'de',
  el: 'el',
  en: 'en-gb',
  'en-US': 'en-us',
  es: 'es',
  'es-MX': 'es-419',
  eu: 'eu',
  fi: 'fi',
  fr: 'fr-fr',
  'fr-BE': 'fr-be',
  'fr-CH': 'fr-ch',
  gl: 'pt',
  hu: 'hu',
  it: 'it',
  nl: 'nl',
  pl: 'pl',
  pt: 'pt',
  'pt-BR': 'pt-br',
  ro: 'ro',
  ru: 'ru',
  sv: 'sv',
  tr: 'tr',
  uk: 'uk',
};

/** Every voice is a man's as it is; a variant makes it a woman's. */
export const espeakVoices: Voices = Object.fromEntries(
  Object.entries(menOf).map(([tag, name]) => [tag, { female: `${name}+f2`, male: name }]),
);
