import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FakeHttpVendor, FakeVendorRequest } from './vendor-http.js';

/** What the vendor does with a socket whose client has said all that it has to say. */
export type FakeSocketAnswer = (socket: WebSocket) => void;

/** How the vendor treats upgrades. */
export interface FakeSocketSettings {
  /** HTTP status that they are refused with. */
  readonly refuseWith?: number;
  /** Breaks the connection. */
  readonly isDropping?: boolean;
  /** Tells from the messages that came so far whether the client has said all. */
  readonly isComplete: (messages: readonly string[]) => boolean;
}

/** A vendor of sockets. A request is an upgrade; its body is the messages, each in a line of its own. */
export async function startFakeSocketVendor(
  answer: FakeSocketAnswer,
  settings: FakeSocketSettings,
): Promise<FakeHttpVendor> {
  const requests: FakeVendorRequest[] = [];
  const happenings = new EventEmitter();
  const asked = once(happenings, 'asked');
  const abandoned = once(happenings, 'abandoned');
  const connections = new Set<Socket>();
  const server = createServer();
  const webSockets = new WebSocketServer({ noServer: true });

  const note = (url: string | undefined, headers: IncomingHttpHeaders, messages: readonly string[]) => {
    requests.push({ method: 'GET', url, headers, body: messages.join('\n') });
    happenings.emit('asked');
  };

  server.on('connection', (connection: Socket) => connections.add(connection));
  server.on('upgrade', (request, connection, head) => {
    const { url, headers } = request;
    connection.on('error', () => undefined);
    if (settings.isDropping === true) {
      note(url, headers, []);
      connection.destroy();
    } else if (settings.refuseWith !== undefined) {
      note(url, headers, []);
      connection.end(`HTTP/1.1 ${settings.refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
    } else {
      webSockets.handleUpgrade(request, connection, head, (socket) => {
        const messages: string[] = [];
        socket.on('message', (data: Buffer) => {
          messages.push(data.toString());
          if (!settings.isComplete(messages)) return;
          note(url, headers, messages);
          answer(socket);
        });
        socket.on('error', () => undefined);
        socket.on('close', () => happenings.emit('abandoned'));
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const drop = () => connections.forEach((connection) => connection.destroy());
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections.size,
    asked: () => asked.then(() => undefined),
    abandoned: () => abandoned.then(() => undefined),
    drop,
    async close() {
      server.close();
      drop();
      await once(server, 'close');
    },
  };
}
