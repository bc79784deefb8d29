import { WebSocket, type RawData } from 'ws';
import { z } from 'zod';
import { speedWithin } from '../capabilities.js';
import { createEventQueue } from '../event-queue.js';
import { kindOfHttpStatus, ProviderError, type ProviderErrorKind } from '../provider-error.js';
import { speeds } from './elevenlabs-models.js';

export interface SpeechSocketRequest {
  /** Name of the provider, for its errors. */
  readonly provider: string;
  /** Of `stream-input`, with its query. */
  readonly url: string;
  readonly apiKey: string;
  readonly text: string;
  /** 1 is the voice's normal rate. */
  readonly speed: number;
  readonly signal: AbortSignal;
}

const connectDeadlineMs = 5000;
/** A message carries at the most some seconds of audio; what is longer is none of theirs. */
const maxMessageBytes = 2 * 1024 * 1024;
const maxWaitingPieces = 1000;

const speechSchema = z.object({ audio: z.string().nullish(), isFinal: z.boolean().nullish() });

const failureSchema = z.object({ error: z.string().regex(/^\w{1,64}$/) });

/** What the codes of failures stand for that are told in a message; the close says the same as 1008 or 1011. */
const kindOfCode: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['invalid_api_key', 'unauthorized'],
  ['missing_api_key', 'unauthorized'],
  ['unauthorized', 'unauthorized'],
  ['quota_exceeded', 'quotaExceeded'],
  ['rate_limited', 'rateLimited'],
  ['too_many_concurrent_requests', 'rateLimited'],
  ['concurrent_limit_exceeded', 'rateLimited'],
  ['system_busy', 'rateLimited'],
  ['voice_not_found', 'invalidRequest'],
  ['model_not_found', 'invalidRequest'],
  ['invalid_message', 'invalidRequest'],
  ['input_timeout_exceeded', 'timedOut'],
]);

const policyViolation = 1008;
const normalClosure = 1000;

/**
 * The audio of one text, as it comes. The socket is opened with the iteration and closed when it is over, however it
 * ends.
 *
 * @throws ProviderError where the vendor refuses, breaks off, or says what is none of its messages; the signal's reason
 * once it has aborted.
 */
export async function* streamSpeech(request: SpeechSocketRequest): AsyncGenerator<Uint8Array> {
  request.signal.throwIfAborted();
  yield* openSpeech(request);
  request.signal.throwIfAborted();
}

function openSpeech(request: SpeechSocketRequest): AsyncIterable<Uint8Array> {
  const { provider, url, apiKey, text, speed, signal } = request;
  const socket = new WebSocket(url, {
    headers: { 'xi-api-key': apiKey },
    handshakeTimeout: connectDeadlineMs,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  const audio = createEventQueue<Uint8Array>({ capacity: maxWaitingPieces, onDone: close });

  const fail = (kind: ProviderErrorKind, message: string, options?: { cause?: unknown; status?: number }) => {
    audio.fail(new ProviderError(provider, kind, message, options));
    close();
  };

  function close() {
    signal.removeEventListener('abort', abort);
    socket.terminate();
  }

  function abort() {
    audio.discard();
    close();
  }

  signal.addEventListener('abort', abort);
  socket.on('open', () => {
    // A text ends with a space, or its last word may be waited for; the empty one says that no more comes.
    const settings = speed === 1 ? {} : { voice_settings: { speed: speedWithin(speeds, speed) } };
    for (const message of [{ text: ' ', ...settings }, { text: `${text} `, flush: true }, { text: '' }]) {
      socket.send(JSON.stringify(message));
    }
  });
  socket.on('message', (data) => {
    const message = parseJson(data);
    const code = failureSchema.safeParse(message).data?.error;
    const speech = speechSchema.safeParse(message).data;
    if (code !== undefined) {
      fail(kindOfCode.get(code) ?? 'unavailable', `refused (${code})`);
    } else if (speech === undefined || (speech.audio === undefined && speech.isFinal === undefined)) {
      fail('invalidResponse', 'sent what is none of its messages');
    } else {
      if (typeof speech.audio === 'string' && !audio.push(Buffer.from(speech.audio, 'base64'))) {
        fail('unavailable', 'said more than was read');
      }
      if (speech.isFinal === true) audio.end();
    }
  });
  socket.on('error', (error) => {
    // Of a refused upgrade the ws package keeps nothing but this text.
    const status = /^Unexpected server response: (\d{3})$/.exec(error.message)?.[1];
    if (status !== undefined) {
      fail(kindOfHttpStatus(Number(status)), `refused with ${status}`, { status: Number(status) });
    } else if (error.message === 'Opening handshake has timed out') {
      fail('timedOut', `did not open the socket within ${connectDeadlineMs} ms`);
    } else {
      fail('unavailable', 'the connection failed', { cause: error });
    }
  });
  socket.on('close', (code) => {
    if (code === normalClosure) audio.end();
    const kind = code === policyViolation ? 'invalidRequest' : 'unavailable';
    fail(kind, `closed the socket with ${code}`, { status: code });
  });
  return audio;
}

function parseJson(data: RawData): unknown {
  const bytes = Array.isArray(data)
    ? Buffer.concat(data)
    : Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
