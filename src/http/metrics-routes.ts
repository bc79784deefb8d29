import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ReachableCalls } from '../calls/calls.js';
import {
  summarizeMetrics,
  type ConfidenceQuantiles,
  type LatencyQuantiles,
} from '../observability/metrics-summary.js';
import type { Metrics } from '../observability/metrics.js';
import { problemResponses } from './problem.js';

const quantilesSchema = z.object({
  count: z.int(),
  p50_ms: z.number().optional(),
  p95_ms: z.number().optional(),
});
const confidenceSchema = z.object({
  count: z.int(),
  p5: z.number().optional(),
  p50: z.number().optional(),
});
const countsSchema = z.record(z.string(), z.number());
const summarySchema = z.object({
  active_calls: z.int(),
  calls: countsSchema.describe('Ended calls, by outcome'),
  turn_latency: quantilesSchema,
  ear_voice_span: quantilesSchema.describe(
    "Onset of a clause in the speaker's mouth to the onset of its rendition in the listener's ear",
  ),
  stages: z.array(quantilesSchema.extend({ stage: z.string(), provider: z.string() })),
  clauses: countsSchema.describe('Ended clauses, by outcome'),
  screened_clauses: countsSchema.describe('Recognized clauses, by whether they were interpreted'),
  guarded_translations: countsSchema.describe('Translations, by whether they kept their numbers'),
  recognition_confidence: confidenceSchema.describe('0 to 1, in the words of a clause'),
  language_confidence: confidenceSchema.describe("0 to 1, in a party's language when it was identified"),
  barge_ins: z.number(),
  provider_errors: z.array(
    z.object({ stage: z.string(), provider: z.string(), kind: z.string(), count: z.number() }),
  ),
  frames: z
    .object({
      inbound: z.number(),
      outbound: z.number(),
      lost: z.number(),
      late: z.number(),
      echoed: z.number(),
      unjudged: z.number(),
    })
    .describe('Of 20 ms; echoed: silenced, since they were the echo of what was played'),
  media_malformed: z.number(),
  media_overflows: z.number(),
  queue_lengths: countsSchema.describe('Clauses under way, by what they wait for'),
  queue_bytes: countsSchema.describe('Bytes that wait to be sent'),
  event_loop_delay: quantilesSchema.describe('How late the process gets to a timer of 20 ms'),
  trace_spans: countsSchema,
});

/** The metrics, for Prometheus or for people. Meant to be registered behind the metrics guard. */
export const metricsRoutes: FastifyPluginCallbackZod<{
  readonly metrics: Metrics;
  readonly calls: ReachableCalls;
}> = (app, { metrics, calls }, done) => {
  app.get(
    '/metrics',
    {
      config: { isProbed: true },
      schema: {
        tags: ['service'],
        security: [{ adminToken: [] }, { metricsToken: [] }],
        summary: 'Prometheus text; a summary for Accept: application/json',
        response: {
          200: {
            description: 'The metrics since the start of the process',
            content: {
              'text/plain': { schema: z.string() },
              'application/json': { schema: summarySchema },
            },
          },
          ...problemResponses,
        },
      },
    },
    async (request, reply) => {
      reply.header('vary', 'accept');
      if (!/\bapplication\/json\b/i.test(request.headers.accept ?? '')) {
        return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
      }
      return reply.type('application/json').send(await summaryResource(metrics, calls));
    },
  );

  done();
};

async function summaryResource(
  metrics: Metrics,
  calls: ReachableCalls,
): Promise<z.infer<typeof summarySchema>> {
  const summary = await summarizeMetrics(metrics);
  return {
    active_calls: calls.activeCount,
    calls: summary.calls,
    turn_latency: quantilesResource(summary.turnLatency),
    ear_voice_span: quantilesResource(summary.earVoiceSpan),
    stages: summary.stages.map((stage) => ({
      stage: stage.stage,
      provider: stage.provider,
      ...quantilesResource(stage),
    })),
    clauses: summary.clauses,
    screened_clauses: summary.screenedClauses,
    guarded_translations: summary.guardedTranslations,
    recognition_confidence: confidenceResource(summary.recognitionConfidence),
    language_confidence: confidenceResource(summary.languageConfidence),
    barge_ins: summary.bargeIns,
    provider_errors: [...summary.providerErrors],
    frames: summary.frames,
    media_malformed: summary.mediaMalformed,
    media_overflows: summary.mediaOverflows,
    queue_lengths: summary.queueLengths,
    queue_bytes: summary.queueBytes,
    event_loop_delay: quantilesResource(summary.eventLoopDelay),
    trace_spans: summary.traceSpans,
  };
}

function quantilesResource({ count, p50, p95 }: LatencyQuantiles): z.infer<typeof quantilesSchema> {
  return { count, p50_ms: p50, p95_ms: p95 };
}

function confidenceResource({ count, p5, p50 }: ConfidenceQuantiles): z.infer<typeof confidenceSchema> {
  return { count, p5, p50 };
}
