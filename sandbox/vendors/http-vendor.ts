import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { listenOnLoopback } from '../loopback.js';
import type { VendorServer } from './vendor-server.js';

/** The largest body that is read: DeepL's limit. */
const maxBodyBytes = 128 * 1024;

/** A request that has arrived whole. */
export interface VendorRequest {
  readonly method: string | undefined;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When the last byte had arrived, `performance.now()` ms. */
  readonly at: number;
  /** Aborts when the client has left or has its answer. */
  readonly signal: AbortSignal;
}

type Handle = (request: VendorRequest, response: ServerResponse) => Promise<void>;

/** The WebSockets of one path at a vendor's origin. */
export interface Upgrades {
  readonly path: string | RegExp;
  /** Answers an upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Breaks all connections. */
  close(): void;
}

/**
 * Starts a server for a vendor's HTTP API. What the handler throws is answered with 500.
 *
 * @param upgrades WebSockets of the same origin; the first whose path it is gets an upgrade.
 */
export async function startHttpVendor(
  handle: Handle,
  upgrades: readonly Upgrades[] = [],
): Promise<VendorServer> {
  const server = createServer((incoming, response) => void serve(incoming, response, handle));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const found = upgrades.find(({ path }) =>
      typeof path === 'string' ? path === pathname : path.test(pathname),
    );
    if (found === undefined) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    else found.upgrade(request, socket, head);
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    url,
    async close() {
      for (const one of upgrades) one.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function serve(incoming: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  try {
    const body = await readBody(incoming);
    if (body === undefined) {
      answerJson(response, 413, { message: 'Request Entity Too Large' });
      return;
    }
    const { method, url = '/', headers } = incoming;
    const { signal } = closed;
    const at = performance.now();
    await handle({ method, url: new URL(url, 'http://127.0.0.1'), headers, body, at, signal }, response);
  } catch (error) {
    if (closed.signal.aborted) return;
    if (response.headersSent) response.destroy();
    else answerJson(response, 500, { message: String(error) });
  }
}

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Sends the first half of a body, which was announced whole, and breaks the connection. */
export function breakOff(response: ServerResponse, body: Uint8Array): void {
  response.setHeader('content-length', body.length);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

/**
 * Waits for a moment of `performance.now()`, ms: never less, and at most a tick of the timer more.
 *
 * @throws AbortError when the signal aborts.
 */
export async function waitUntil(at: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = at - performance.now(); leftMs > 0; leftMs = at - performance.now()) {
    await wait(Math.ceil(leftMs), undefined, { signal });
  }
  signal.throwIfAborted();
}

/** Waits until the client has left. */
export async function untilClosed(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  });
  await once(incoming, 'end');
  return length > maxBodyBytes ? undefined : Buffer.concat(chunks).toString();
}
