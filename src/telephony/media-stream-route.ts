import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyPluginCallback } from 'fastify';
import { z } from 'zod';
import type { ReachableCalls } from '../calls/calls.js';
import { HttpProblem } from '../http/problem.js';
import type { Metrics } from '../observability/metrics.js';
import { serveMediaStream } from './media-stream.js';
import { requireSignedUpgrade } from './twilio-signature.js';

export interface MediaStreamRouteOptions {
  readonly calls: Pick<ReachableCalls, 'admit'>;
  readonly metrics: Metrics;
  readonly authToken: string;
  /** WEBHOOK_BASE_URL. */
  readonly publicUrl: string;
  readonly passStream?: PassStream | undefined;
}

/**
 * Lets another instance serve a call's stream, if the call is another's. False where it is to be served here.
 */
export type PassStream = (callSid: string, upgrade: StreamUpgrade) => Promise<boolean>;

/** The request of a stream that nobody has answered yet. */
export interface StreamUpgrade {
  readonly socket: Socket;
  /** The request's bytes, as they came. */
  readonly request: Buffer;
}

/** A telephone sends fifty frames a second, also when nobody speaks: one that is silent for so long is gone. */
const silenceLimitMs = 15_000;

const paramsSchema = z.object({ call: z.string().optional() });

/**
 * Twilio's Media Streams, both legs: `/ws/media-stream`, and a path below it for a proxy to hash on. The upgrade
 * must carry Twilio's signature; the token in `start` is for the calls to judge. To be registered where WebSockets are
 * taken.
 */
export const mediaStreamRoute: FastifyPluginCallback<MediaStreamRouteOptions> = (app, options, done) => {
  const { calls, metrics } = options;
  const streams = new Set<WebSocket>();
  const heard = new WeakSet<WebSocket>();

  metrics.queueBytes.watch('telephones', () => {
    let bytes = 0;
    for (const { bufferedAmount } of streams) bytes += bufferedAmount;
    return bytes;
  });
  const sweep = setInterval(() => {
    for (const socket of streams) {
      if (!heard.delete(socket)) socket.terminate();
    }
  }, silenceLimitMs).unref();
  app.addHook('onClose', () => clearInterval(sweep));

  for (const url of ['/ws/media-stream', '/ws/media-stream/:call', '/ws/media-stream/:routing_key/:call']) {
    app.route({
      method: 'GET',
      url,
      schema: { hide: true },
      preValidation: async (request, reply) => {
        requireSignedUpgrade(request, options);
        const { call } = paramsSchema.parse(request.params);
        if (call === undefined || !request.ws || options.passStream === undefined) return;
        const { socket } = request.raw;
        if (!(await options.passStream(call, { socket, request: requestBytes(request.raw) }))) return;
        reply.hijack();
        reply.raw.detachSocket(socket);
      },
      handler: () => {
        throw new HttpProblem(426, 'This address speaks WebSocket.', { headers: { upgrade: 'websocket' } });
      },
      wsHandler: (socket, request) => {
        streams.add(socket);
        heard.add(socket);
        socket.on('message', () => heard.add(socket));
        socket.on('close', () => streams.delete(socket));
        // What breaks the protocol of WebSockets itself, such as an oversized message.
        socket.on('error', () => metrics.mediaMalformed.inc());
        serveMediaStream(socket, { carrier: request.raw.socket, calls, metrics, log: request.log });
      },
    });
  }
  done();
};

/** A request's head as it came. A WebSocket's client says nothing more until it is answered. */
function requestBytes({ method = 'GET', url = '/', httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index] ?? ''}: ${rawHeaders[index + 1] ?? ''}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
