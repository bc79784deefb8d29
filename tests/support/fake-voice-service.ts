import { createServer } from 'node:http';
import twilio from 'twilio';
import { WebSocketServer, type WebSocket } from 'ws';
import { listenOnLoopback } from '../../sandbox/loopback.js';

/** A webhook that the service got. */
export interface Webhook {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly isSigned: boolean;
}

/** A Media Stream that was opened to the service. */
export interface FakeStream {
  readonly path: string;
  readonly isSigned: boolean;
  readonly socket: WebSocket;
  /** Messages so far. */
  readonly messages: Record<string, unknown>[];
  /** Waits for the first message that fits, of those that came or will come. */
  next(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
}

/**
 * A service that answers each webhook with the TwiML prepared for its path (nothing by default) and takes all Media
 * Streams.
 */
export async function startFakeVoiceService(authToken: string) {
  const webhooks: Webhook[] = [];
  const documents = new Map<string, string>();
  const streams: FakeStream[] = [];
  const waiting: (() => void)[] = [];

  function changed() {
    for (const check of waiting.splice(0)) check();
  }

  async function until<Value>(find: () => Value | undefined): Promise<Value> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const form = Object.fromEntries(new URLSearchParams(body));
      const signature = String(request.headers['x-twilio-signature']);
      webhooks.push({ path, form, isSigned: twilio.validateRequest(authToken, signature, url + path, form) });
      response.writeHead(200, { 'content-type': 'text/xml' }).end(documents.get(path) ?? '<Response/>');
      changed();
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const path = request.url ?? '';
    const messages: Record<string, unknown>[] = [];
    const signature = String(request.headers['x-twilio-signature']);
    streams.push({
      path,
      isSigned: twilio.validateRequest(authToken, signature, socketUrl + path, {}),
      socket,
      messages,
      next: (fits) => until(() => messages.find(fits)),
    });
    socket.on('message', (data: Buffer) => {
      messages.push(JSON.parse(data.toString()) as Record<string, unknown>);
      changed();
    });
    changed();
  });
  const port = await listenOnLoopback(server);
  const url = `http://127.0.0.1:${port}`;
  const socketUrl = `ws://127.0.0.1:${port}`;

  return {
    url,
    socketUrl,
    webhooks,
    /** The TwiML for a path from now on. */
    prepare: (path: string, twiml: string) => void documents.set(path, twiml),
    webhook: (fits: (webhook: Webhook) => boolean) => until(() => webhooks.find(fits)),
    stream: (index = 0) => until(() => streams[index]),
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
