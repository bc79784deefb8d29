import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Calls } from '../calls/calls.js';
import { summarizeMetrics, type LatencyQuantiles } from '../observability/metrics-summary.js';
import type { Metrics } from '../observability/metrics.js';
import { problemResponses } from './problem.js';

const quantilesSchema = z.object({
  count: z.int(),
  p50_ms: z.number().optional(),
  p95_ms: z.number().optional(),
});
const summarySchema = z.object({
  active_calls: z.int(),
  calls: z.record(z.string(), z.number()).describe('Ended calls, by outcome'),
  turn_latency: quantilesSchema,
  stages: z.array(quantilesSchema.extend({ stage: z.string(), provider: z.string() })),
  clauses: z.record(z.string(), z.number()).describe('Ended clauses, by outcome'),
  barge_ins: z.number(),
  provider_errors: z.array(z.object({ provider: z.string(), kind: z.string(), count: z.number() })),
  media_malformed: z.number(),
});

/** The metrics, for Prometheus or for people. Meant to be registered behind the metrics guard. */
export const metricsRoutes: FastifyPluginCallbackZod<{ readonly metrics: Metrics; readonly calls: Calls }> = (
  app,
  { metrics, calls },
  done,
) => {
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

async function summaryResource(metrics: Metrics, calls: Calls): Promise<z.infer<typeof summarySchema>> {
  const summary = await summarizeMetrics(metrics);
  return {
    active_calls: calls.activeCount,
    calls: summary.calls,
    turn_latency: quantilesResource(summary.turnLatency),
    stages: summary.stages.map((stage) => ({
      stage: stage.stage,
      provider: stage.provider,
      ...quantilesResource(stage),
    })),
    clauses: summary.clauses,
    barge_ins: summary.bargeIns,
    provider_errors: [...summary.providerErrors],
    media_malformed: summary.mediaMalformed,
  };
}

function quantilesResource({ count, p50, p95 }: LatencyQuantiles): z.infer<typeof quantilesSchema> {
  return { count, p50_ms: p50, p95_ms: p95 };
}
