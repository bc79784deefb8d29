import type { Direction, EndReason, OutcomeOfClause, Party } from '../../machines/call/call-events.js';

/** Moments are ISO 8601 in UTC, `..._ms` columns are whole milliseconds, money is US dollars. */
export interface CallsTable {
  /** The client leg's. */
  readonly call_sid: string;
  readonly started_at: string;
  readonly recognizer: string;
  readonly translator: string;
  readonly synthesizer: string;
  /** Null, as all below, until the call has ended: where it stays so, the process ended first. */
  readonly ended_at: string | null;
  readonly duration_ms: number | null;
  readonly outcome: EndReason | null;
  /** Costs are null where a price is not known. */
  readonly telephony_usd: number | null;
  readonly recognition_usd: number | null;
  readonly translation_usd: number | null;
  readonly synthesis_usd: number | null;
}

export interface LegsTable {
  readonly call_sid: string;
  readonly party: Party;
  readonly leg_call_sid: string | null;
  /** Masked, unless RECORDED_NUMBERS says otherwise; null where the network gave no number. */
  readonly number: string | null;
  /** ISO 3166-1, of the number. */
  readonly country: string | null;
  readonly language: string;
  readonly language_source: 'configured' | 'number' | 'speech';
  readonly connected_ms: number;
  /** What this party said, as the other one heard it. */
  readonly turns: number;
  readonly turn_latency_p50_ms: number | null;
  readonly turn_latency_p95_ms: number | null;
  readonly clauses_heard: number;
  readonly clauses_cut: number;
  readonly clauses_merged: number;
  readonly clauses_failed: number;
}

export interface ClausesTable {
  readonly call_sid: string;
  readonly clause_id: string;
  readonly direction: Direction;
  readonly outcome: OutcomeOfClause;
  readonly source_language: string;
  readonly target_language: string;
  readonly source_characters: number;
  readonly translation_characters: number;
  /** Whose work it is; null for what nobody was asked for. */
  readonly recognizer: string | null;
  readonly translator: string | null;
  readonly synthesizer: string | null;
  /** The waterfall, since the call's first moment; null for a stage that did not happen. */
  readonly speech_onset_ms: number | null;
  readonly speech_end_ms: number | null;
  readonly first_partial_ms: number | null;
  readonly committed_ms: number | null;
  readonly translation_requested_ms: number | null;
  readonly translation_first_token_ms: number | null;
  readonly translation_last_token_ms: number | null;
  readonly synthesis_requested_ms: number | null;
  readonly synthesis_first_byte_ms: number | null;
  readonly first_frame_sent_ms: number | null;
  readonly first_mark_heard_ms: number | null;
  readonly last_mark_heard_ms: number | null;
}

/** What was said: written with TRANSCRIPTS=on only, deleted when its time has come. */
export interface ClauseWordsTable {
  readonly call_sid: string;
  readonly clause_id: string;
  readonly recorded_at: string;
  readonly text: string;
  readonly translation: string;
}

export interface CallErrorsTable {
  readonly call_sid: string;
  /** Its place among the errors of the call, from 1. */
  readonly position: number;
  /** Since the call's first moment. */
  readonly at_ms: number;
  /** recognition, translation, synthesis, playOut, or actor for an actor that broke. */
  readonly stage: string;
  readonly provider: string;
  readonly reason: string;
  readonly clause_id: string | null;
  readonly party: Party | null;
}

export interface RecordTables {
  readonly calls: CallsTable;
  readonly legs: LegsTable;
  readonly clauses: ClausesTable;
  readonly clause_words: ClauseWordsTable;
  readonly call_errors: CallErrorsTable;
}

export type RecordTable = keyof RecordTables;

/** A row on its way to its table. */
export type CallRecord = {
  readonly [Table in RecordTable]: { readonly table: Table; readonly row: RecordTables[Table] };
}[RecordTable];

/** What identifies a row: one that is written again replaces the one before. */
export const recordKeys = {
  calls: ['call_sid'],
  legs: ['call_sid', 'party'],
  clauses: ['call_sid', 'clause_id'],
  clause_words: ['call_sid', 'clause_id'],
  call_errors: ['call_sid', 'position'],
} as const satisfies { readonly [Table in RecordTable]: readonly (keyof RecordTables[Table])[] };
