import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the vendor got it. */
export interface FakeVendorRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the vendor does with a request. */
export type FakeVendorAnswer = (response: ServerResponse, request: FakeVendorRequest) => void;

export interface FakeHttpVendor {
  readonly baseUrl: string;
  /** The requests that came so far. */
  readonly requests: readonly FakeVendorRequest[];
  /** Connections that were opened so far. */
  connections(): number;
  /** Resolves when the first request came whole. */
  asked(): Promise<void>;
  /** Resolves when the connection of the first request was closed before the answer was finished. */
  abandoned(): Promise<void>;
  /** Breaks all connections; new ones may come. */
  drop(): void;
  close(): Promise<void>;
}

/** An HTTP server that answers each request as it is told to. */
export async function startFakeHttpVendor(answer: FakeVendorAnswer): Promise<FakeHttpVendor> {
  const requests: FakeVendorRequest[] = [];
  const happenings = new EventEmitter();
  const asked = once(happenings, 'asked');
  let connections = 0;
  const abandoned = once(happenings, 'abandoned');
  const server = createServer((incoming, response) => {
    response.on('close', () => {
      if (!response.writableFinished) happenings.emit('abandoned');
    });
    void text(incoming).then((body) => {
      const request = { method: incoming.method, url: incoming.url, headers: incoming.headers, body };
      requests.push(request);
      answer(response, request);
      happenings.emit('asked');
    });
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    asked: () => asked.then(() => undefined),
    abandoned: () => abandoned.then(() => undefined),
    drop: () => server.closeAllConnections(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Refuses, as JSON. */
export function refuse(status: number, body: unknown = {}): FakeVendorAnswer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

/** Takes the request and never answers. */
export const stall: FakeVendorAnswer = () => undefined;

/** Breaks the connection. */
export const drop: FakeVendorAnswer = (response) => void response.destroy();
