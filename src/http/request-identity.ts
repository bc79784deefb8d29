import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../observability/metrics.js';

const saneId = /^[\w.:-]{1,128}$/;

/** The id that a proxy gave the request, if it looks like one; a fresh one otherwise. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && saneId.test(given) ? given : randomUUID();
}

/** Tells every client its request's id, counts what is answered, and logs it: the route, no query and no body. */
export function identifyRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'unknown', config } = request.routeOptions;
    const answered = { method: request.method, route, status_code: reply.statusCode };
    metrics.httpRequests.inc(answered);
    // Probes and scrapers come by every few seconds.
    const level = config.isProbed === true ? 'debug' : 'info';
    request.log[level](
      { ...answered, duration_ms: Math.round(reply.elapsedTime * 10) / 10 },
      'request answered',
    );
    done();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked for so often by machines that its requests are logged at debug. */
    isProbed?: boolean;
  }
}
