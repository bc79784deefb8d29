import type { LanguageProfile } from './language-profile.js';
import { createLetterModel } from './letter-model.js';
import { createRowTable } from './row-table.js';
import { spelledWordsOf, withoutDiacritics } from './spelled-words.js';

/** Which language a word is likely to be of, by its spelling. */
export interface TextModel {
  /** BCP-47, in the order of all rows. */
  readonly languages: readonly string[];
  /** Whether the word is a number in any of the languages. */
  isNumber(spelling: string): boolean;
  /** Whether the word is a usual one in any of the languages. */
  isKnown(spelling: string): boolean;
  /** Whether the word is a usual one of the language with this index. */
  isKnownIn(spelling: string, language: number): boolean;
  /**
   * Writes into `evidence` how much more likely the word is in each language than in any other, as
   * logarithms: one place a language.
   */
  weigh(spelling: string, evidence: Float64Array): void;
}

/** A single word proves little: it may be a loan, a name, or badly heard. */
const mostOfAWord = 2.5;
/** How much of a caller's speech the usual words make up; the rest is known by its letters alone. */
const usualShare = 0.6;
/** Of the usual words' likelihood, what comes from their rank; the rest is from the sentences. */
const rankShare = 0.6;
/** How often a recognizer leaves a word's diacritics out. */
const plainShare = 0.1;
/** By how much a word is unlikely in a language that does not have all its letters, as a logarithm. */
const foreignLetter = 1.5;
/**
 * By how much a rare word must fit a language better than the average, as a logarithm: many languages are
 * missing.
 */
const doubtOfRareWords = 0.7;

/** Learns the usual words and the letters of each language from its profile. */
export function createTextModel(profiles: readonly LanguageProfile[]): TextModel {
  const vocabularies = profiles.map(vocabularyOf);
  const letters = createLetterModel(vocabularies.map(letterCounts));
  const common = new Set(profiles.flatMap((profile) => spellingsOf(profile.commonWords)));
  // What is a number in one language is among the commonest words of another: "ten" is Galician for "has".
  const numbers = new Set(
    profiles
      .flatMap((profile) => spellingsOf(profile.numbers).flatMap(variantsOf))
      .filter((word) => !common.has(word)),
  );
  const tellingLetters = new Set(profiles.flatMap((profile) => Array.from(profile.letters)));
  const words = vocabularies.flatMap((vocabulary) => [...vocabulary.keys()]);
  const usual = createRowTable(new Map(words.map((word) => [word, usualEvidence(word)])));

  return {
    languages: profiles.map((profile) => profile.tag),
    isNumber: (spelling) => numbers.has(spelling),
    isKnown: (spelling) => usual.has(spelling),
    isKnownIn: (spelling, language) => vocabularies[language]?.has(spelling) === true,

    weigh(spelling, evidence) {
      const known = usual.get(spelling);
      if (known) {
        evidence.set(known);
        return;
      }
      evidence.fill(0);
      letters.addLikelihoods(spelling, evidence);
      compareWithOthers(evidence, doubtOfRareWords);
      discountForeign(spelling, evidence);
    },
  };

  function usualEvidence(spelling: string): Float64Array {
    const likelihoods = new Float64Array(profiles.length);
    letters.addLikelihoods(spelling, likelihoods);
    for (const [index, vocabulary] of vocabularies.entries()) {
      const rare = (1 - usualShare) * Math.exp(likelihoods[index] ?? 0);
      likelihoods[index] = Math.log(usualShare * (vocabulary.get(spelling) ?? 0) + rare);
    }
    compareWithOthers(likelihoods, 0);
    discountForeign(spelling, likelihoods);
    return likelihoods;
  }

  function discountForeign(spelling: string, evidence: Float64Array) {
    const telling = Array.from(spelling).filter((letter) => tellingLetters.has(letter));
    if (telling.length === 0) return;
    for (const [index, profile] of profiles.entries()) {
      if (telling.some((letter) => !profile.letters.includes(letter)))
        evidence[index] = (evidence[index] ?? 0) - foreignLetter;
    }
  }
}

/** Makes evidence of likelihoods, both as logarithms: the average language is what any other is taken for. */
function compareWithOthers(row: Float64Array, doubt: number) {
  const most = row.reduce((left, right) => Math.max(left, right), -Infinity);
  const average = row.reduce((sum, value) => sum + Math.exp(value - most), 0) / row.length;
  const reference = most + Math.log(average) + doubt;
  const best = Math.min(Math.max(most - reference, 0), mostOfAWord);
  for (let index = 0; index < row.length; index += 1)
    row[index] = Math.min(best, Math.max((row[index] ?? 0) - reference, best - mostOfAWord));
}

/** How large a share of what is said each usual word is. */
function vocabularyOf({ commonWords, speech }: LanguageProfile): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  const ranked = [...new Set(spellingsOf(commonWords))];
  const weights = ranked.map((_, rank) => 1 / (rank + 20));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  ranked.forEach((spelling, rank) => add(spelling, (rankShare * (weights[rank] ?? 0)) / total));
  const spoken = spellingsOf(speech);
  for (const spelling of spoken) add(spelling, (1 - rankShare) / spoken.length);
  return shares;

  function add(spelling: string, share: number) {
    const plain = withoutDiacritics(spelling);
    const written = plain === spelling ? share : share * (1 - plainShare);
    shares.set(spelling, (shares.get(spelling) ?? 0) + written);
    if (plain !== spelling) shares.set(plain, (shares.get(plain) ?? 0) + share * plainShare);
  }
}

/** The letters of a rare word are worth more than its share: other rare words are made of the same. */
function letterCounts(vocabulary: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...vocabulary].map(([spelling, share]) => [spelling, Math.sqrt(share * 1000)]));
}

function spellingsOf(text: string): readonly string[] {
  return spelledWordsOf(text).map((word) => word.spelling);
}

function variantsOf(spelling: string): readonly string[] {
  return [spelling, withoutDiacritics(spelling)];
}
