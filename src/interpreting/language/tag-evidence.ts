import { primaryLanguage } from '../../providers/capabilities.js';
import type { RecognizedWord } from '../../providers/recognizer.js';
import { textEvidenceOf } from './text-evidence.js';

/**
 * A segment's language, as the recognizer tells it: share of each primary subtag, times how sure it was, 0
 * to 1.
 */
export type TagShares = ReadonlyMap<string, number>;

/** What is no language's tag, such as `multi`, is passed over. */
const languageSubtag = /^[a-z]{2,3}$/;

/** How often, as a share, a recognizer tells the first language of a pair where the second is spoken. */
const mistaken: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  es: { gl: 0.8, ca: 0.5, eu: 0.5 },
  pt: { gl: 0.75 },
  fr: { ca: 0.25 },
  it: { ca: 0.25, ro: 0.2 },
  nl: { de: 0.2 },
  de: { nl: 0.2 },
  ru: { uk: 0.6 },
  ca: { es: 0.1, gl: 0.1 },
  gl: { es: 0.25, pt: 0.25 },
};

/**
 * The tags of a segment's words, or the segment's own where no word has one. Numbers and names have no say.
 */
export function tagSharesOf(
  words: readonly RecognizedWord[],
  languages: readonly string[],
  confidence: number,
): TagShares {
  const shares = new Map<string, number>();
  let total = 0;
  for (const word of words) {
    const tag = subtagOf(word.language);
    if (tag === undefined || textEvidenceOf(word.text).size === 0) continue;
    total += 1;
    shares.set(tag, (shares.get(tag) ?? 0) + word.confidence);
  }
  if (total > 0) return new Map([...shares].map(([tag, sum]) => [tag, sum / total]));
  const tag = subtagOf(languages[0]);
  return tag === undefined ? shares : shares.set(tag, confidence);
}

/** How well the tags agree with a language, 0 to 1. */
export function agreementOf(shares: TagShares, language: string): number {
  let agreement = 0;
  for (const [tag, share] of shares)
    agreement += share * (tag === language ? 1 : (mistaken[tag]?.[language] ?? 0));
  return agreement;
}

function subtagOf(tag: string | undefined): string | undefined {
  const subtag = tag === undefined ? undefined : primaryLanguage(tag).toLowerCase();
  return subtag !== undefined && languageSubtag.test(subtag) ? subtag : undefined;
}
