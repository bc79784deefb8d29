import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { decodeMulaw } from '../../src/media/mulaw.js';
import type { FaultKind } from '../script.js';
import type { DeepgramDialect } from './deepgram-dialect.js';
import { playFault } from './faults.js';
import { createRecognition, type RecognitionAnswer } from './recognition.js';
import type { VendorOptions } from './vendor-server.js';

/** A stream that gets nothing for so long is closed, ms. */
const idleTimeoutMs = 10_000;
const idleReason =
  'Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001';

const controlSchema = z.object({ type: z.string() });

export interface DeepgramStream {
  readonly options: VendorOptions;
  readonly dialect: DeepgramDialect;
  /** The query as it came, for observers. */
  readonly queryText: string;
  /** A fault that is to be played on this stream, whatever is heard. */
  readonly fault: FaultKind | undefined;
}

/** Serves one live stream, until its socket is closed. */
export function serveDeepgramStream(socket: WebSocket, stream: DeepgramStream): void {
  const { options, dialect } = stream;
  const { requestId } = dialect;
  const { observe, library, delays } = options;
  const recognition = createRecognition({ library, delays, ...dialect.recognition });
  const idleTimer = setTimeout(() => finish(1011, idleReason), idleTimeoutMs);
  let finalTimer: NodeJS.Timeout | undefined;
  let isMute = stream.fault === 'stall';
  let fault = stream.fault;
  /** The clip that was heard last: a fault is played on the first words of its line. */
  let lastClip: string | undefined;

  const send = (message: object) => socket.send(JSON.stringify(message));

  /** Tells what is due, and sees to it that the next final result is told in time. */
  function tell(): void {
    // One look at the clock for both: a result that came due in between would be neither told nor waited for.
    const now = performance.now();
    for (const answer of recognition.answers(now)) say(answer);
    clearTimeout(finalTimer);
    const waitMs = (recognition.nextFinalAt() ?? 0) - now;
    if (waitMs > 0) finalTimer = setTimeout(tell, Math.ceil(waitMs));
  }

  function say(answer: RecognitionAnswer): void {
    if (isMute || socket.readyState !== socket.OPEN) return;
    const told = dialect.answer(answer);
    if (told === undefined) return;
    const { message, heard } = told;
    if (heard?.answer.clip === undefined) {
      send(message);
      return;
    }
    const { clip, isFinal, isSpeechFinal, lastWordAt } = heard.answer;
    if (clip.id !== lastClip) fault ??= playFault(options, 'deepgram', (line) => line.id === clip.id);
    lastClip = clip.id;
    if (fault !== undefined) {
      play(fault, JSON.stringify(message));
      return;
    }
    observe({
      at: performance.now(),
      type: 'recognition.answered',
      connection: requestId,
      clip: clip.id,
      language: heard.language,
      text: heard.text,
      isFinal,
      isSpeechFinal,
      lastWordAt,
    });
    send(message);
  }

  /** Plays a fault on an answer, which is the last one that the stream gives. */
  function play(kind: FaultKind, answer: string): void {
    isMute = true;
    switch (kind) {
      case 'stall':
        break;
      case 'drop':
        socket.terminate();
        break;
      case 'garbage':
        socket.send(answer.slice(0, answer.length / 2));
        break;
      case 'refuse':
      case 'rateLimit':
        socket.close(1011, 'NET-0000');
        break;
    }
  }

  function finish(code: number | undefined, reason: string): void {
    for (const answer of recognition.end()) say(answer);
    if (isMute || socket.readyState !== socket.OPEN) return;
    dialect.farewell(recognition.heardMs).forEach(send);
    socket.close(code, reason);
  }

  function control(text: string): void {
    const type = controlSchema.safeParse(parseJson(text)).data?.type;
    if (type === undefined || !dialect.controls.includes(type)) {
      socket.close(1008, 'DATA-0000');
      return;
    }
    switch (type) {
      case 'Finalize':
        for (const answer of recognition.finalize()) say(answer);
        break;
      case 'CloseStream':
        finish(dialect.closeCode, '');
        break;
    }
  }

  observe({
    at: performance.now(),
    type: 'recognition.opened',
    connection: requestId,
    query: stream.queryText,
  });
  dialect.greeting.forEach(send);
  socket.on('message', (data, isBinary) => {
    const at = performance.now();
    idleTimer.refresh();
    const bytes = toBytes(data);
    if (isBinary) {
      const samples = new Int16Array(bytes.length);
      decodeMulaw(bytes, samples);
      recognition.hear(samples, at);
      tell();
    } else {
      control(bytes.toString());
    }
  });
  socket.on('close', () => {
    clearTimeout(idleTimer);
    clearTimeout(finalTimer);
    observe({
      at: performance.now(),
      type: 'recognition.closed',
      connection: requestId,
      query: stream.queryText,
    });
  });
  // What the client's frames did wrong has closed the socket; the close is observed.
  socket.on('error', () => undefined);
}

function toBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
