import { languageProfiles } from './language-profiles.js';
import { spelledWordsOf } from './spelled-words.js';
import { createTextModel } from './text-model.js';

/** What a text tells of its language. */
export interface TextEvidence {
  /** How many words were evidence: no numbers, no names, each word once. */
  readonly size: number;
  /** How much more likely the text is in each modelled language than in any other, as logarithms. */
  readonly scores: Float64Array;
}

const model = createTextModel(languageProfiles);

/** BCP-47 tags of the languages that are known by their words, in the order of the scores. */
export const modelledLanguages = model.languages;

/** Words of one clause are not independent of each other: they are worth less together than one by one. */
const worthOfAWord = 0.8;
/** A text with a smaller share of usual words is hardly in that language at all. */
const expectedUsualShare = 0.4;

/** Weighs the words of a text, as the recognizer wrote them. */
export function textEvidenceOf(text: string): TextEvidence {
  const scores = new Float64Array(modelledLanguages.length);
  const usual = new Float64Array(modelledLanguages.length);
  const evidence = new Float64Array(modelledLanguages.length);
  const seen = new Set<string>();
  let size = 0;
  for (const { spelling, isCapitalized, size: part } of spelledWordsOf(text)) {
    if (seen.has(spelling) || model.isNumber(spelling)) continue;
    if (isCapitalized && !model.isKnown(spelling)) continue;
    seen.add(spelling);
    size += part;
    model.weigh(spelling, evidence);
    for (let index = 0; index < scores.length; index += 1) {
      scores[index] = (scores[index] ?? 0) + worthOfAWord * part * (evidence[index] ?? 0);
      if (model.isKnownIn(spelling, index)) usual[index] = (usual[index] ?? 0) + part;
    }
  }
  // Any text resembles some language: that counts as far as it has the language's usual words.
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] ?? 0;
    const share = size === 0 ? 0 : (usual[index] ?? 0) / size;
    if (score > 0) scores[index] = score * Math.min(1, share / expectedUsualShare);
  }
  return { size, scores };
}
