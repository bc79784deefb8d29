import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import { encodeMulaw } from '../../src/media/mulaw.js';
import type { Upgrades } from './http-vendor.js';
import { sendPieces, type Asked, type Speaker } from './speaker.js';
import type { VendorOptions } from './vendor-server.js';

const mulawBytesPerMs = 8;

/** A socket that gets nothing for so long is closed, ms. */
const inputTimeoutMs = 20_000;

const maxMessageBytes = 64 * 1024;

const path = /^\/v1\/text-to-speech\/([^/]+)\/stream-input$/;

/** The socket serves this model and others that are as fast; not eleven_v3. */
const querySchema = z.object({
  model_id: z.literal('eleven_flash_v2_5'),
  output_format: z.literal('ulaw_8000'),
  language_code: z.string().default('en'),
});

const messageSchema = z.object({
  text: z.string(),
  flush: z.boolean().default(false),
  voice_settings: z.object({ speed: z.number().min(0.7).max(1.2).default(1) }).optional(),
});

/**
 * Stand-in of `/v1/text-to-speech/{voice}/stream-input`: speaks the text that came so far when it is told to flush or
 * that no more comes.
 */
export function createElevenlabsSocket(options: VendorOptions, speaker: Speaker): Upgrades {
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  return {
    path,
    upgrade(request, socket, head) {
      // A client that leaves before its answer has nothing more to be told.
      socket.on('error', () => undefined);
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
      const voice = path.exec(pathname)?.[1] ?? '';
      const query = querySchema.safeParse(Object.fromEntries(searchParams)).data;
      if (request.headers['xi-api-key'] !== options.apiKey) {
        refuse(socket, '401 Unauthorized');
      } else if (query === undefined) {
        refuse(socket, '400 Bad Request');
      } else {
        webSockets.handleUpgrade(request, socket, head, (webSocket) =>
          serve(webSocket, { speaker, voice, language: query.language_code }),
        );
      }
    },
    close() {
      for (const webSocket of webSockets.clients) webSocket.terminate();
    },
  };
}

interface SpeechSocket {
  readonly speaker: Speaker;
  readonly voice: string;
  readonly language: string;
}

function serve(socket: WebSocket, { speaker, voice, language }: SpeechSocket): void {
  const closed = new AbortController();
  const idleTimer = setTimeout(() => complain(socket, 'input_timeout_exceeded'), inputTimeoutMs);
  let text = '';
  let speed = 1;
  let isEnding = false;
  let speaking = Promise.resolve();

  /** Speaks what came, behind what is being spoken. */
  function flush(): void {
    const said = text.trim();
    text = '';
    if (said === '') return;
    const asked = { text: said, language, voice, speed, at: performance.now(), signal: closed.signal };
    speaking = speaking.then(() => speak(socket, speaker, asked));
    // What ends it early is told where the end is waited for, if it is.
    speaking.catch(() => undefined);
  }

  socket.on('message', (data) => {
    idleTimer.refresh();
    const message = messageSchema.safeParse(parseJson(data)).data;
    if (message === undefined || isEnding) {
      complain(socket, 'invalid_message');
      return;
    }
    text += message.text;
    speed = message.voice_settings?.speed ?? speed;
    isEnding = message.text === '';
    if (message.flush || isEnding) flush();
    if (!isEnding) return;
    speaking.then(
      () => {
        if (socket.readyState !== socket.OPEN) return;
        socket.send(JSON.stringify({ audio: null, isFinal: true }));
        socket.close(1000);
      },
      // The client has left, or a fault has ended the socket.
      () => undefined,
    );
  });
  socket.on('close', () => {
    clearTimeout(idleTimer);
    closed.abort();
  });
  // What the client's frames did wrong has closed the socket.
  socket.on('error', () => undefined);
}

/** Rejects when the rest is not to be sent. */
async function speak(socket: WebSocket, speaker: Speaker, asked: Asked): Promise<void> {
  const { request, fault } = speaker.hear(asked);
  if (fault === 'refuse' || fault === 'rateLimit') {
    complain(socket, fault === 'refuse' ? 'service_unavailable' : 'too_many_concurrent_requests');
    throw new Error('refused');
  }
  if (fault === 'stall') throw new Error('stalled');
  const spoken = await speaker.speak(request, asked);
  if (fault === 'garbage') {
    socket.send('{"audio":"');
    throw new Error('garbled');
  }
  const mulaw = encodeMulaw(spoken.samples);
  await speaker.send(spoken, async () => {
    const audio = fault === 'drop' ? mulaw.subarray(0, Math.floor(mulaw.length / 2)) : mulaw;
    await sendPieces(audio, { bytesPerMs: mulawBytesPerMs, signal: asked.signal }, (piece) => {
      socket.send(JSON.stringify({ audio: Buffer.from(piece).toString('base64'), isFinal: null }));
    });
    if (fault === 'drop') {
      socket.terminate();
      throw new Error('dropped');
    }
  });
}

/** Tells what is wrong, and closes. */
function complain(socket: WebSocket, error: string): void {
  socket.send(JSON.stringify({ message: 'The request failed.', error, code: 1008 }));
  socket.close(1008, error);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function parseJson(data: RawData): unknown {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
