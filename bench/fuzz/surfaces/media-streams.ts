import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { WebSocket } from 'ws';
import { anyBytes, mutatedMessages } from '../mutation.js';
import type { Surface } from '../surface.js';
import { startFuzzedService, upgradeSignatureOf } from './service.js';
import { streamMessages } from './twilio-corpus.js';

/** What a telephone that is not one sends, in order. */
type Piece =
  /** A message of the stream as it should be, by its number. */
  | { readonly type: 'right'; readonly index: number }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary'; readonly bytes: Buffer }
  /** Bytes that are no frame of a WebSocket. */
  | { readonly type: 'raw'; readonly bytes: Buffer };

interface Session {
  readonly pieces: readonly Piece[];
  readonly ending: 'close' | 'terminate';
}

interface Seen {
  /** The close code that the telephone got; undefined while the stream was open. */
  readonly code: number | undefined;
  readonly badLines: readonly string[];
  readonly isClean: boolean;
  readonly openSockets: number;
  /** Bytes that the telephone was sent. */
  readonly heardBytes: number;
}

const callSid = `CA${'5'.repeat(32)}`;
const streamSid = `MZ${'5'.repeat(32)}`;
/** In the place of the token, which is another one each time. */
const tokenMark = 'the-token-of-this-call';
const corpus = streamMessages(callSid, streamSid, tokenMark);

const right = fc
  .integer({ min: 1, max: corpus.length - 1 })
  .map((index): Piece => ({ type: 'right', index }));
const start = fc.constant<Piece>({ type: 'right', index: 1 });
const wrong: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 8, arbitrary: mutatedMessages(corpus).map((text): Piece => ({ type: 'text', text })) },
  { weight: 1, arbitrary: anyBytes.map((bytes): Piece => ({ type: 'binary', bytes })) },
  { weight: 1, arbitrary: anyBytes.map((bytes): Piece => ({ type: 'raw', bytes })) },
);
const pieces = fc.array(fc.oneof({ weight: 1, arbitrary: right }, { weight: 2, arbitrary: wrong }), {
  maxLength: 8,
});

/** Policy, protocol, size, text that is no UTF-8: RFC 6455. 1006 is a connection that was cut from this side. */
const properCodes = new Set([1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009]);

/** A connection that is not closed by then is left open. */
const closingDeadlineMs = 5000;

/** A call's greeting is some seconds of sound. */
const mostHeardBytes = 1024 * 1024;

/** Media Streams through the real server and a real socket, for a call that was begun for each of them. */
export const mediaStreamsSurface: Surface<Session, Seen> = {
  name: 'media-streams',
  title: 'Media Streams, whole sessions',
  inputs: fc.record({
    pieces: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(start, pieces).map(([first, rest]) => [first, ...rest]) },
      { weight: 1, arbitrary: pieces },
    ),
    ending: fc.constantFrom('close', 'terminate'),
  }),
  properties: [
    {
      name: 'a stream is closed with a code that says why',
      holds: ({ code }) => code === undefined || properCodes.has(code),
    },
    {
      name: 'the log holds no content and no secret, a line each',
      holds: ({ badLines }) => badLines.length === 0,
    },
    { name: 'no call is left', holds: ({ isClean }) => isClean },
    { name: 'no socket is left', holds: ({ openSockets }) => openSockets === 0 },
    {
      name: 'the telephone is not sent without end',
      holds: ({ heardBytes }) => heardBytes <= mostHeardBytes,
    },
  ],
  async open() {
    const service = await startFuzzedService();
    const { app, calls, watched } = service;
    const address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
    const connections = new Set<Socket>();
    app.server.on('connection', (connection: Socket) => {
      connections.add(connection);
      connection.on('close', () => connections.delete(connection));
    });
    let asked = 0;

    /** Begins the call, as its webhook does; the token that its stream needs. */
    function invite(): string {
      const answer = calls.answer({
        callSid,
        from: '+33142685300',
        to: '+34981000000',
        requestId: `r${asked}`,
      });
      return typeof answer === 'object' ? (answer.parameters['token'] ?? '') : '';
    }

    async function meet({ pieces: said, ending }: Session): Promise<Seen> {
      asked += 1;
      const token = invite();
      const path = `/ws/media-stream/${callSid}`;
      const socket = new WebSocket(`${address}${path}`, {
        headers: { 'x-twilio-signature': upgradeSignatureOf(path) },
        // Rates are counted by address, and ports are taken by address.
        localAddress: `127.${1 + ((asked >> 16) & 63)}.${(asked >> 8) & 255}.${1 + (asked & 127)}`,
        perMessageDeflate: false,
      });
      const happened = observe(socket);
      await once(socket, 'open');
      for (const piece of said) say(socket, piece, token);
      const isBroken = said.some(({ type }) => type === 'raw');
      // The answer to a ping comes behind all that was said before; bytes that are no frame may have swallowed it.
      if (!isBroken && socket.readyState === WebSocket.OPEN) {
        socket.ping();
        await Promise.race([once(socket, 'pong'), happened.closed]);
      }
      const code = happened.code();
      if (ending === 'close' && !isBroken) socket.close(1000);
      else socket.terminate();
      await happened.closed;
      const isClean = await service.endCalls();
      await allClosed();
      return {
        code,
        isClean,
        badLines: watched.takeBadLines(),
        openSockets: connections.size,
        heardBytes: happened.bytes(),
      };
    }

    async function allClosed() {
      const deadline = performance.now() + closingDeadlineMs;
      while (connections.size > 0 && performance.now() < deadline) await wait(1);
    }

    return { meet, close: () => service.close() };
  },
};

function say(socket: WebSocket, piece: Piece, token: string): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  switch (piece.type) {
    case 'right':
      socket.send(JSON.stringify(corpus[piece.index]).replace(tokenMark, token));
      break;
    case 'text':
      socket.send(piece.text.replace(tokenMark, token));
      break;
    case 'binary':
      socket.send(piece.bytes);
      break;
    case 'raw':
      rawSocketOf(socket).write(piece.bytes);
      break;
  }
}

/** The connection below a WebSocket, which ws gives nobody. */
function rawSocketOf(socket: WebSocket): { write(bytes: Buffer): void } {
  return Reflect.get(socket, '_socket') as { write(bytes: Buffer): void };
}

function observe(socket: WebSocket) {
  let bytes = 0;
  let closeCode: number | undefined;
  socket.on('message', (data: Buffer) => (bytes += data.length));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.on('close', (code) => {
      closeCode = code;
      resolve();
    });
  });
  return { closed, code: () => closeCode, bytes: () => bytes };
}
