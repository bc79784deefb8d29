import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.js';

/** Lets a request pass, or throws the problem that it is answered with. To be an `onRequest` hook. */
export type Guard = (request: FastifyRequest) => Promise<void>;

export interface Guards {
  /** The admin token only. */
  readonly admin: Guard;
  /** The admin token or the metrics token. */
  readonly metrics: Guard;
  /** The admin token only, also as `?token=`: a browser cannot put headers on a WebSocket. */
  readonly socket: Guard;
  /** Requests from this machine only. */
  readonly thisMachine: Guard;
}

/** Wrong tokens that an address may present in a minute; beyond it none of its tokens is looked at. */
const failuresPerMinute = 20;

/**
 * Bearer tokens for the routes that are not for everybody. Where no admin token is set they answer this machine
 * alone, by the socket's own address: what a header says of the client is the client's word.
 */
export function createGuards(
  app: FastifyInstance,
  tokens: { readonly admin: string | undefined; readonly metrics: string | undefined },
): Guards {
  const countFailure = app.createRateLimit({ max: failuresPerMinute, timeWindow: 60_000 });

  function requireToken(
    accepted: readonly (string | undefined)[],
    tokenOf: (request: FastifyRequest) => string | undefined = bearerToken,
  ): Guard {
    const digests = accepted.filter((token) => token !== undefined).map(digest);
    return async (request) => {
      if (tokens.admin === undefined && isFromThisMachine(request)) return;
      if (digests.length === 0) {
        throw new HttpProblem(403, 'Without an ADMIN_TOKEN this answers requests from its own machine only.');
      }
      const presented = tokenOf(request);
      if (presented === undefined) throw unauthorized('This needs a bearer token.');
      const failures = await countFailure(request, { increment: false });
      if (!failures.isAllowed && failures.remaining === 0) throw tooManyFailures(failures.ttlInSeconds);
      if (isAmong(digests, presented)) return;
      await countFailure(request);
      throw unauthorized('This bearer token is not valid.');
    };
  }

  return {
    admin: requireToken([tokens.admin]),
    metrics: requireToken([tokens.admin, tokens.metrics]),
    socket: requireToken([tokens.admin], (request) => bearerToken(request) ?? queryToken(request)),
    thisMachine: (request) =>
      isFromThisMachine(request)
        ? Promise.resolve()
        : Promise.reject(new HttpProblem(403, 'This answers requests from its own machine only.')),
  };
}

function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

function queryToken({ url }: FastifyRequest): string | undefined {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('token') ?? undefined;
}

function isAmong(digests: readonly Buffer[], token: string): boolean {
  const presented = digest(token);
  return digests.some((expected) => timingSafeEqual(expected, presented));
}

/** Digests have one length, which is what a comparison in constant time needs. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Headers that a proxy or tunnel adds: behind one on this machine everybody's socket is a loopback socket. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

function isFromThisMachine({ raw }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const isLoopback = address === '::1' || address.startsWith('127.');
  return isLoopback && forwardingHeaders.every((header) => raw.headers[header] === undefined);
}

function unauthorized(detail: string): HttpProblem {
  return new HttpProblem(401, detail, { headers: { 'www-authenticate': 'Bearer realm="dragoman"' } });
}

function tooManyFailures(seconds: number): HttpProblem {
  return new HttpProblem(429, 'Too many wrong tokens from this address.', {
    headers: { 'retry-after': String(seconds) },
  });
}
