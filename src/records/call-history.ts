import type { ClauseTimings, EndReason, OutcomeOfClause, Party } from '../../machines/call/call-events.js';
import type { ClauseView, LatencySummary } from '../calls/calls.js';
import type { StartedCall } from '../calls/call-observer.js';
import type { CostEstimate } from './cost-estimate.js';
import type { CallsTable, ClausesTable, LegsTable } from './record-tables.js';
import type { RecordsKysely } from './records-database.js';
import { RecordsError } from './records-error.js';

/** How long a question may take, ms: whoever asks is a person. */
const readTimeoutMs = 3000;
/** Clauses and errors of one call that are read at most: some hours of talk. */
const mostClauses = 5000;
const mostErrors = 500;

export interface RecordedLeg {
  readonly callSid?: string;
  readonly number?: string;
  readonly country?: string;
  readonly language: string;
  readonly languageSource: LegsTable['language_source'];
  readonly connectedMs: number;
  /** Of what this party said, as the other one heard it. */
  readonly turnLatency: LatencySummary;
  readonly clauses: Readonly<Record<OutcomeOfClause, number>>;
}

/** A call that has ended. */
export interface RecordedCall {
  readonly callSid: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly outcome: EndReason;
  readonly providers: StartedCall['providers'];
  readonly cost: CostEstimate;
  /** A leg whose record was lost is absent. */
  readonly legs: Readonly<Partial<Record<Party, RecordedLeg>>>;
}

export interface RecordedClause extends ClauseView {
  /** Only where transcripts were kept. */
  readonly words?: { readonly text: string; readonly translation: string };
}

export interface RecordedError {
  readonly atMs: number;
  readonly stage: string;
  readonly provider: string;
  readonly reason: string;
  readonly clauseId?: string;
  readonly party?: Party;
}

export interface RecordedCallDetails extends RecordedCall {
  /** In the order in which they were committed. */
  readonly clauses: readonly RecordedClause[];
  readonly errors: readonly RecordedError[];
}

/** A place among the calls, which are in the order of their end: behind this one. */
export interface HistoryPlace {
  readonly endedAt: string;
  readonly callSid: string;
}

export interface HistoryPage {
  /** The last that ended comes first. */
  readonly calls: readonly RecordedCall[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: HistoryPlace;
}

export interface HistoryRequest {
  readonly limit: number;
  readonly before?: HistoryPlace | undefined;
}

/** Calls that have ended, from the records. Both throw a RecordsError where these do not answer in time. */
export interface CallHistory {
  page(request: HistoryRequest): Promise<HistoryPage>;
  /** Undefined for one that is not there, or has not ended. */
  find(callSid: string): Promise<RecordedCallDetails | undefined>;
}

type EndedCallRow = CallsTable & {
  readonly ended_at: string;
  readonly duration_ms: number;
  readonly outcome: EndReason;
};

export function createCallHistory(database: RecordsKysely): CallHistory {
  const endedCalls = () =>
    database
      .selectFrom('calls')
      .selectAll()
      .where('ended_at', 'is not', null)
      .where('duration_ms', 'is not', null)
      .where('outcome', 'is not', null)
      .$narrowType<EndedCallRow>();

  async function page({ limit, before }: HistoryRequest): Promise<HistoryPage> {
    const ended =
      before === undefined
        ? endedCalls()
        : endedCalls().where((where) =>
            where(where.refTuple('ended_at', 'call_sid'), '<', where.tuple(before.endedAt, before.callSid)),
          );
    // One more than is shown tells whether there is another page.
    const rows = await ended
      .orderBy('ended_at', 'desc')
      .orderBy('call_sid', 'desc')
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    const legs = await legsOf(shown.map(({ call_sid }) => call_sid));
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      calls: shown.map((row) => recordedCall(row, legs)),
      ...(last !== undefined && { next: { endedAt: last.ended_at, callSid: last.call_sid } }),
    };
  }

  async function find(callSid: string): Promise<RecordedCallDetails | undefined> {
    const row = await endedCalls().where('call_sid', '=', callSid).executeTakeFirst();
    if (row === undefined) return undefined;
    const legs = await legsOf([callSid]);
    const clauses = await database
      .selectFrom('clauses')
      .leftJoin('clause_words', (join) =>
        join
          .onRef('clause_words.call_sid', '=', 'clauses.call_sid')
          .onRef('clause_words.clause_id', '=', 'clauses.clause_id'),
      )
      .selectAll('clauses')
      .select(['clause_words.text', 'clause_words.translation'])
      .where('clauses.call_sid', '=', callSid)
      .orderBy('clauses.committed_ms')
      .limit(mostClauses)
      .execute();
    const errors = await database
      .selectFrom('call_errors')
      .selectAll()
      .where('call_sid', '=', callSid)
      .orderBy('position')
      .limit(mostErrors)
      .execute();
    return {
      ...recordedCall(row, legs),
      clauses: clauses.map(({ text, translation, ...clause }) => ({
        ...recordedClause(clause),
        ...(text !== null && translation !== null && { words: { text, translation } }),
      })),
      errors: errors.map(({ at_ms, stage, provider, reason, clause_id, party }) => ({
        atMs: at_ms,
        stage,
        provider,
        reason,
        ...(clause_id !== null && { clauseId: clause_id }),
        ...(party !== null && { party }),
      })),
    };
  }

  async function legsOf(callSids: readonly string[]): Promise<readonly LegsTable[]> {
    if (callSids.length === 0) return [];
    return database.selectFrom('legs').selectAll().where('call_sid', 'in', callSids).execute();
  }

  return {
    page: (request) => inTime(page(request)),
    find: (callSid) => inTime(find(callSid)),
  };
}

async function inTime<Result>(question: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RecordsError(`No answer within ${readTimeoutMs} ms`)), readTimeoutMs);
  });
  try {
    return await Promise.race([question, deadline]);
  } catch (cause) {
    throw new RecordsError('The records cannot be read', { cause });
  } finally {
    clearTimeout(timer);
  }
}

function recordedCall(row: EndedCallRow, legs: readonly LegsTable[]): RecordedCall {
  const leg = (party: Party) => legs.find((each) => each.call_sid === row.call_sid && each.party === party);
  const [client, agent] = [leg('client'), leg('agent')];
  return {
    callSid: row.call_sid,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationMs: row.duration_ms,
    outcome: row.outcome,
    providers: { recognizer: row.recognizer, translator: row.translator, synthesizer: row.synthesizer },
    cost: {
      telephony: row.telephony_usd,
      recognition: row.recognition_usd,
      translation: row.translation_usd,
      synthesis: row.synthesis_usd,
    },
    legs: {
      ...(client !== undefined && { client: recordedLeg(client) }),
      ...(agent !== undefined && { agent: recordedLeg(agent) }),
    },
  };
}

function recordedLeg(row: LegsTable): RecordedLeg {
  const { leg_call_sid, number, country, turn_latency_p50_ms: p50, turn_latency_p95_ms: p95 } = row;
  return {
    ...(leg_call_sid !== null && { callSid: leg_call_sid }),
    ...(number !== null && { number }),
    ...(country !== null && { country }),
    language: row.language,
    languageSource: row.language_source,
    connectedMs: row.connected_ms,
    turnLatency: { count: row.turns, ...(p50 !== null && { p50 }), ...(p95 !== null && { p95 }) },
    clauses: {
      heard: row.clauses_heard,
      cut: row.clauses_cut,
      merged: row.clauses_merged,
      failed: row.clauses_failed,
    },
  };
}

function recordedClause(row: ClausesTable): ClauseView {
  return {
    id: row.clause_id,
    direction: row.direction,
    state: row.outcome,
    sourceLanguage: row.source_language,
    targetLanguage: row.target_language,
    timings: timingsOf(row),
  };
}

const timingColumns = [
  ['speechOnset', 'speech_onset_ms'],
  ['speechEnd', 'speech_end_ms'],
  ['firstPartial', 'first_partial_ms'],
  ['committed', 'committed_ms'],
  ['translationRequested', 'translation_requested_ms'],
  ['translationFirstToken', 'translation_first_token_ms'],
  ['translationLastToken', 'translation_last_token_ms'],
  ['synthesisRequested', 'synthesis_requested_ms'],
  ['synthesisFirstByte', 'synthesis_first_byte_ms'],
  ['firstFrameSent', 'first_frame_sent_ms'],
  ['firstMarkHeard', 'first_mark_heard_ms'],
  ['lastMarkHeard', 'last_mark_heard_ms'],
] as const satisfies readonly (readonly [keyof ClauseTimings, keyof ClausesTable])[];

function timingsOf(row: ClausesTable): ClauseTimings {
  return Object.fromEntries(
    timingColumns.flatMap(([stage, column]) => {
      const ms = row[column];
      return ms === null ? [] : [[stage, ms]];
    }),
  );
}
