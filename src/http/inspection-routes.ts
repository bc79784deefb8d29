import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyPluginCallback } from 'fastify';
import type { Inspection } from '../observability/inspection.js';
import type { Guard } from './authentication.js';
import { inspectionPage, inspectionPagePolicy } from './inspection-page.js';

export interface InspectionRoutesOptions {
  readonly inspection: Inspection;
  /** Who may watch. The page itself holds nothing. */
  readonly guard: Guard;
}

/** Inspectors at a time: each costs what it is sent. */
const mostInspectors = 8;

/** A hundred calls with their clauses are listed in some 10 MB; an inspector that leaves more untaken is cut. */
const sendBufferLimitBytes = 32 * 1024 * 1024;

/** How often an inspector is asked whether it is still there. */
const pingIntervalMs = 30_000;

const policyViolation = 1008;
const tryAgainLater = 1013;

/**
 * `/inspect`: the protocol of @statelyai/inspect on a WebSocket, and a page that shows it in the Stately inspector. To be
 * registered where WebSockets are taken.
 */
export const inspectionRoutes: FastifyPluginCallback<InspectionRoutesOptions> = (app, options, done) => {
  const { inspection, guard } = options;
  const inspectors = new Map<WebSocket, { isThere: boolean }>();

  const sweep = setInterval(() => {
    for (const [socket, inspector] of inspectors) {
      if (!inspector.isThere) socket.terminate();
      inspector.isThere = false;
      socket.ping();
    }
  }, pingIntervalMs).unref();
  app.addHook('onClose', () => clearInterval(sweep));

  app.route({
    method: 'GET',
    url: '/inspect',
    schema: { hide: true },
    helmet: { contentSecurityPolicy: inspectionPagePolicy },
    preValidation: async (request) => {
      if (request.ws) await guard(request);
    },
    handler: (_request, reply) => reply.type('text/html; charset=utf-8').send(inspectionPage),
    wsHandler: (socket, { log }) => {
      if (inspectors.size >= mostInspectors) {
        socket.close(tryAgainLater, 'too many inspectors');
        return;
      }
      const inspector = { isThere: true };
      inspectors.set(socket, inspector);
      socket.on('pong', () => (inspector.isThere = true));
      socket.on('message', () => socket.close(policyViolation, 'inspectors only listen'));
      const unwatch = inspection.watch((message) => showTo(socket, message, log));
      socket.on('close', (code) => {
        unwatch();
        inspectors.delete(socket);
        log.info({ code }, 'inspector gone');
      });
      log.info({ inspectors: inspectors.size }, 'inspector watches');
    },
  });

  done();
};

function showTo(socket: WebSocket, message: string, log: FastifyBaseLogger): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount + message.length > sendBufferLimitBytes) {
    log.warn('inspector cut: it does not take what it is sent');
    socket.terminate();
    return;
  }
  socket.send(message);
}
