import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { listenOnLoopback } from '../sandbox/loopback.js';
import { createRandom } from '../sandbox/telephone/random.js';
import { createNovaDialect } from '../sandbox/vendors/deepgram-dialect.js';
import { resultsMessage } from '../sandbox/vendors/deepgram-messages.js';
import { parseDeepgramQuery, type DeepgramQuery } from '../sandbox/vendors/deepgram-query.js';
import { serveDeepgramStream } from '../sandbox/vendors/deepgram-stream.js';
import type { VendorOptions, VendorServer } from '../sandbox/vendors/vendor-server.js';
import { primaryLanguage } from '../src/providers/capabilities.js';
import { sampleRateHz } from '../src/media/mulaw.js';
import { drawHallucination, type Hallucination } from './hallucinations.js';

/** From one hallucination to the next, ms of audio: at least, and how much more it may be. */
const intervalMs = { least: 4000, spread: 5000 };
/** From the interim result with the words to the final one, ms of audio. */
const finalAfterMs = 400;

/** A recognizer that hears what is said, and makes up more. */
export interface HallucinatingDeepgram extends VendorServer {
  /** How often it made something up so far. */
  readonly hallucinations: number;
  /** From now on it makes nothing up. */
  calm(): void;
}

/** The stand-in of Deepgram, as in the sandbox, that also writes down what nobody said, every few seconds. */
export async function startHallucinatingDeepgram(
  options: VendorOptions,
  seed: number,
): Promise<HallucinatingDeepgram> {
  const server = createServer((_, response) => response.writeHead(404).end());
  const webSockets = new WebSocketServer({ noServer: true });
  let streams = 0;
  let hallucinations = 0;
  let isCalm = false;

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    const { searchParams, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const parsed = parseDeepgramQuery(searchParams);
    if (request.headers.authorization !== `Token ${options.apiKey}` || 'wrong' in parsed) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    streams += 1;
    const random = createRandom(seed * 1000 + streams);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { query } = parsed;
      const dialect = createNovaDialect(query, options.lines);
      serveDeepgramStream(webSocket, { options, dialect, queryText: search.slice(1), fault: undefined });
      makeUp(webSocket, query, random);
    });
  });

  function makeUp(webSocket: WebSocket, query: DeepgramQuery, random: () => number): void {
    const requestId = randomUUID();
    let heardMs = 0;
    let dueMs = intervalMs.least + intervalMs.spread * random();
    /** What was told as an interim result and is to become final. */
    let told: { readonly hallucination: Hallucination; readonly endMs: number } | undefined;

    const tell = (hallucination: Hallucination, endMs: number, isFinal: boolean) =>
      webSocket.send(JSON.stringify(messageOf(hallucination, endMs, isFinal, query, requestId)));

    webSocket.on('message', (data: RawData, isBinary) => {
      if (!isBinary || webSocket.readyState !== webSocket.OPEN) return;
      heardMs += (lengthOf(data) * 1000) / sampleRateHz;
      if (told !== undefined && heardMs >= told.endMs + finalAfterMs) {
        tell(told.hallucination, told.endMs, true);
        told = undefined;
      }
      if (isCalm || told !== undefined || heardMs < dueMs) return;
      told = { hallucination: drawHallucination(random), endMs: heardMs };
      dueMs = heardMs + intervalMs.least + intervalMs.spread * random();
      hallucinations += 1;
      tell(told.hallucination, told.endMs, false);
    });
  }

  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    get hallucinations() {
      return hallucinations;
    },
    calm() {
      isCalm = true;
    },
    async close() {
      for (const webSocket of webSockets.clients) webSocket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The words as a `Results` message, as if they had just been said. */
function messageOf(
  { text, confidence, durationMs }: Hallucination,
  endMs: number,
  isFinal: boolean,
  query: DeepgramQuery,
  requestId: string,
) {
  const startMs = Math.max(0, endMs - durationMs);
  const texts = text.split(' ');
  const wordMs = (endMs - startMs) / texts.length;
  const words = texts.map((word, index) => ({
    text: word,
    startMs: startMs + index * wordMs,
    endMs: startMs + (index + 1) * wordMs,
  }));
  return resultsMessage(
    {
      type: 'results',
      clip: undefined,
      words,
      isFinal,
      isSpeechFinal: isFinal,
      isFromFinalize: false,
      isLastWordShaky: false,
      startMs,
      endMs,
      lastWordAt: performance.now(),
    },
    {
      language: query.language === 'multi' ? 'en' : primaryLanguage(query.language),
      words: words.map((heard) => ({ heard, text: heard.text, confidence })),
      transcript: text,
    },
    { query, requestId },
  );
}

function lengthOf(data: RawData): number {
  if (Array.isArray(data)) return data.reduce((sum, piece) => sum + piece.length, 0);
  return data.byteLength;
}
