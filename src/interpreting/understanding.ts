/** What to do with a clause, by how well it was heard. */
export type Understanding =
  /** It was understood. */
  | 'interpret'
  /** It was not: the speaker is asked to say it again, and the listener is told so. */
  | 'askToRepeat'
  /** It was not, and the speaker has been asked in vain: what was heard is better than nothing. */
  | 'interpretDoubtfully';

/** Decides, for one speaker, whether the interpreter has understood. */
export interface UnderstandingPolicy {
  /** Takes the next clause; `confidence` is the recognizer's, 0 to 1. */
  take(clause: { readonly confidence: number }): Understanding;
}

export interface UnderstandingOptions {
  /** A clause that the recognizer is less sure of was not understood, 0 to 1. */
  readonly confidenceThreshold: number;
}

/** A third question in a row says that the line is to blame, and nobody can help that. */
const mostQuestionsInARow = 2;

/** A speaker is asked twice in a row at most; a clause that was understood begins the count anew. */
export function createUnderstanding({ confidenceThreshold }: UnderstandingOptions): UnderstandingPolicy {
  let questions = 0;

  return {
    take({ confidence }) {
      if (confidence >= confidenceThreshold) {
        questions = 0;
        return 'interpret';
      }
      if (questions === mostQuestionsInARow) return 'interpretDoubtfully';
      questions += 1;
      return 'askToRepeat';
    },
  };
}
