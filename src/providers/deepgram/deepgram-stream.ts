import { isAudible } from '../../media/audibility.js';
import { createAudioBacklog } from '../audio-backlog.js';
import { covers } from '../capabilities.js';
import { createEventQueue } from '../event-queue.js';
import { kindOfHttpStatus, ProviderError, type ProviderErrorKind } from '../provider-error.js';
import type { RecognitionRequest, RecognizerEvent, RecognizerStream } from '../recognizer.js';
import { codeAmong } from '../vendor-values.js';
import {
  connectDeadlineMs,
  type DeepgramLine,
  type DeepgramProtocol,
  type DeepgramSocket,
} from './deepgram-protocol.js';

const bytesPerMs = 8;
/** Audio that may wait for the socket to open: 20 s, for one that takes over has the last 15 s to hear. */
const maxBacklogBytes = 20_000 * bytesPerMs;
/** What the socket may hold because the vendor does not read: the backlog, and as much again. */
const maxUnreadBytes = 2 * maxBacklogBytes;
/** Deepgram answers speech within two seconds: when 10 s of audible audio in 10 s found no answer, it is gone. */
const maxUnansweredMs = 10_000;
const maxWaitingEvents = 1000;
const endDeadlineMs = 3000;
/** Deepgram closes a stream that got nothing for 10 s, and asks for a message every 3 to 5. */
const keepAliveMs = 4000;
const socketIsOpen = 1;

/** Opens one live stream. Its socket is closed when the iteration is over, and when the request's signal aborts. */
export function openDeepgramStream(
  protocol: DeepgramProtocol,
  request: RecognitionRequest,
): RecognizerStream {
  const { provider } = protocol;
  const transcript = protocol.createTranscript();
  const events = createEventQueue<RecognizerEvent>({ capacity: maxWaitingEvents, onDone: close });
  const backlog = createAudioBacklog(maxBacklogBytes);
  let state: 'connecting' | 'open' | 'closed' = 'connecting';
  let line: DeepgramLine | undefined;
  let keepAliveTimer: NodeJS.Timeout | undefined;
  let endTimer: NodeJS.Timeout | undefined;
  let isFinalizing = false;
  let isEnding = false;
  let answeredAt = 0;
  let unansweredBytes = 0;

  const failure = (
    kind: ProviderErrorKind,
    message: string,
    options?: { cause?: unknown; status?: number },
  ) => new ProviderError(provider, kind, message, options);

  async function connect() {
    const prepared = await protocol.prepare(request);
    if (state === 'closed') return;
    line = prepared;
    const { socket } = prepared;
    socket.on('open', () => whenOpen(prepared));
    socket.on('message', whenAnswered);
    socket.on('error', whenFailed);
    // The SDK reports a connection that fails as closed with 1000 first, and as an error right after.
    socket.on('close', ({ code, reason }) => queueMicrotask(() => whenClosed(code, reason)));
    socket.connect();
  }

  function whenOpen({ socket, keepAlive, finalize }: DeepgramLine) {
    state = 'open';
    answeredAt = performance.now();
    if (keepAlive !== undefined) {
      keepAliveTimer = setInterval(() => {
        if (socket.readyState === socketIsOpen) keepAlive();
      }, keepAliveMs);
    }
    for (const mulaw of backlog.take()) send(socket, mulaw);
    if (isFinalizing) finalize?.();
    if (isEnding) socket.sendCloseStream({ type: 'CloseStream' });
  }

  function send(socket: DeepgramSocket, mulaw: Uint8Array) {
    socket.sendMedia(mulaw);
    keepAliveTimer?.refresh();
    if (isAudible(mulaw)) unansweredBytes += mulaw.length;
  }

  function isStalled(socket: DeepgramSocket) {
    const unansweredMs = Math.min(unansweredBytes / bytesPerMs, performance.now() - answeredAt);
    return unansweredMs > maxUnansweredMs || socket.socket.bufferedAmount > maxUnreadBytes;
  }

  function whenAnswered(message: unknown) {
    if (state === 'closed') return;
    answeredAt = performance.now();
    unansweredBytes = 0;
    try {
      deliver(transcript.read(message, backlog.droppedBytes / bytesPerMs));
    } catch (error) {
      fail(
        error instanceof ProviderError
          ? error
          : failure('invalidResponse', 'sent what is none of its messages', { cause: error }),
      );
    }
  }

  function deliver(heard: readonly RecognizerEvent[]) {
    for (const event of heard) {
      if (!events.push(event)) fail(failure('unavailable', 'said more than was read'));
    }
  }

  function whenFailed(error: Error) {
    // Of a refused upgrade the SDK keeps nothing but this text of the ws package.
    const status = Number(/^Unexpected server response: (\d{3})$/.exec(error.message)?.[1]);
    if (!Number.isNaN(status)) {
      fail(failure(kindOfHttpStatus(status), `refused the stream with ${status}`, { status }));
    } else if (error.message === 'TIMEOUT') {
      fail(failure('timedOut', `did not open the stream within ${connectDeadlineMs} ms`));
    } else {
      fail(failure('unavailable', 'the connection failed', { cause: error }));
    }
  }

  function whenClosed(code: number, reason: string) {
    if (state === 'closed') return;
    if (isEnding && (code === 1000 || code === 1005)) {
      deliver(transcript.end(backlog.droppedBytes / bytesPerMs));
      close();
      events.end();
    } else {
      // 1008 is audio that Deepgram cannot decode.
      const kind = code === 1008 ? 'invalidRequest' : 'unavailable';
      const told = codeAmong([reason]);
      fail(failure(kind, `closed the stream with ${code} (${told ?? 'no code'})`, { status: code }));
    }
  }

  function fail(error: ProviderError) {
    if (state === 'closed') return;
    close();
    events.fail(error);
  }

  function abort() {
    close();
    events.discard();
  }

  function close() {
    if (state === 'closed') return;
    state = 'closed';
    clearInterval(keepAliveTimer);
    clearTimeout(endTimer);
    request.signal.removeEventListener('abort', abort);
    backlog.take();
    line?.socket.close();
  }

  if (request.signal.aborted) {
    abort();
  } else if (request.language !== 'multi' && !covers(protocol.languages, request.language)) {
    fail(failure('unsupportedLanguage', `does not recognize ${request.language}`));
  } else {
    request.signal.addEventListener('abort', abort);
    connect().catch((error: unknown) =>
      fail(failure('unavailable', 'could not open a connection', { cause: error })),
    );
  }

  return {
    write(mulaw) {
      if (isEnding) return;
      const socket = line?.socket;
      if (state === 'connecting') backlog.add(mulaw);
      else if (socket?.readyState === socketIsOpen) send(socket, mulaw);
      if (socket !== undefined && isStalled(socket)) fail(failure('timedOut', 'stalled'));
    },
    finalize() {
      if (isEnding) return;
      isFinalizing = true;
      if (line?.socket.readyState === socketIsOpen) line.finalize?.();
    },
    end() {
      if (isEnding || state === 'closed') return;
      isEnding = true;
      endTimer = setTimeout(
        () => fail(failure('timedOut', `did not end the stream within ${endDeadlineMs} ms`)),
        endDeadlineMs,
      );
      if (line?.socket.readyState === socketIsOpen) line.socket.sendCloseStream({ type: 'CloseStream' });
    },
    [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
  };
}
