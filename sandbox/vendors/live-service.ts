import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FaultKind, Vendor } from '../script.js';
import { playFault } from './faults.js';
import { startHttpVendor, type Upgrades } from './http-vendor.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

const maxMessageBytes = 1024 * 1024;

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** The WebSockets of one path of a vendor, for the server of the vendor's origin. */
export interface LiveService extends Upgrades {
  readonly path: string;
}

export interface LiveServiceSettings {
  readonly options: VendorOptions;
  readonly vendor: Vendor;
  readonly path: string;
  /** The HTTP status that an upgrade is refused with; undefined for one that is in order. */
  refusal(request: IncomingMessage, query: URLSearchParams): number | undefined;
  /** @param fault - one that is to be played on this stream, whatever is heard. */
  serve(socket: WebSocket, query: URLSearchParams, fault: FaultKind | undefined): void;
}

/** Takes the upgrades of one path, plays the faults that meet them, and hands the others over. */
export function createLiveService(settings: LiveServiceSettings): LiveService {
  const { options, vendor, path } = settings;
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  return {
    path,
    upgrade(request, socket, head) {
      // A client that leaves before its answer has nothing more to be told.
      socket.on('error', () => undefined);
      const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
      const status = settings.refusal(request, searchParams);
      if (status !== undefined) {
        refuse(socket, status);
        return;
      }
      const fault = playFault(options, vendor, () => false);
      if (fault === 'refuse' || fault === 'rateLimit') {
        refuse(socket, fault === 'refuse' ? 503 : 429);
        return;
      }
      webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        settings.serve(webSocket, searchParams, fault),
      );
    },
    close() {
      for (const webSocket of webSockets.clients) webSocket.terminate();
    },
  };
}

/** Starts a server that has nothing but one such path. */
export function startLiveServer(service: LiveService): Promise<VendorServer> {
  return startHttpVendor(
    (_, response) => {
      response.writeHead(404).end();
      return Promise.resolve();
    },
    [service],
  );
}

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${statusTexts[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
