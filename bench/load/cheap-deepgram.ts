import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { listenOnLoopback } from '../../sandbox/loopback.js';
import type { FaultKind } from '../../sandbox/script.js';
import { createCheapRecognition, linesOfTurns, type Heard } from './cheap-recognition.js';
import { machineNow } from './machine-clock.js';
import { refusalStatus, type VendorFaults } from './vendor-faults.js';
import type { VendorsSetup } from './vendor-messages.js';
import type { VendorTurns } from './vendor-turns.js';

/** Deepgram says that an utterance is over so long after its last word, as it is asked to. */
const utteranceEndMs = 1000;

const confidence = 0.98;

const controlSchema = z.object({ type: z.enum(['KeepAlive', 'Finalize', 'CloseStream']) });

/** Stand-in of Deepgram's live streams (`/v1/listen`). @returns its origin. */
export async function serveCheapDeepgram(
  setup: VendorsSetup,
  turns: VendorTurns,
  faults: VendorFaults,
): Promise<string> {
  const server = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({
    server,
    path: '/v1/listen',
    perMessageDeflate: false,
    verifyClient(_, take) {
      const fault = faults.of('recognizer');
      if (fault === 'refuse' || fault === 'rateLimit') take(false, refusalStatus[fault]);
      else take(true);
    },
  });
  sockets.on('connection', (socket, request) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    serveStream(socket, { setup, turns, faults, isMultilingual: searchParams.get('language') === 'multi' });
  });
  return `http://127.0.0.1:${await listenOnLoopback(server)}`;
}

interface Stream {
  readonly setup: VendorsSetup;
  readonly turns: VendorTurns;
  readonly faults: VendorFaults;
  readonly isMultilingual: boolean;
}

function serveStream(socket: WebSocket, { setup, turns, faults, isMultilingual }: Stream): void {
  const { lines, delays } = setup;
  const recognition = createCheapRecognition(linesOfTurns(lines));
  /** How it fails: a stream that has failed once is not mended by the end of its vendor's fault. */
  let fault = faults.of('recognizer');
  let finalTimer: NodeJS.Timeout | undefined;
  let utteranceTimer: NodeJS.Timeout | undefined;
  let nextInterimAt = 0;

  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      if (controlSchema.parse(JSON.parse(data.toString())).type === 'CloseStream') socket.close(1000);
      return;
    }
    turns.gotAudio(data.length);
    const now = machineNow();
    if (!recognition.hear(data, now)) return;
    if (finalTimer === undefined) {
      finalTimer = setTimeout(settle, delays.recognizerFinalMs);
      nextInterimAt = now + delays.recognizerInterimMs;
    } else {
      finalTimer.refresh();
    }
    clearTimeout(utteranceTimer);
    if (now < nextInterimAt) return;
    nextInterimAt = now + delays.recognizerInterimMs;
    if (recognition.heard !== undefined) send(resultsMessage(recognition.heard, false, isMultilingual));
  });
  socket.on('close', () => {
    clearTimeout(finalTimer);
    clearTimeout(utteranceTimer);
    forgetFaults();
  });
  const forgetFaults = faults.onBegun('recognizer', (kind) => {
    fault = kind;
    if (kind === 'drop') socket.terminate();
    if (kind === 'refuse' || kind === 'rateLimit') socket.close(1011, 'NET-0000');
  });
  // What broke has closed the socket, which is all there is to do.
  socket.on('error', () => undefined);

  function settle() {
    finalTimer = undefined;
    const said = recognition.take();
    for (const heard of said) {
      send(resultsMessage(heard, true, isMultilingual));
      const { number, firstSpeechAt, lastSpeechAt } = heard;
      if (number !== undefined) {
        turns.recognized({ number, firstSpeechAt, recognitionMs: machineNow() - lastSpeechAt });
      }
    }
    const last = said.at(-1);
    if (last === undefined) return;
    utteranceTimer = setTimeout(
      () => send({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: last.endMs / 1000 }),
      utteranceEndMs - delays.recognizerFinalMs,
    );
  }

  function send(message: object) {
    if (socket.readyState !== socket.OPEN) return;
    const text = JSON.stringify(message);
    if (fault === undefined) socket.send(text);
    else fail(fault, text);
  }

  /** Plays a fault on an answer. */
  function fail(kind: FaultKind, text: string) {
    if (kind === 'drop') socket.terminate();
    if (kind === 'garbage') socket.send(text.slice(0, text.length / 2));
  }
}

/** A `Results` message with as many fields as Deepgram's, words timed evenly. */
function resultsMessage(heard: Heard, isFinal: boolean, isMultilingual: boolean) {
  const { text, language, startMs, endMs } = heard;
  const texts = text.split(' ');
  const wordMs = (endMs - startMs) / texts.length;
  return {
    type: 'Results',
    channel_index: [0, 1],
    duration: (endMs - startMs) / 1000,
    start: startMs / 1000,
    is_final: isFinal,
    speech_final: isFinal,
    channel: {
      alternatives: [
        {
          transcript: text,
          confidence,
          ...(isMultilingual && { languages: [language] }),
          words: texts.map((word, index) => ({
            word: word.toLowerCase().replace(/[^\p{L}]/gu, ''),
            start: (startMs + index * wordMs) / 1000,
            end: (startMs + (index + 1) * wordMs) / 1000,
            confidence,
            ...(isMultilingual && { language }),
            punctuated_word: word,
          })),
        },
      ],
    },
    metadata: { request_id: 'load', model_info: { name: 'general-nova-3' }, model_uuid: 'load' },
    from_finalize: false,
  };
}
