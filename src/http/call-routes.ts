import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ReachableCalls } from '../calls/calls.js';
import type { CallHistory, HistoryPlace } from '../records/call-history.js';
import { placeOf } from '../records/page-cursor.js';
import { RecordsError } from '../records/records-error.js';
import { callResource, callSchema } from './call-resource.js';
import {
  endedCallDetailsResource,
  endedCallDetailsSchema,
  historyPageResource,
  historyPageSchema,
} from './ended-call-resource.js';
import { HttpProblem, problemResponses } from './problem.js';

const paramsSchema = z.object({ call_sid: z.string().min(1).max(64) });
const listSchema = z.object({ calls: z.array(callSchema) });
const endingSchema = z.object({ call_sid: z.string(), status: z.literal('ending') });

const defaultPageSize = 20;
const largestPage = 100;
const querySchema = z.object({
  ended: z.enum(['true', 'false']).default('false').describe('true: calls that have ended, page by page'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(largestPage)
    .optional()
    .describe('Of ended calls, 20 unless given'),
  before: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Where the page begins: `next_before` of the last one'),
});

/** The calls under way, and those of the records. Meant to be registered behind the admin guard. */
export const callRoutes: FastifyPluginCallbackZod<{
  readonly calls: ReachableCalls;
  readonly history: CallHistory;
}> = (app, { calls, history }, done) => {
  const tags = ['calls'];
  const security = [{ adminToken: [] }];

  app.get(
    '/calls',
    {
      schema: {
        tags,
        security,
        summary: 'Live calls; with ended=true those that have ended, the last one first',
        querystring: querySchema,
        // What is a page of the history has `next_before`, and no list of live calls has.
        response: { 200: z.union([historyPageSchema, listSchema]), ...problemResponses },
      },
    },
    async ({ query: { ended, limit, before } }) => {
      if (ended === 'true') {
        const place = before === undefined ? undefined : startOfPage(before);
        return historyPageResource(
          await fromRecords(history.page({ limit: limit ?? defaultPageSize, before: place })),
        );
      }
      if (limit !== undefined || before !== undefined) {
        throw new HttpProblem(400, 'limit and before page through ended calls: ended=true is missing.');
      }
      return { calls: (await calls.list()).map(callResource) };
    },
  );

  app.get(
    '/calls/:call_sid',
    {
      schema: {
        tags,
        security,
        summary: "One call, live or ended, by its client leg's call SID",
        params: paramsSchema,
        response: { 200: z.union([endedCallDetailsSchema, callSchema]), ...problemResponses },
      },
    },
    async ({ params: { call_sid } }) => {
      const live = await calls.find(call_sid);
      if (live !== undefined) return callResource(live);
      const ended = await fromRecords(history.find(call_sid));
      if (ended === undefined) throw new HttpProblem(404, 'No call has this call SID.');
      return endedCallDetailsResource(ended);
    },
  );

  app.post(
    '/calls/:call_sid/end',
    {
      schema: {
        tags,
        security,
        summary: 'Hangs up both legs',
        params: paramsSchema,
        response: { 202: endingSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { call_sid } = request.params;
      if (!(await calls.end(call_sid))) throw noSuchCall();
      reply.code(202);
      return { call_sid, status: 'ending' as const };
    },
  );

  done();
};

function noSuchCall(): HttpProblem {
  return new HttpProblem(404, 'No live call has this call SID.');
}

function startOfPage(before: string): HistoryPlace {
  const place = placeOf(before);
  if (place !== undefined) return place;
  const detail = 'is none that next_before gave';
  throw new HttpProblem(400, `before ${detail}.`, {
    errors: [{ location: 'querystring', pointer: '/before', detail }],
  });
}

async function fromRecords<Result>(question: Promise<Result>): Promise<Result> {
  try {
    return await question;
  } catch (cause) {
    if (!(cause instanceof RecordsError)) throw cause;
    throw new HttpProblem(503, 'The records of ended calls cannot be read at present.', { cause });
  }
}
