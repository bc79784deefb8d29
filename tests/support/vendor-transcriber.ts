import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { encodeMulaw } from '../../src/media/mulaw.js';

/** A recording that is to be transcribed, as the vendor got it. */
export interface FakeTranscriptionRequest {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The form's fields but the file, in order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** The recording as telephone audio. */
  readonly mulaw: Buffer;
  readonly response: ServerResponse;
  /** Answers with JSON. */
  readonly answer: (body: unknown, status?: number) => void;
  /** Resolves when the client has left without its answer. */
  readonly closed: () => Promise<void>;
}

export interface FakeTranscriber {
  readonly baseUrl: string;
  /** The request of a number, from 1, once it has come. */
  asked(number: number): Promise<FakeTranscriptionRequest>;
  /** Requests that came so far. */
  count(): number;
  /** Requests that are not answered. */
  open(): number;
  /** Breaks all connections. */
  drop(): void;
  close(): Promise<void>;
}

const wavHeaderBytes = 44;

/** A server whose `/v1/audio/transcriptions` answers as it is told to. */
export async function startFakeTranscriber(refuseWith?: number): Promise<FakeTranscriber> {
  const requests: FakeTranscriptionRequest[] = [];
  const happenings = new EventEmitter();
  let open = 0;
  const server = createServer((incoming, response) => {
    const left = new Promise<void>((resolve) => response.once('close', resolve));
    open += 1;
    response.once('close', () => (open -= 1));
    void buffer(incoming).then(async (body) => {
      const answer = (content: unknown, status = 200) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(content));
      };
      if (refuseWith !== undefined) {
        answer({ error: { message: 'what somebody said', type: 'error', code: null } }, refuseWith);
        return;
      }
      const { fields, file } = formOf(body, incoming.headers['content-type'] ?? '');
      const { url, headers } = incoming;
      requests.push({ url, headers, fields, mulaw: mulawOf(file), response, answer, closed: () => left });
      happenings.emit('asked');
      await left;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    async asked(number) {
      for (;;) {
        const request = requests[number - 1];
        if (request !== undefined) return request;
        await once(happenings, 'asked');
      }
    },
    count: () => requests.length,
    open: () => open,
    drop: () => server.closeAllConnections(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Takes a multipart body apart. */
function formOf(body: Buffer, contentType: string) {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const fields: (readonly [string, string])[] = [];
  let file = Buffer.alloc(0);
  for (const part of body.toString('latin1').split(`--${boundary}`)) {
    const [, name, isFile] = /name="([^"]+)"(; filename=)?/.exec(part) ?? [];
    const content = part.slice(part.indexOf('\r\n\r\n') + 4, -2);
    if (name === undefined) continue;
    if (isFile === undefined) fields.push([name, Buffer.from(content, 'latin1').toString()]);
    else file = Buffer.from(content, 'latin1');
  }
  return { fields, file };
}

function mulawOf(file: Buffer): Buffer {
  const samples = new Int16Array((file.length - wavHeaderBytes) / 2);
  samples.forEach((_, index) => (samples[index] = file.readInt16LE(wavHeaderBytes + 2 * index)));
  return Buffer.from(encodeMulaw(samples));
}
