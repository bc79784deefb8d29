import { z } from 'zod';
import { cursorOf } from '../records/page-cursor.js';
import type {
  HistoryPage,
  RecordedCall,
  RecordedCallDetails,
  RecordedClause,
  RecordedError,
  RecordedLeg,
} from '../records/call-history.js';
import { totalCost, type CostEstimate } from '../records/cost-estimate.js';
import { clauseResource, clauseSchema, latencyResource, latencySchema } from './call-resource.js';

const legSchema = z.object({
  call_sid: z.string().optional(),
  number: z.string().optional().describe('Masked, unless RECORDED_NUMBERS=full'),
  country: z.string().optional().describe('ISO 3166-1, of the number'),
  language: z.string().describe('BCP-47'),
  language_source: z.enum(['configured', 'number', 'speech']),
  connected_ms: z.int(),
  turn_latency: latencySchema.describe('Of what this party said, as the other one heard it'),
  clauses: z
    .object({ heard: z.int(), cut: z.int(), merged: z.int(), failed: z.int() })
    .describe('Of what this party said'),
});

const cost = z.number().nullable();
const costSchema = z
  .object({ telephony: cost, recognition: cost, translation: cost, synthesis: cost, total: cost })
  .describe('US dollars by list prices; null where a price is not known');

const endedCallSchema = z.object({
  call_sid: z.string().describe("The client leg's"),
  state: z.literal('ended'),
  outcome: z.string().describe('Who or what ended it'),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime(),
  duration_ms: z.int(),
  providers: z.object({ recognizer: z.string(), translator: z.string(), synthesizer: z.string() }),
  client: legSchema.optional(),
  agent: legSchema.optional(),
  estimated_cost_usd: costSchema,
});

const endedClauseSchema = clauseSchema.extend({
  text: z.string().optional().describe('Only where TRANSCRIPTS=on, until it is deleted'),
  translation: z.string().optional(),
});

const errorSchema = z.object({
  at_ms: z.int().describe("Since the call's first moment"),
  stage: z.string(),
  provider: z.string(),
  reason: z.string(),
  clause_id: z.string().optional(),
  party: z.enum(['client', 'agent']).optional(),
});

/** A call that has ended, with all that is recorded of it. */
export const endedCallDetailsSchema = endedCallSchema.extend({
  clauses: z.array(endedClauseSchema),
  errors: z.array(errorSchema),
});

/** Calls that have ended, the last one first. */
export const historyPageSchema = z.object({
  calls: z.array(endedCallSchema),
  next_before: z.string().nullable().describe('`before` of the next page; null on the last one'),
});

export function historyPageResource({ calls, next }: HistoryPage): z.infer<typeof historyPageSchema> {
  return { calls: calls.map(endedCallResource), next_before: next === undefined ? null : cursorOf(next) };
}

export function endedCallDetailsResource(call: RecordedCallDetails): z.infer<typeof endedCallDetailsSchema> {
  return {
    ...endedCallResource(call),
    clauses: call.clauses.map(endedClauseResource),
    errors: call.errors.map(errorResource),
  };
}

function endedCallResource(call: RecordedCall): z.infer<typeof endedCallSchema> {
  const { client, agent } = call.legs;
  return {
    call_sid: call.callSid,
    state: 'ended',
    outcome: call.outcome,
    started_at: call.startedAt,
    ended_at: call.endedAt,
    duration_ms: call.durationMs,
    providers: { ...call.providers },
    client: client && legResource(client),
    agent: agent && legResource(agent),
    estimated_cost_usd: costResource(call.cost),
  };
}

function legResource(leg: RecordedLeg): z.infer<typeof legSchema> {
  return {
    call_sid: leg.callSid,
    number: leg.number,
    country: leg.country,
    language: leg.language,
    language_source: leg.languageSource,
    connected_ms: leg.connectedMs,
    turn_latency: latencyResource(leg.turnLatency),
    clauses: { ...leg.clauses },
  };
}

function costResource(estimate: CostEstimate): z.infer<typeof costSchema> {
  return { ...estimate, total: totalCost(estimate) };
}

function endedClauseResource({ words, ...clause }: RecordedClause): z.infer<typeof endedClauseSchema> {
  return { ...clauseResource(clause), ...words };
}

function errorResource({ atMs, clauseId, ...error }: RecordedError): z.infer<typeof errorSchema> {
  return { at_ms: atMs, clause_id: clauseId, ...error };
}
