import {
  directionFrom,
  type ClauseRecord,
  type ClauseTimings,
  type Failure,
  type Party,
} from '../../machines/call/call-events.js';
import type { ClauseProviders } from '../actors/clause-providers.js';
import type { CallObserver, EndedCall, ObservedReport, StartedCall } from '../calls/call-observer.js';
import { estimateCost } from './cost-estimate.js';
import type { CallRecord, RecordTables } from './record-tables.js';
import { recordedNumber } from './recorded-number.js';

export interface CallRecorderOptions {
  /** Takes each record; returns at once. */
  readonly add: (record: CallRecord) => void;
  readonly keepsWords: boolean;
  readonly numbers: 'masked' | 'full';
}

/** What is counted while the call lives. */
interface RunningCall {
  readonly started: StartedCall;
  translatedCharacters: number;
  spokenCharacters: number;
  errors: number;
}

/** Makes records of what calls tell, as they tell it: a process that dies leaves what was said until then. */
export function createCallRecorder({ add, keepsWords, numbers }: CallRecorderOptions): CallObserver {
  const running = new Map<string, RunningCall>();

  return {
    callStarted(started) {
      running.set(started.callSid, { started, translatedCharacters: 0, spokenCharacters: 0, errors: 0 });
      add({ table: 'calls', row: { ...beginning(started), ...notEnded } });
    },
    callReported(callSid, report, atMs) {
      const call = running.get(callSid);
      if (call === undefined) return;
      if (report.type === 'clause.ended') takeClause(call, report.clause, report.providers);
      const error = errorOf(report);
      if (error === undefined) return;
      call.errors += 1;
      add({
        table: 'call_errors',
        row: { call_sid: callSid, position: call.errors, at_ms: Math.round(atMs), ...error },
      });
    },
    callEnded(ended) {
      const call = running.get(ended.callSid);
      if (call === undefined) return;
      running.delete(ended.callSid);
      for (const party of ['client', 'agent'] as const) {
        add({ table: 'legs', row: legRow(ended, party, numbers) });
      }
      add({ table: 'calls', row: { ...beginning(call.started), ...ending(call, ended) } });
    },
  };

  function takeClause(call: RunningCall, clause: ClauseRecord, providers: ClauseProviders) {
    const { callSid } = call.started;
    const row = clauseRow(callSid, clause, providers);
    if (row === undefined) return;
    if (clause.sourceLanguage !== clause.targetLanguage) call.translatedCharacters += row.source_characters;
    call.spokenCharacters += row.translation_characters;
    add({ table: 'clauses', row });
    const { text, translation } = clause.words;
    if (!keepsWords || clause.state === 'merged') return;
    add({
      table: 'clause_words',
      row: {
        call_sid: callSid,
        clause_id: clause.id,
        recorded_at: new Date().toISOString(),
        text,
        translation,
      },
    });
  }
}

const notEnded = {
  ended_at: null,
  duration_ms: null,
  outcome: null,
  telephony_usd: null,
  recognition_usd: null,
  translation_usd: null,
  synthesis_usd: null,
} as const;

function beginning({ callSid, startedAt, providers }: StartedCall) {
  return { call_sid: callSid, started_at: startedAt.toISOString(), ...providers };
}

function ending(call: RunningCall, { endedAt, durationMs, outcome, legs }: EndedCall) {
  const { recognizer, translator, synthesizer } = call.started.providers;
  const cost = estimateCost({
    providers: {
      telephony: 'twilio',
      recognition: recognizer,
      translation: translator,
      synthesis: synthesizer,
    },
    connectedMs: [legs.client.connectedMs, legs.agent.connectedMs],
    translatedCharacters: call.translatedCharacters,
    spokenCharacters: call.spokenCharacters,
  });
  return {
    ended_at: endedAt.toISOString(),
    duration_ms: Math.round(durationMs),
    outcome,
    telephony_usd: cost.telephony,
    recognition_usd: cost.recognition,
    translation_usd: cost.translation,
    synthesis_usd: cost.synthesis,
  };
}

function legRow(
  { callSid, legs, turnLatencies, clauses }: EndedCall,
  party: Party,
  numbers: CallRecorderOptions['numbers'],
): RecordTables['legs'] {
  const leg = legs[party];
  const said = directionFrom(party);
  const { count, p50, p95 } = turnLatencies[said];
  const { heard, cut, merged, failed } = clauses[said];
  return {
    call_sid: callSid,
    party,
    leg_call_sid: leg.callSid ?? null,
    ...recordedNumber(leg.number, numbers),
    language: leg.language,
    language_source: leg.languageSource,
    connected_ms: Math.round(leg.connectedMs),
    turns: count,
    turn_latency_p50_ms: wholeMs(p50),
    turn_latency_p95_ms: wholeMs(p95),
    clauses_heard: heard,
    clauses_cut: cut,
    clauses_merged: merged,
    clauses_failed: failed,
  };
}

/** Undefined for a clause that has not ended. The words of a merged one are those of the clause that it joined. */
function clauseRow(
  callSid: string,
  clause: ClauseRecord,
  { recognizer, translator, synthesizer }: ClauseProviders,
): RecordTables['clauses'] | undefined {
  const { id, direction, state, sourceLanguage, targetLanguage, words, timings } = clause;
  if (state === 'translating' || state === 'synthesizing' || state === 'speaking') return undefined;
  const charactersOf = (text: string) => (state === 'merged' ? 0 : Array.from(text).length);
  return {
    call_sid: callSid,
    clause_id: id,
    direction,
    outcome: state,
    source_language: sourceLanguage,
    target_language: targetLanguage,
    source_characters: charactersOf(words.text),
    translation_characters: charactersOf(words.translation),
    recognizer: recognizer ?? null,
    translator: translator ?? null,
    synthesizer: synthesizer ?? null,
    ...waterfall(timings),
  };
}

function waterfall(timings: ClauseTimings) {
  return {
    speech_onset_ms: wholeMs(timings.speechOnset),
    speech_end_ms: wholeMs(timings.speechEnd),
    first_partial_ms: wholeMs(timings.firstPartial),
    committed_ms: wholeMs(timings.committed),
    translation_requested_ms: wholeMs(timings.translationRequested),
    translation_first_token_ms: wholeMs(timings.translationFirstToken),
    translation_last_token_ms: wholeMs(timings.translationLastToken),
    synthesis_requested_ms: wholeMs(timings.synthesisRequested),
    synthesis_first_byte_ms: wholeMs(timings.synthesisFirstByte),
    first_frame_sent_ms: wholeMs(timings.firstFrameSent),
    first_mark_heard_ms: wholeMs(timings.firstMarkHeard),
    last_mark_heard_ms: wholeMs(timings.lastMarkHeard),
  };
}

function wholeMs(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}

type ErrorColumns = Omit<RecordTables['call_errors'], 'call_sid' | 'position' | 'at_ms'>;

/** What went wrong, if that is what is reported. Of an error that was thrown only its name: its message may quote words. */
function errorOf(report: ObservedReport): ErrorColumns | undefined {
  switch (report.type) {
    case 'clause.ended': {
      const { failure, clause } = report;
      return failure && { ...failureColumns(failure), clause_id: clause.id, party: null };
    }
    case 'recognizer.lost':
      return { ...failureColumns(report.failure), clause_id: null, party: report.party };
    case 'actor.failed': {
      const reason = report.error instanceof Error ? report.error.name : 'unknown';
      return { stage: 'actor', provider: 'dragoman', reason, clause_id: null, party: null };
    }
    default:
      return undefined;
  }
}

function failureColumns({ stage, provider, reason }: Failure) {
  return { stage, provider, reason };
}
