import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { listenOnLoopback } from '../loopback.js';
import { createFluxDialect, createNovaDialect, type DeepgramDialect } from './deepgram-dialect.js';
import { parseDeepgramQuery, parseFluxQuery } from './deepgram-query.js';
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

/** By path, the dialect of a query that is in order, or the parameter that is wrong. */
const dialects: Readonly<
  Record<
    string,
    (parameters: URLSearchParams, lines: VendorOptions['lines']) => DeepgramDialect | { wrong: string }
  >
> = {
  '/v1/listen'(parameters, lines) {
    const parsed = parseDeepgramQuery(parameters);
    return 'wrong' in parsed ? parsed : createNovaDialect(parsed.query, lines);
  },
  '/v2/listen'(parameters, lines) {
    const parsed = parseFluxQuery(parameters);
    return 'wrong' in parsed ? parsed : createFluxDialect(parsed.query, lines);
  },
};

/** Stand-in of Deepgram's live streams (nova and Flux): it recognizes the library's clips by their sound. */
export async function startDeepgramServer(options: VendorOptions): Promise<VendorServer> {
  const server = createServer((_, response) => response.writeHead(404).end());
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that leaves before its answer has nothing more to be told.
    socket.on('error', () => undefined);
    const { pathname, searchParams, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const speak = dialects[pathname];
    if (speak === undefined) {
      refuse(socket, 404, 'Not found');
      return;
    }
    if (request.headers.authorization !== `Token ${options.apiKey}`) {
      refuse(socket, 401, 'INVALID_AUTH: Invalid credentials.');
      return;
    }
    const dialect = speak(searchParams, options.lines);
    if ('wrong' in dialect) {
      refuse(socket, 400, `Bad Request: failed to process ${dialect.wrong}`);
      return;
    }
    const fault = playFault(options, 'deepgram', () => false);
    if (fault === 'refuse' || fault === 'rateLimit') {
      refuse(socket, fault === 'refuse' ? 503 : 429, 'Please try again later');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      serveDeepgramStream(webSocket, { options, dialect, queryText: search.slice(1), fault }),
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
