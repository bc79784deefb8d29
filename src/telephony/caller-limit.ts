import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

const windowMs = 60_000;
const callerSchema = z.object({ From: z.string() });

/**
 * Counts the calls that each telephone number begins. Those who hide theirs come as one word, such as
 * "anonymous", and are counted as one caller. The counter has the rate limits' store, and no number is written there.
 *
 * @returns whether the call that a webhook's validated form tells of is one too many within a minute.
 */
export function limitCallers(
  app: FastifyInstance,
  callsPerMinute: number,
): (request: FastifyRequest) => Promise<boolean> {
  const countCall = app.createRateLimit({
    max: callsPerMinute,
    timeWindow: windowMs,
    keyGenerator: ({ body }) => `caller:${digest(callerSchema.parse(body).From)}`,
  });
  return async (request) => {
    const limit = await countCall(request);
    return !limit.isAllowed && limit.isExceeded;
  };
}

function digest(number: string): string {
  return createHash('sha256').update(number.trim().toLowerCase()).digest('base64url');
}
