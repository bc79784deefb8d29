import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyPluginAsync } from 'fastify';
import type { Calls } from '../calls/calls.js';
import { HttpProblem } from '../http/problem.js';
import type { Metrics } from '../observability/metrics.js';
import { serveMediaStream } from './media-stream.js';
import { requireSignedUpgrade } from './twilio-signature.js';

export interface MediaStreamRouteOptions {
  readonly calls: Calls;
  readonly metrics: Metrics;
  readonly authToken: string;
  /** WEBHOOK_BASE_URL. */
  readonly publicUrl: string;
}

/** A `start` with all the parameters that TwiML can hold is a few KB, a frame of 20 ms some 300 bytes. */
const maxMessageBytes = 64 * 1024;

/** A telephone sends fifty frames a second, also when nobody speaks: one that is silent for so long is gone. */
const silenceLimitMs = 15_000;

/** How long a telephone may take to close its side when the service stops. */
const closeTimeoutMs = 2000;

const goingAway = 1001;
const internalError = 1011;

/**
 * Twilio's Media Streams, both legs: `/ws/media-stream`, and a path below it for a proxy to hash on. The upgrade
 * must carry Twilio's signature; the token in `start` is for the calls to judge.
 */
export const mediaStreamRoute: FastifyPluginAsync<MediaStreamRouteOptions> = async (app, options) => {
  const { calls, metrics } = options;
  const heard = new WeakSet<WebSocket>();

  // Before the plugin's own closing, which gives the other side no reason.
  app.addHook('preClose', (done) => {
    const { clients } = app.websocketServer;
    for (const socket of clients) socket.close(goingAway, 'shutting down');
    setTimeout(() => clients.forEach((socket) => socket.terminate()), closeTimeoutMs).unref();
    done();
  });
  await app.register(websocket, {
    options: { maxPayload: maxMessageBytes },
    errorHandler: (error, socket, request) => {
      // ws has closed the socket already where the client broke the protocol (1009 for an oversized message).
      request.log.warn({ err: error }, 'media stream broken');
      metrics.mediaMalformed.inc();
      if (socket.readyState === socket.OPEN) socket.close(internalError);
    },
  });

  const sweep = setInterval(() => {
    for (const socket of app.websocketServer.clients) {
      if (!heard.delete(socket)) socket.terminate();
    }
  }, silenceLimitMs).unref();
  app.addHook('onClose', () => clearInterval(sweep));

  for (const url of ['/ws/media-stream', '/ws/media-stream/:call']) {
    app.route({
      method: 'GET',
      url,
      schema: { hide: true },
      preValidation: (request, _reply, done) => {
        requireSignedUpgrade(request, options);
        done();
      },
      handler: () => {
        throw new HttpProblem(426, 'This address speaks WebSocket.', { headers: { upgrade: 'websocket' } });
      },
      wsHandler: (socket, request) => {
        heard.add(socket);
        socket.on('message', () => heard.add(socket));
        serveMediaStream(socket, { calls, metrics, log: request.log });
      },
    });
  }
};
