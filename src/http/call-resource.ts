import { z } from 'zod';
import type { CallView, ClauseView, DirectionView, LatencySummary, LegView } from '../calls/calls.js';

export const latencySchema = z.object({
  count: z.int(),
  p50_ms: z.number().optional(),
  p95_ms: z.number().optional(),
  last_ms: z.number().optional(),
});

const legSchema = z.object({
  call_sid: z.string().optional(),
  stream_sid: z.string().optional(),
  language: z.string().optional().describe('BCP-47; absent while it is not known'),
  language_source: z.enum(['configured', 'number', 'speech']),
  is_connected: z.boolean(),
});

const directionSchema = z.object({
  hearing: z.string(),
  translation: z.string(),
  voice: z.string(),
  turn_latency: latencySchema.describe(
    'End of an utterance to the first frame of its last rendition being heard',
  ),
  clauses: z.object({
    heard: z.int(),
    cut: z.int(),
    merged: z.int(),
    failed: z.int(),
    pending: z.int(),
  }),
});

const moment = z.number().optional();
export const clauseSchema = z.object({
  id: z.string(),
  direction: z.enum(['client_to_agent', 'agent_to_client']),
  state: z.string(),
  source_language: z.string(),
  target_language: z.string(),
  timings_ms: z
    .object({
      speech_onset: moment,
      speech_end: moment,
      first_partial: moment,
      committed: moment,
      translation_requested: moment,
      translation_first_token: moment,
      translation_last_token: moment,
      synthesis_requested: moment,
      synthesis_first_byte: moment,
      first_frame_sent: moment,
      first_mark_heard: moment,
      last_mark_heard: moment,
    })
    .describe("Since the call's first moment; a stage that did not happen is absent"),
});

/** A live call as JSON. */
export const callSchema = z.object({
  call_sid: z.string().describe("The client leg's"),
  state: z.string(),
  started_at: z.iso.datetime(),
  duration_ms: z.number(),
  client: legSchema,
  agent: legSchema,
  directions: z.object({ client_to_agent: directionSchema, agent_to_client: directionSchema }),
  clauses: z.array(clauseSchema).describe('The last ones, oldest first; never their words'),
});

/** What the API shows of a call. */
export function callResource(call: CallView): z.infer<typeof callSchema> {
  return {
    call_sid: call.callSid,
    state: call.state,
    started_at: call.startedAt,
    duration_ms: call.durationMs,
    client: legResource(call.client),
    agent: legResource(call.agent),
    directions: {
      client_to_agent: directionResource(call.directions.clientToAgent),
      agent_to_client: directionResource(call.directions.agentToClient),
    },
    clauses: call.clauses.map(clauseResource),
  };
}

function legResource(leg: LegView): z.infer<typeof legSchema> {
  return {
    call_sid: leg.callSid,
    stream_sid: leg.streamSid,
    language: leg.language,
    language_source: leg.languageSource,
    is_connected: leg.isConnected,
  };
}

function directionResource(direction: DirectionView): z.infer<typeof directionSchema> {
  return {
    hearing: direction.hearing,
    translation: direction.translation,
    voice: direction.voice,
    turn_latency: latencyResource(direction.turnLatency),
    clauses: { ...direction.clauses },
  };
}

export function latencyResource({ count, p50, p95, last }: LatencySummary): z.infer<typeof latencySchema> {
  return { count, p50_ms: p50, p95_ms: p95, last_ms: last };
}

export function clauseResource({ timings, ...clause }: ClauseView): z.infer<typeof clauseSchema> {
  return {
    id: clause.id,
    direction: clause.direction === 'clientToAgent' ? 'client_to_agent' : 'agent_to_client',
    state: clause.state,
    source_language: clause.sourceLanguage,
    target_language: clause.targetLanguage,
    timings_ms: {
      speech_onset: timings.speechOnset,
      speech_end: timings.speechEnd,
      first_partial: timings.firstPartial,
      committed: timings.committed,
      translation_requested: timings.translationRequested,
      translation_first_token: timings.translationFirstToken,
      translation_last_token: timings.translationLastToken,
      synthesis_requested: timings.synthesisRequested,
      synthesis_first_byte: timings.synthesisFirstByte,
      first_frame_sent: timings.firstFrameSent,
      first_mark_heard: timings.firstMarkHeard,
      last_mark_heard: timings.lastMarkHeard,
    },
  };
}
