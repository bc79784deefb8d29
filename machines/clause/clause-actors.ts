import type { ClauseTimings, Direction } from '../call/call-events.js';
import { notProvided } from '../not-provided.js';

export interface PlayerInput {
  readonly callSid: string;
  readonly direction: Direction;
  readonly clauseId: string;
  /** Places in play-out are in this order. */
  readonly order: number;
  /** When the speaker began to say it, as in ClauseTimings. */
  readonly speechOnset?: number;
}

/** The clause is said in another way than what was synthesized of it so far. */
export interface PlayerCommand {
  readonly type: 'withdraw.rendition';
}

export interface TranslatorInput {
  readonly callSid: string;
  readonly clauseId: string;
  readonly text: string;
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  readonly context: readonly string[];
}

export interface SynthesizerInput {
  readonly callSid: string;
  readonly direction: Direction;
  readonly clauseId: string;
  readonly text: string;
  readonly language: string;
  readonly timings: ClauseTimings;
}

/** The actors that a clause names. */
export const clauseActors = {
  /**
   * Holds the clause's place in the listener's play-out from its first moment, so that clauses are heard in the
   * order in which they were committed, and tells what was heard of it. Stopping it gives the place up.
   */
  player: notProvided<PlayerInput, PlayerCommand>('player'),
  /** Translates the clause. */
  translator: notProvided<TranslatorInput>('translator'),
  /** Speaks the translation into the clause's place. Stopping it stops the sound's supply. */
  synthesizer: notProvided<SynthesizerInput>('synthesizer'),
};
