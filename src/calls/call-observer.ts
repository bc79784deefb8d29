import type {
  CallReport,
  Direction,
  EndReason,
  OutcomeOfClause,
  Party,
} from '../../machines/call/call-events.js';
import type { ClauseProviders } from '../actors/clause-providers.js';
import type { LatencySummary } from './calls.js';

/** What a call reports; of a clause that has ended also whose work it is. */
export type ObservedReport =
  | Exclude<CallReport, { type: 'clause.ended' }>
  | (Extract<CallReport, { type: 'clause.ended' }> & { readonly providers: ClauseProviders });

/** A call that has just begun. */
export interface StartedCall {
  readonly callSid: string;
  readonly startedAt: Date;
  /** Names of who may be asked, the first choice first, separated by commas. */
  readonly providers: {
    readonly recognizer: string;
    readonly translator: string;
    readonly synthesizer: string;
  };
}

/** One party's line, when the call is over. */
export interface EndedLeg {
  /** Absent where the telephone was never reached. */
  readonly callSid?: string;
  /** E.164, or whatever the network gave ("anonymous"). */
  readonly number: string;
  readonly language: string;
  readonly languageSource: 'configured' | 'number' | 'speech';
  /** How long its stream was connected, ms. */
  readonly connectedMs: number;
}

/** A call that is over. */
export interface EndedCall {
  readonly callSid: string;
  readonly endedAt: Date;
  readonly durationMs: number;
  readonly outcome: EndReason;
  readonly legs: Readonly<Record<Party, EndedLeg>>;
  readonly turnLatencies: Readonly<Record<Direction, LatencySummary>>;
  /** How many clauses ended in which way. */
  readonly clauses: Readonly<Record<Direction, Readonly<Record<OutcomeOfClause, number>>>>;
}

/**
 * Is told of every call of this process, while the call waits: it takes what it is told, and returns at once. For each
 * call `callStarted` comes first and `callEnded` last.
 */
export interface CallObserver {
  callStarted(call: StartedCall): void;
  /** `atMs` is ms since the call's first moment. */
  callReported(callSid: string, report: ObservedReport, atMs: number): void;
  callEnded(call: EndedCall): void;
}
