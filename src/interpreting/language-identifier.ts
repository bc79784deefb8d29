import type { RecognizerEvent } from '../providers/recognizer.js';

type Hypothesis = Extract<RecognizerEvent, { type: 'hypothesis' }>;

/** Finds out which language a party speaks from what the recognizer says of their words. */
export interface LanguageIdentifier {
  /** The party's language, where this hypothesis makes it known or changes it. */
  take(hypothesis: Hypothesis): string | undefined;
}

/** Fewer words than this are no evidence: names, numbers and greetings travel between languages. */
const leastWords = 3;

/** Believes the first segment of some length, and a change only when two segments in a row agree on it. */
export function createLanguageIdentifier(): LanguageIdentifier {
  let known: string | undefined;
  let rival: string | undefined;

  return {
    take({ words, languages, isFinal }) {
      const heard = languages[0];
      if (heard === undefined || words.length < leastWords || heard === known) {
        if (heard === known && isFinal) rival = undefined;
        return undefined;
      }
      if (known === undefined || (isFinal && rival === heard)) {
        known = heard;
        rival = undefined;
        return heard;
      }
      if (isFinal) rival = heard;
      return undefined;
    },
  };
}
