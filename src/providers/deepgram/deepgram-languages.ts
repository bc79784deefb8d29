import { primaryLanguage } from '../capabilities.js';

/** What nova-3 tells apart and recognizes with `language=multi`, since October 2026 (changelog of that month). */
export const multilingual: ReadonlySet<string> = new Set(
  (
    'af ar be bn bs bg ca zh-HK zh hr cs da nl en et fi nl-BE fr gl de el gu he hi hu id it ja kn ko lv lt mk ms mr ' +
    'no fa pl pt ro ru sr sk sl es sv tl ta te th tr uk vi xh zu'
  ).split(' '),
);

/** What the Flux models recognize (developers.deepgram.com/docs/flux/language-prompting). */
export const fluxLanguages: ReadonlySet<string> = new Set('en es fr de hi ru pt ja it nl'.split(' '));

/** Of the house's languages, those for which nova-3 has a model of one language. Galician is only in the other. */
const monolingual: ReadonlySet<string> = new Set([
  'en',
  'fr',
  'de',
  'it',
  'pt',
  'es',
  'nl',
  'ar',
  'ca',
  'ro',
]);

/** How Deepgram is asked for a language: the value of `language`, and the hints that go with `multi`. */
export interface DeepgramLanguage {
  readonly language: string;
  readonly hints: readonly string[];
}

/**
 * Asks for one language by the model of that language; for one that has none by `multi`, with it as the first hint.
 *
 * @param language - BCP-47 tag, or `multi`.
 * @param hints - BCP-47 tags, most likely first; those that nova-3 does not know are left out.
 */
export function deepgramLanguage(language: string, hints: readonly string[]): DeepgramLanguage {
  const primary = primaryLanguage(language);
  if (monolingual.has(primary)) return { language: primary, hints: [] };
  const likely = language === 'multi' ? hints : [language, ...hints];
  const known = likely.map(primaryLanguage).filter((hint) => multilingual.has(hint));
  return { language: 'multi', hints: [...new Set(known)] };
}
