import formbody from '@fastify/formbody';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { telephoneStatuses, type ReachableCalls } from '../calls/calls.js';
import { HttpProblem, problemResponses } from '../http/problem.js';
import { languageOf, languageOfNumber } from '../languages.js';
import type { Metrics } from '../observability/metrics.js';
import { limitCallers } from './caller-limit.js';
import { requireSignedForm } from './twilio-signature.js';
import { hangUpTwiml, rejectTwiml, sayLanguageOf, sayTwiml, streamTwiml, waitTwiml } from './twiml.js';

export interface VoiceRoutesOptions {
  readonly calls: ReachableCalls;
  readonly metrics: Metrics;
  /** Calls a minute that one telephone number may begin. */
  readonly callsPerCallerPerMinute: number;
  readonly authToken: string;
  /** WEBHOOK_BASE_URL. */
  readonly publicUrl: string;
  /** BCP-47 tag in which a caller is told that all lines are busy, where the number says nothing better. */
  readonly defaultLanguage: string;
}

/** A proxy that hashes by a key of its own says which; the call's other URLs then carry it. */
const routingKeyHeader = 'x-routing-key';
const routingKeyPattern = /^[\w-]{8,64}$/;

const callSid = z.string().regex(/^CA[0-9a-zA-Z]{32}$/, { error: 'must be a call SID' });
const incomingCallSchema = z.object({ CallSid: callSid, From: z.string().max(256), To: z.string().max(256) });
const continuationSchema = z.object({ CallSid: callSid });
const statusSchema = z.object({ CallSid: callSid, CallStatus: z.enum(telephoneStatuses) });
const answeredBySchema = z.object({ CallSid: callSid, AnsweredBy: z.string().max(64) });
const streamStatusSchema = z.object({
  CallSid: callSid,
  StreamEvent: z.string().max(64),
  StreamError: z.string().max(1000).optional(),
});

const twimlType = 'text/xml; charset=utf-8';
const twimlResponses = {
  200: { description: 'TwiML', content: { 'text/xml': { schema: z.string() } } },
  ...problemResponses,
};
const noContent = { 204: z.void().describe('Taken'), ...problemResponses };

/** What Twilio asks and tells about telephone calls. Every request must carry Twilio's signature. */
export const voiceRoutes: FastifyPluginAsyncZod<VoiceRoutesOptions> = async (app, options) => {
  const { calls, metrics, publicUrl } = options;
  const isFlooding = limitCallers(app, options.callsPerCallerPerMinute);
  const tags = ['telephony'];

  // Twilio sends forms; no other body may pass for one.
  app.removeAllContentTypeParsers();
  await app.register(formbody);

  // Before validation, which strips the parameters that no route knows and the signature covers.
  app.addHook('preValidation', (request, _reply, done) => {
    requireSignedForm(request, options);
    done();
  });

  app.post(
    '/voice/webhook',
    { schema: { tags, summary: 'A client calls', body: incomingCallSchema, response: twimlResponses } },
    async (request, reply) => {
      const { CallSid, From, To } = request.body;
      if (await isFlooding(request)) {
        metrics.calls.inc({ outcome: 'flooding' });
        request.log.warn({ call_sid: CallSid, from: From }, 'caller begins too many calls');
        reply.type(twimlType);
        return rejectTwiml();
      }
      const routingKey = routingKeyOf(request);
      const invitation = await calls.answer({
        callSid: CallSid,
        from: From,
        to: To,
        requestId: request.id,
        ...(routingKey !== undefined && { routingKey }),
      });
      if (invitation === 'replayed') {
        request.log.warn({ call_sid: CallSid }, 'webhook replayed');
        throw new HttpProblem(409, 'This call was answered before.');
      }
      request.log.info({ call_sid: CallSid, is_busy: invitation === 'busy' }, 'client called');
      reply.type(twimlType);
      return invitation === 'busy'
        ? busyTwiml(From, options.defaultLanguage)
        : streamTwiml(invitation, publicUrl);
    },
  );

  app.post(
    '/voice/continue',
    {
      schema: {
        tags,
        summary: 'A telephone whose stream has ended asks what comes next',
        body: continuationSchema,
        response: twimlResponses,
      },
    },
    async (request, reply) => {
      const invitation = await calls.resume(request.body.CallSid);
      reply.type(twimlType);
      if (invitation === 'ended') return hangUpTwiml();
      return invitation === 'barred' ? waitTwiml() : streamTwiml(invitation, publicUrl);
    },
  );

  app.post(
    '/voice/status',
    { schema: { tags, summary: 'Progress of a telephone call', body: statusSchema, response: noContent } },
    (request, reply) => {
      calls.telephoneStatusChanged(request.body.CallSid, request.body.CallStatus);
      reply.code(204).send();
    },
  );

  app.post(
    '/voice/amd',
    { schema: { tags, summary: 'Who or what answered', body: answeredBySchema, response: noContent } },
    (request, reply) => {
      calls.answeredBy(request.body.CallSid, request.body.AnsweredBy);
      reply.code(204).send();
    },
  );

  app.post(
    '/voice/stream-status',
    {
      schema: { tags, summary: 'Progress of a Media Stream', body: streamStatusSchema, response: noContent },
    },
    (request, reply) => {
      const { CallSid, StreamEvent, StreamError } = request.body;
      if (StreamEvent === 'stream-error') calls.streamFailed(CallSid, StreamError ?? 'no reason given');
      reply.code(204).send();
    },
  );
};

function routingKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers[routingKeyHeader];
  return typeof key === 'string' && routingKeyPattern.test(key) ? key : undefined;
}

/** In the language of the caller's number, where there are words and a voice for it; then in the default one. */
function busyTwiml(from: string, defaultLanguage: string): string {
  for (const tag of [languageOfNumber(from, defaultLanguage), defaultLanguage]) {
    const announcement = languageOf(tag)?.announcements.busy;
    const locale = sayLanguageOf(tag);
    if (announcement !== undefined && locale !== undefined) return sayTwiml(announcement, locale);
  }
  return hangUpTwiml();
}
