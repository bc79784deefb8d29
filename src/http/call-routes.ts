import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Calls } from '../calls/calls.js';
import { callResource, callSchema } from './call-resource.js';
import { HttpProblem, problemResponses } from './problem.js';

const paramsSchema = z.object({ call_sid: z.string().min(1).max(64) });
const listSchema = z.object({ calls: z.array(callSchema) });
const endingSchema = z.object({ call_sid: z.string(), status: z.literal('ending') });

/** The calls under way. Meant to be registered behind the admin guard. */
export const callRoutes: FastifyPluginCallbackZod<{ readonly calls: Calls }> = (app, { calls }, done) => {
  const tags = ['calls'];
  const security = [{ adminToken: [] }];

  app.get(
    '/calls',
    { schema: { tags, security, summary: 'Live calls', response: { 200: listSchema, ...problemResponses } } },
    () => ({ calls: calls.list().map(callResource) }),
  );

  app.get(
    '/calls/:call_sid',
    {
      schema: {
        tags,
        security,
        summary: "One live call, by its client leg's call SID",
        params: paramsSchema,
        response: { 200: callSchema, ...problemResponses },
      },
    },
    (request) => {
      const call = calls.find(request.params.call_sid);
      if (call === undefined) throw noSuchCall();
      return callResource(call);
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
    (request, reply) => {
      const { call_sid } = request.params;
      if (!calls.end(call_sid)) throw noSuchCall();
      reply.code(202);
      return { call_sid, status: 'ending' as const };
    },
  );

  done();
};

function noSuchCall(): HttpProblem {
  return new HttpProblem(404, 'No live call has this call SID.');
}
