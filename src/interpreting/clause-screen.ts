import { judgeClause } from './hallucination-guard.js';
import { createUnderstanding } from './understanding.js';

/** A clause, and what is known of how it came about. */
export interface ScreenedClause {
  readonly text: string;
  /** Of the recognizer, 0 to 1. */
  readonly confidence: number;
  /** Span of its words, ms on any one clock. */
  readonly startMs: number;
  readonly endMs: number;
  /** How much of the span was speech, ms; undefined where nobody knows. */
  readonly voicedMs: number | undefined;
  /** Whether its speaker was just played the same words. */
  readonly isEcho: boolean;
}

/** What becomes of a clause; a refused one was never said, as far as can be known, and nobody is told. */
export type Screening =
  | { readonly outcome: 'interpreted' }
  | {
      readonly outcome: 'refused';
      readonly reason: 'echo' | 'noSpeech' | 'tooFast' | 'repetitive' | 'unsure';
    }
  | { readonly outcome: 'misunderstood' };

/** Stands between what a recognizer settles and what is interpreted, for one speaker. */
export interface ClauseScreen {
  take(clause: ScreenedClause): Screening;
}

/** Where less of the span was speech, nobody is asked to repeat what the recognizer made of it. */
const voicedShareOfSpeaker = 0.5;

/**
 * Refuses echoes and what a recognizer makes of noise, and finds out what it has not understood.
 *
 * @param confidenceThreshold what the recognizer is less sure of counts as not understood, 0 to 1.
 */
export function createClauseScreen(confidenceThreshold: number): ClauseScreen {
  const understanding = createUnderstanding({ confidenceThreshold });

  return {
    take({ isEcho, voicedMs, ...clause }) {
      if (isEcho) return { outcome: 'refused', reason: 'echo' };
      const verdict = voicedMs === undefined ? 'accepted' : judgeClause({ ...clause, voicedMs });
      const spanMs = Math.max(1, clause.endMs - clause.startMs);
      const isSomebody = voicedMs === undefined || voicedMs >= voicedShareOfSpeaker * spanMs;
      if (verdict !== 'accepted' && (verdict === 'noSpeech' || !isSomebody)) {
        return { outcome: 'refused', reason: verdict };
      }
      const confidence = verdict === 'accepted' ? clause.confidence : 0;
      const outcome = understanding.take({ confidence }) === 'askToRepeat' ? 'misunderstood' : 'interpreted';
      return { outcome };
    },
  };
}
