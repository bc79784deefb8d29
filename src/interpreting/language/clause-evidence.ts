import { agreementOf, tagSharesOf, type TagShares } from './tag-evidence.js';
import { modelledLanguages, textEvidenceOf, type TextEvidence } from './text-evidence.js';
import type { RecognizedWord } from '../../providers/recognizer.js';

/** What a recognizer makes of a segment: a hypothesis of its stream, or what has the same in it. */
export interface HeardSegment {
  readonly text: string;
  /** With their tags, where the vendor says the language word by word; may be empty. */
  readonly words: readonly RecognizedWord[];
  /** BCP-47 tags heard in the segment, most used first; empty where the vendor does not say. */
  readonly languages: readonly string[];
  /** 0 to 1, over the segment. */
  readonly confidence: number;
  readonly isFinal: boolean;
}

/** What a segment tells of its language. */
export interface ClauseEvidence {
  /** How many words were evidence. */
  readonly size: number;
  readonly text: TextEvidence;
  readonly tags: TagShares;
  /** How well it was heard, 0 to 1. */
  readonly confidence: number;
}

/** Fewer words than this are no evidence: names, numbers and greetings travel between languages. */
export const leastWords = 3;
/** Words of a usual clause: fewer prove less. */
const wordsOfAClause = 6;
/** The most that the text of a usual clause, and its tags, can set two languages apart, as logarithms. */
const mostByText = 4;
const mostByTags = 2;
/**
 * How much a language without a model is like its nearest relative that has one, 0 to 1: where the tags tell
 * of it, its relative's words speak for it too.
 */
const likenessOfRelatives = 0.7;

/** Weighs a segment; undefined where it is too short to be evidence. */
export function clauseEvidenceOf(segment: HeardSegment): ClauseEvidence | undefined {
  const { words, languages, confidence, isFinal } = segment;
  const text = textEvidenceOf(isFinal ? segment.text : withoutLastWord(segment.text));
  if (text.size < leastWords) return undefined;
  return { size: text.size, text, tags: tagSharesOf(words, languages, confidence), confidence };
}

/**
 * The evidence for each candidate, as logarithms relative to the best; `mostClauses` is for how many usual
 * clauses a long segment may count.
 */
export function evidenceFor(
  { size, text, tags, confidence }: ClauseEvidence,
  candidates: readonly string[],
  mostClauses: number,
): Float64Array {
  const clauses = confidence * Math.min(size / wordsOfAClause, mostClauses);
  const most = mostByText * clauses;
  const best = text.scores.reduce((left, right) => Math.max(left, right), 0);
  const byTags = mostByTags * Math.min(1, clauses);
  return Float64Array.from(candidates, (tag) => {
    const index = modelledLanguages.indexOf(tag);
    const unlike = 1 - likenessOfRelatives * (tags.get(tag) ?? 0);
    const byText = index < 0 ? -unlike * Math.min(best, most) : (text.scores[index] ?? 0) - best;
    return Math.max(byText, -most) + byTags * agreementOf(tags, tag);
  });
}

/** The last word of what is still being recognized may yet become another. */
function withoutLastWord(text: string): string {
  return text.trimEnd().replace(/\S+$/u, '');
}
