import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { listenOnLoopback } from '../loopback.js';
import { parseDeepgramQuery } from './deepgram-query.js';
import { serveDeepgramStream } from './deepgram-stream.js';
import { playFault } from './faults.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

const maxMessageBytes = 1024 * 1024;

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** Stand-in of Deepgram's live streams (`/v1/listen`): it recognizes the library's clips by their sound. */
export async function startDeepgramServer(options: VendorOptions): Promise<VendorServer> {
  const server = createServer((_, response) => response.writeHead(404).end());
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that leaves before its answer has nothing more to be told.
    socket.on('error', () => undefined);
    const { pathname, searchParams, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname !== '/v1/listen') {
      refuse(socket, 404, 'Not found');
      return;
    }
    if (request.headers.authorization !== `Token ${options.apiKey}`) {
      refuse(socket, 401, 'INVALID_AUTH: Invalid credentials.');
      return;
    }
    const parsed = parseDeepgramQuery(searchParams);
    if ('wrong' in parsed) {
      refuse(socket, 400, `Bad Request: failed to process ${parsed.wrong}`);
      return;
    }
    const fault = playFault(options, 'deepgram', () => false);
    if (fault === 'refuse' || fault === 'rateLimit') {
      refuse(socket, fault === 'refuse' ? 503 : 429, 'Please try again later');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      serveDeepgramStream(webSocket, { options, query: parsed.query, queryText: search.slice(1), fault }),
    );
  });

  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const webSocket of webSockets.clients) webSocket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Answers an upgrade with an error, which Deepgram tells in headers. */
function refuse(socket: Duplex, status: number, error: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${statusTexts[status] ?? ''}\r\n` +
      `dg-error: ${error}\r\ndg-request-id: ${randomUUID()}\r\n` +
      'Connection: close\r\nContent-Length: 0\r\n\r\n',
  );
}
