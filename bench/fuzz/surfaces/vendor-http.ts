import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { createAzureSynthesizer } from '../../../src/providers/azure/azure-synthesizer.js';
import { createDeeplTranslator } from '../../../src/providers/deepl/deepl-translator.js';
import { createElevenlabsSynthesizer } from '../../../src/providers/elevenlabs/elevenlabs-synthesizer.js';
import { createLibretranslateTranslator } from '../../../src/providers/libretranslate/libretranslate-translator.js';
import { createOpenaiSynthesizer } from '../../../src/providers/openai/openai-synthesizer.js';
import { createOpenaiTranslator } from '../../../src/providers/openai/openai-translator.js';
import type { Synthesizer } from '../../../src/providers/synthesizer.js';
import type { Translator } from '../../../src/providers/translator.js';
import { requestTranscription } from '../../../src/providers/whisper/transcription-request.js';
import { canary, hostileText, mutatedBytes } from '../mutation.js';
import type { Surface } from '../surface.js';
import { watchLog } from '../watched-log.js';
import { errorIsFitForLogs } from './provider-properties.js';
import {
  chatStreams,
  deeplAnswers,
  elevenlabsRefusals,
  libretranslateAnswers,
  openaiRefusals,
  rawSounds,
  whisperAnswers,
} from './vendor-corpus.js';

/** What a vendor answers. */
interface VendorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** Size of the pieces that it comes in, bytes. */
  readonly pieceBytes: number;
  /** `cut` breaks the connection behind the body, `short` says that there is more than there is. */
  readonly ending: 'whole' | 'cut' | 'short';
}

interface Seen {
  /** All that the client made of it. */
  readonly pieces: readonly (string | Uint8Array)[];
  readonly error: unknown;
  readonly badLines: readonly string[];
}

/** Asks a vendor, and yields what it makes of the answer. */
type Ask = (baseUrl: string) => (signal: AbortSignal) => AsyncIterable<string | Uint8Array>;

const apiKey = 'the-api-key-of-the-fuzzer';

const translateWith =
  (create: (baseUrl: string) => Translator): Ask =>
  (baseUrl) => {
    const translator = create(baseUrl);
    return (signal) =>
      translator.translate({
        text: `Bonjour ${canary}`,
        sourceLanguage: 'fr',
        targetLanguage: 'es',
        context: [`Avant ${canary}`],
        signal,
      });
  };

const speakWith =
  (create: (baseUrl: string) => Synthesizer): Ask =>
  (baseUrl) => {
    const synthesizer = create(baseUrl);
    return (signal) => synthesizer.synthesize({ text: `Hola ${canary}`, language: 'es', speed: 1, signal });
  };

const transcribe: Ask = (baseUrl) =>
  async function* (signal) {
    const server = { provider: 'whisper', apiKey, baseUrl, model: 'whisper-1' };
    const request = { language: 'fr', hints: [], keyterms: [canary], signal };
    const { text } = await requestTranscription(server, new Uint8Array(1600).fill(0x30), request, signal);
    yield text;
  };

interface HttpVendor {
  readonly name: string;
  readonly title: string;
  readonly contentType: string;
  readonly corpus: readonly (string | Buffer)[];
  readonly ask: Ask;
}

/** The answers by which each vendor does its work, and those by which it refuses. */
const vendors: readonly HttpVendor[] = [
  {
    name: 'openai-chat',
    title: 'OpenAI, chat completions',
    contentType: 'text/event-stream',
    corpus: [...chatStreams, ...openaiRefusals],
    ask: translateWith((baseUrl) => createOpenaiTranslator({ apiKey, baseUrl })),
  },
  {
    name: 'deepl',
    title: 'DeepL',
    contentType: 'application/json',
    corpus: deeplAnswers,
    ask: translateWith((baseUrl) => createDeeplTranslator({ apiKey, baseUrl })),
  },
  {
    name: 'libretranslate',
    title: 'LibreTranslate',
    contentType: 'application/json',
    corpus: libretranslateAnswers,
    ask: translateWith((baseUrl) => createLibretranslateTranslator({ apiKey, baseUrl })),
  },
  {
    name: 'whisper',
    title: 'Whisper',
    contentType: 'application/json',
    corpus: [...whisperAnswers.map((answer) => JSON.stringify(answer)), ...openaiRefusals],
    ask: transcribe,
  },
  {
    name: 'openai-speech',
    title: 'OpenAI, speech',
    contentType: 'audio/pcm',
    corpus: [...rawSounds, ...openaiRefusals],
    ask: speakWith((baseUrl) => createOpenaiSynthesizer({ apiKey, baseUrl })),
  },
  {
    name: 'azure',
    title: 'Azure Speech',
    contentType: 'audio/basic',
    corpus: rawSounds,
    ask: speakWith((baseUrl) => createAzureSynthesizer({ apiKey, region: 'westeurope', baseUrl })),
  },
  {
    name: 'elevenlabs',
    title: 'ElevenLabs, speech by HTTP',
    contentType: 'audio/basic',
    corpus: [...rawSounds, ...elevenlabsRefusals],
    ask: speakWith((baseUrl) => createElevenlabsSynthesizer({ apiKey, baseUrl })),
  },
];

/** Header values that Node's server takes. */
const headerText = hostileText.map((text) => text.replace(/[^\t\u0020-\u007e]/g, '').slice(0, 200));

function answersOf({ contentType, corpus }: HttpVendor): fc.Arbitrary<VendorAnswer> {
  return fc.record({
    status: fc.oneof(
      { weight: 4, arbitrary: fc.constant(200) },
      { weight: 2, arbitrary: fc.constantFrom(204, 302, 400, 401, 403, 404, 413, 429, 456, 500, 503, 529) },
      { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 304) },
    ),
    contentType: fc.oneof(
      { weight: 5, arbitrary: fc.constant(contentType) },
      { weight: 1, arbitrary: headerText },
    ),
    body: mutatedBytes(corpus),
    pieceBytes: fc.constantFrom(1, 7, 100, 100_000),
    ending: fc.oneof(
      { weight: 6, arbitrary: fc.constant('whole' as const) },
      { weight: 1, arbitrary: fc.constantFrom('cut' as const, 'short' as const) },
    ),
  });
}

/** A vendor that is asked for one clause says no more than this, and nobody waits longer. */
const mostPieces = 200_000;
const deadlineMs = 15_000;

function httpSurface(vendor: HttpVendor): Surface<VendorAnswer, Seen> {
  return {
    name: vendor.name,
    title: vendor.title,
    inputs: answersOf(vendor),
    properties: [
      {
        name: 'what fails, fails as a provider does, without content',
        holds: ({ error }) => errorIsFitForLogs(error),
      },
      {
        name: 'the log of a failure holds no content and no key',
        holds: ({ badLines }) => badLines.length === 0,
      },
      {
        name: 'there is an answer or a failure',
        holds: ({ pieces, error }) => error !== undefined || pieces.length > 0,
      },
      {
        name: 'what it says is no longer than what came',
        holds: ({ pieces }, { body }) =>
          pieces.reduce((sum, piece) => sum + piece.length, 0) <= Math.max(1000, 2 * body.length) &&
          pieces.length <= mostPieces,
      },
    ],
    async open() {
      const watched = watchLog([apiKey]);
      const standIn = await startStandIn();
      const ask = vendor.ask(standIn.baseUrl);
      return {
        async meet(answer) {
          standIn.answer = answer;
          const pieces: (string | Uint8Array)[] = [];
          let error: unknown;
          const hangUp = new AbortController();
          const deadline = setTimeout(() => hangUp.abort(), deadlineMs);
          try {
            for await (const piece of ask(hangUp.signal)) pieces.push(piece);
          } catch (thrown) {
            error = thrown;
            watched.log.warn({ err: thrown }, 'provider failed');
          }
          clearTimeout(deadline);
          return { pieces, error, badLines: watched.takeBadLines() };
        },
        close: () => standIn.close(),
      };
    },
  };
}

export const vendorHttpSurfaces = vendors.map(httpSurface);

async function startStandIn() {
  const standIn = {
    answer: undefined as VendorAnswer | undefined,
    baseUrl: '',
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      if (standIn.answer !== undefined) give(response, standIn.answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  standIn.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}

function give(
  response: ServerResponse,
  { status, contentType, body, pieceBytes, ending }: VendorAnswer,
): void {
  response.writeHead(status, {
    ...(contentType !== '' && { 'content-type': contentType }),
    ...(ending === 'short' && { 'content-length': body.length + 100 }),
  });
  // Many small pieces are as good as all of them.
  const pieces = Math.min(64, Math.ceil(body.length / pieceBytes));
  for (let piece = 0; piece < pieces; piece += 1) {
    const isLast = piece === pieces - 1;
    response.write(body.subarray(piece * pieceBytes, isLast ? body.length : (piece + 1) * pieceBytes));
  }
  if (ending === 'whole') response.end();
  else response.socket?.destroySoon();
}
