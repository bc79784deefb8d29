import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** One session as the vendor sees it, whose messages are JSON. */
export interface FakeSession {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** All messages that came so far. */
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  /** Resolves when the condition holds; asks again whenever something came or the socket closed. */
  readonly until: (condition: () => boolean) => Promise<void>;
  readonly send: (...messages: readonly object[]) => void;
}

export interface FakeSocketVendorSettings {
  /** HTTP status that the upgrade is refused with. */
  readonly refuseWith?: number;
  /** Upgrades that are never answered. */
  readonly isMute?: boolean;
  /** What each session begins with. */
  readonly greeting?: readonly object[];
}

export interface FakeSocketVendor {
  readonly baseUrl: string;
  /** The first session that was opened. */
  session(): Promise<FakeSession>;
  /** Resolves when an upgrade was asked for. */
  asked(): Promise<void>;
  close(): Promise<void>;
}

/** A server whose WebSockets say what they are told to. */
export async function startFakeSocketVendor(
  settings: FakeSocketVendorSettings = {},
): Promise<FakeSocketVendor> {
  const { refuseWith, isMute = false, greeting = [] } = settings;
  const http = createServer();
  const webSockets = new WebSocketServer({ noServer: true });
  const opened = new Promise<FakeSession>((resolve) => {
    webSockets.on('connection', (socket, request) => {
      const session = observe(socket, request);
      session.send(...greeting);
      resolve(session);
    });
  });
  const asked = once(http, 'upgrade');
  http.on('upgrade', (request, socket, head) => {
    if (isMute) return;
    if (refuseWith === undefined) {
      webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        webSockets.emit('connection', webSocket, request),
      );
    } else {
      socket.end(`HTTP/1.1 ${refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
    }
  });
  const sockets = new Set<{ destroy(): void }>();
  http.on('connection', (socket) => sockets.add(socket));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    session: () => opened,
    asked: () => asked.then(() => undefined),
    async close() {
      for (const socket of sockets) socket.destroy();
      http.close();
      await once(http, 'close');
    },
  };
}

function observe(socket: WebSocket, request: IncomingMessage): FakeSession {
  const messages: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const notify = () => waiting.forEach((check) => check());
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Record<string, unknown>);
    notify();
  });
  socket.on('close', notify);
  return {
    request,
    socket,
    messages,
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          if (!condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    send(...sent) {
      for (const message of sent) socket.send(JSON.stringify(message));
    },
  };
}
