import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ReachableCalls } from '../calls/calls.js';
import type { ProviderState } from '../providers/provider-pool.js';
import { HttpProblem, problemResponses } from './problem.js';

/** Whether one of the configured providers can be used at present. */
export type ProviderStatus = Pick<ProviderState, 'capability' | 'provider' | 'isUsable'>;

const capabilities = ['recognizer', 'translator', 'synthesizer'] as const;

const serviceSchema = z.object({
  name: z.string(),
  version: z.string(),
  links: z.record(z.string(), z.string()),
});

const healthSchema = z.object({
  status: z.literal('ok'),
  active_calls: z.int(),
  capacity: z.int(),
  is_draining: z.boolean(),
  uptime_seconds: z.int(),
});

const readinessSchema = z.object({ status: z.literal('ready') });

/** What anybody may ask: what this is, whether it lives, whether it takes calls. */
export const serviceRoutes: FastifyPluginCallbackZod<{
  readonly version: string;
  readonly calls: ReachableCalls;
  readonly providersStatus: () => readonly ProviderStatus[];
}> = (app, { version, calls, providersStatus }, done) => {
  app.get(
    '/',
    { schema: { tags: ['service'], summary: 'What this is', response: { 200: serviceSchema } } },
    () => ({
      name: 'dragoman',
      version,
      links: {
        health: '/health',
        readiness: '/health/ready',
        calls: '/calls',
        metrics: '/metrics',
        documentation: '/docs',
      },
    }),
  );

  app.get(
    '/health',
    {
      config: { isProbed: true },
      schema: { tags: ['service'], summary: 'Whether the process lives', response: { 200: healthSchema } },
    },
    () => ({
      status: 'ok' as const,
      active_calls: calls.activeCount,
      capacity: calls.capacity,
      is_draining: calls.isDraining,
      uptime_seconds: Math.floor(process.uptime()),
    }),
  );

  app.get(
    '/health/ready',
    {
      config: { isProbed: true },
      schema: {
        tags: ['service'],
        summary: 'Whether it takes calls: 503 while draining, or without a usable provider',
        response: { 200: readinessSchema, ...problemResponses },
      },
    },
    () => {
      if (calls.isDraining) throw new HttpProblem(503, 'Draining: no new calls are taken.');
      const statuses = providersStatus();
      const missing = capabilities.filter(
        (capability) => !statuses.some((status) => status.capability === capability && status.isUsable),
      );
      if (missing.length > 0) throw new HttpProblem(503, `Without a usable ${missing.join(', ')}.`);
      return { status: 'ready' as const };
    },
  );

  done();
};
