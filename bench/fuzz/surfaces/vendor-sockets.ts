import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { WebSocketServer, type WebSocket } from 'ws';
import { createDeepgramRecognizer } from '../../../src/providers/deepgram/deepgram-recognizer.js';
import { createElevenlabsSocketSynthesizer } from '../../../src/providers/elevenlabs/elevenlabs-socket-synthesizer.js';
import { createScribeRecognizer } from '../../../src/providers/elevenlabs/scribe-recognizer.js';
import { createRealtimeRecognizer } from '../../../src/providers/openai/realtime-recognizer.js';
import type { Recognizer, RecognizerEvent } from '../../../src/providers/recognizer.js';
import { anyBytes, canary, hostileText, mutatedMessages } from '../mutation.js';
import type { Surface } from '../surface.js';
import { watchLog } from '../watched-log.js';
import { errorIsFitForLogs, eventsAreSound } from './provider-properties.js';
import { deepgramMessages, realtimeMessages, scribeMessages, speechSocketMessages } from './vendor-corpus.js';

/** What a vendor says on a socket, and how it leaves. */
interface VendorTalk {
  readonly messages: readonly (string | Buffer)[];
  /** A close code, or the connection cut. */
  readonly ending: number | 'cut';
  readonly reason: string;
}

type Told = RecognizerEvent | Uint8Array;

interface Seen {
  readonly told: readonly Told[];
  readonly error: unknown;
  readonly badLines: readonly string[];
}

/** Opens a stream to the vendor there, and yields what comes of it. */
type Listen = (baseUrl: string, signal: AbortSignal) => AsyncIterable<Told>;

const apiKey = 'the-api-key-of-the-fuzzer';

/** 100 ms of somebody humming, then of silence. */
const hum = Uint8Array.from({ length: 800 }, (_, index) => (index % 20 < 10 ? 0x20 : 0xa0));
const silence = new Uint8Array(800).fill(0xff);

const hearWith =
  (create: (baseUrl: string) => Recognizer): Listen =>
  (baseUrl, signal) => {
    const stream = create(baseUrl).open({ language: 'multi', hints: ['fr'], keyterms: [canary], signal });
    for (const sound of [hum, hum, hum, silence]) stream.write(sound);
    stream.finalize();
    return stream;
  };

const speak: Listen = (baseUrl, signal) =>
  createElevenlabsSocketSynthesizer({ apiKey, baseUrl }).synthesize({
    text: `Hola ${canary}`,
    language: 'es',
    speed: 1,
    signal,
  });

interface SocketVendor {
  readonly name: string;
  readonly title: string;
  /** What a session begins with, if it is to begin. */
  readonly greeting: readonly object[];
  readonly corpus: readonly object[];
  readonly listen: Listen;
}

const vendors: readonly SocketVendor[] = [
  {
    name: 'deepgram-socket',
    title: 'Deepgram, live streams',
    greeting: [],
    corpus: deepgramMessages,
    listen: hearWith((baseUrl) => createDeepgramRecognizer({ apiKey, baseUrl })),
  },
  {
    name: 'scribe-socket',
    title: 'ElevenLabs Scribe, live streams',
    greeting: scribeMessages.slice(0, 1),
    corpus: scribeMessages,
    listen: hearWith((baseUrl) => createScribeRecognizer({ apiKey, baseUrl })),
  },
  {
    name: 'realtime-socket',
    title: "OpenAI's realtime transcription, live streams",
    greeting: realtimeMessages.slice(0, 2),
    corpus: realtimeMessages,
    listen: hearWith((baseUrl) => createRealtimeRecognizer({ apiKey, baseUrl })),
  },
  {
    name: 'elevenlabs-socket',
    title: 'ElevenLabs, speech by WebSocket',
    greeting: [],
    corpus: speechSocketMessages,
    listen: speak,
  },
];

function talkOf({ greeting, corpus }: SocketVendor): fc.Arbitrary<VendorTalk> {
  const message = fc.oneof(
    { weight: 9, arbitrary: mutatedMessages(corpus) },
    { weight: 1, arbitrary: anyBytes },
  );
  const greetings = greeting.map((one) => JSON.stringify(one));
  return fc
    .record({
      isGreeted: fc.integer({ min: 0, max: 3 }).map((number) => number > 0),
      messages: fc.array(message, { maxLength: 6 }),
      ending: fc.constantFrom(1000, 1000, 1008, 1011, 4000, 'cut' as const),
      // A close frame has room for 123 bytes of it.
      reason: hostileText.map((text) => Buffer.from(text).subarray(0, 120).toString().slice(0, 40)),
    })
    .map(({ isGreeted, messages, ...rest }) => ({
      messages: [...(isGreeted ? greetings : []), ...messages],
      ...rest,
    }));
}

const deadlineMs = 15_000;

function socketSurface(vendor: SocketVendor): Surface<VendorTalk, Seen> {
  return {
    name: vendor.name,
    title: vendor.title,
    inputs: talkOf(vendor),
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
        name: 'events are sound',
        holds: ({ told }) => eventsAreSound(told.flatMap((one) => (one instanceof Uint8Array ? [] : [one]))),
      },
    ],
    async open() {
      const watched = watchLog([apiKey]);
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      await once(server, 'listening');
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      let talk: VendorTalk | undefined;
      server.on('connection', (socket) => {
        socket.on('error', () => undefined);
        if (talk !== undefined) say(socket, talk);
      });
      return {
        async meet(input) {
          talk = input;
          const told: Told[] = [];
          let error: unknown;
          const hangUp = new AbortController();
          const deadline = setTimeout(() => hangUp.abort(), deadlineMs);
          try {
            for await (const one of vendor.listen(baseUrl, hangUp.signal)) told.push(one);
          } catch (thrown) {
            error = thrown;
            watched.log.warn({ err: thrown }, 'provider failed');
          }
          clearTimeout(deadline);
          return { told, error, badLines: watched.takeBadLines() };
        },
        async close() {
          server.close();
          for (const client of server.clients) client.terminate();
          await once(server, 'close');
        },
      };
    },
  };
}

export const vendorSocketSurfaces = vendors.map(socketSurface);

function say(socket: WebSocket, { messages, ending, reason }: VendorTalk): void {
  for (const message of messages) socket.send(message);
  if (ending === 'cut') socket.send('', () => socket.terminate());
  else socket.close(ending, reason);
}
