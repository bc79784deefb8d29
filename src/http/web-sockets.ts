import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';

/** Media Streams' `start` with all the parameters that TwiML can hold is a few KB, a frame of 20 ms some 300 bytes. */
const maxMessageBytes = 64 * 1024;

/** How long a client may take to close its side when the service stops. */
const closeTimeoutMs = 2000;

const goingAway = 1001;
const internalError = 1011;

/**
 * Lets the scope's routes have WebSocket handlers. Once for all of a server's WebSockets, since it takes every upgrade
 * there is. When the server closes, clients are told so, and cut if they do not go.
 */
export async function takeWebSockets(scope: FastifyInstance): Promise<void> {
  // Before the plugin's own closing, which gives the other side no reason.
  scope.addHook('preClose', (done) => {
    const { clients } = scope.websocketServer;
    for (const socket of clients) socket.close(goingAway, 'shutting down');
    setTimeout(() => clients.forEach((socket) => socket.terminate()), closeTimeoutMs).unref();
    done();
  });
  await scope.register(websocket, {
    options: { maxPayload: maxMessageBytes },
    errorHandler: (error, socket, request) => {
      // ws has closed the socket already where the client broke the protocol (1009 for an oversized message).
      request.log.warn({ err: error }, 'WebSocket broken');
      if (socket.readyState === socket.OPEN) socket.close(internalError);
    },
  });
}
