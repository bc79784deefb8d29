import * as fc from 'fast-check';
import { parseTwiml } from '../../../sandbox/telephone/twiml.js';
import { decodeMulaw, encodeMulaw } from '../../../src/media/mulaw.js';
import { createWavReader } from '../../../src/media/wav-stream.js';
import { flushMark, fromStream, toStream } from '../../../src/providers/apertium/apertium-stream.js';
import { toSsml } from '../../../src/providers/azure/ssml.js';
import { eventData } from '../../../src/providers/openai/event-stream.js';
import { ProviderError } from '../../../src/providers/provider-error.js';
import { wavFile } from '../../../src/providers/whisper/wav-file.js';
import { cursorOf, placeOf } from '../../../src/records/page-cursor.js';
import { createStreamMessageWriter, parseStreamMessage } from '../../../src/telephony/stream-messages.js';
import { sayTwiml, streamTwiml } from '../../../src/telephony/twiml.js';
import { anyBytes, hostileText, mutatedBytes } from '../mutation.js';
import type { Surface } from '../surface.js';
import { chatStreams } from './vendor-corpus.js';

/** Something to be written in one form and read again. */
interface Cargo {
  readonly text: string;
  readonly bytes: Buffer;
  readonly number: number;
}

/** Names of what did not come back as it went; empty where all did. */
type Lost = readonly string[];

const publicUrl = 'https://dragoman.example.com';

/** What XML 1.0 cannot hold. */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** TwiML as XML reads it: a parser makes a space of each kind of white space in an attribute. */
const inXml = (text: string) => text.replace(unwritable, ' ').slice(0, 400);

/** Each writes, reads, and says whether it is the same. */
const trips: Readonly<Record<string, (cargo: Cargo) => boolean | Promise<boolean>>> = {
  'TwiML: what is said': ({ text }) => {
    const said = inXml(text).trim();
    const [verb] = parseTwiml(sayTwiml(said, 'es-ES'));
    return verb?.name === 'Say' && verb.text === said;
  },
  "TwiML: a stream's parameters": ({ text }) => {
    const token = inXml(text);
    const [verb] = parseTwiml(
      streamTwiml({ path: '/ws/media-stream/CA1', parameters: { token } }, publicUrl),
    );
    return verb?.name === 'Connect' && verb.stream.parameters['token'] === token;
  },
  'SSML: a text': ({ text }) => {
    const [, said] =
      /<voice name="v">([^<>]*)<\/voice><\/speak>$/.exec(toSsml({ text, voice: 'v', speed: 1 })) ?? [];
    return said !== undefined && unescaped(said) === text.replace(unwritable, ' ');
  },
  'Media Streams: a frame': ({ bytes }) => {
    const written = JSON.parse(createStreamMessageWriter('MZ1').media(bytes)) as { media: object };
    const message = { ...written, media: { ...written.media, timestamp: '20' } };
    const read = parseStreamMessage(JSON.stringify(message));
    return bytes.length === 0
      ? read === undefined
      : read?.event === 'media' && Buffer.compare(read.mulaw, bytes) === 0;
  },
  'Media Streams: a mark': ({ text }) => {
    const read = parseStreamMessage(createStreamMessageWriter('MZ1').mark(text));
    return read?.event === 'mark' && read.name === text;
  },
  'mu-law: what is a sample of it': ({ bytes }) => {
    const samples = new Int16Array(bytes.length);
    decodeMulaw(bytes, samples);
    const again = new Int16Array(bytes.length);
    decodeMulaw(encodeMulaw(samples), again);
    return Buffer.compare(Buffer.from(samples.buffer), Buffer.from(again.buffer)) === 0;
  },
  'WAV: the sound': ({ bytes, number }) => {
    const file = wavFile(bytes);
    const reader = createWavReader();
    const size = 1 + (number % 200);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < file.length; at += size) {
      const sound = reader.push(file.subarray(at, at + size));
      if (sound !== undefined) pieces.push(sound.pcm);
    }
    const samples = new Int16Array(bytes.length);
    decodeMulaw(bytes, samples);
    return Buffer.compare(Buffer.concat(pieces), Buffer.from(samples.buffer)) === 0;
  },
  "Apertium's stream: a text": ({ text, number }) => {
    const written = toStream(text, number);
    const plain = text
      .replace(/[\p{Cc}~]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    return written.endsWith(flushMark) && fromStream(written.slice(0, -flushMark.length), number) === plain;
  },
  'pages: a place in the history': ({ text, number }) => {
    const place = {
      endedAt: new Date(number * 1000).toISOString(),
      callSid: Buffer.from(text).toString().slice(0, 64) || 'CA1',
    };
    const read = placeOf(cursorOf(place));
    return read?.endedAt === place.endedAt && read.callSid === Buffer.from(place.callSid).toString();
  },
  'pages: what is no cursor is no place, or one that is': ({ text }) => {
    const place = placeOf(text);
    return place === undefined || placeOf(cursorOf(place)) !== undefined;
  },
  'server-sent events: the same in pieces of any size': async ({ bytes, number }) => {
    const whole = await eventsOf([bytes]);
    const size = 1 + (number % 50);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    return (await eventsOf(pieces)) === whole;
  },
};

export const roundTripsSurface: Surface<Cargo, Lost> = {
  name: 'round-trips',
  title: 'What is written is read again',
  inputs: fc.record({
    text: hostileText,
    bytes: fc.oneof(anyBytes, mutatedBytes(chatStreams)),
    number: fc.nat(1_000_000),
  }),
  properties: Object.keys(trips).map((name) => ({ name, holds: (lost) => !lost.includes(name) })),
  open: () => ({
    async meet(cargo) {
      const lost: string[] = [];
      for (const [name, makeTrip] of Object.entries(trips)) {
        try {
          if (!(await makeTrip(cargo))) lost.push(name);
        } catch {
          lost.push(name);
        }
      }
      return lost;
    },
    close: () => undefined,
  }),
};

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

function unescaped(text: string): string {
  return text.replace(/&\w+;/g, (entity) => entities[entity] ?? entity);
}

async function eventsOf(pieces: readonly Buffer[]): Promise<string> {
  async function* body() {
    await Promise.resolve();
    yield* pieces;
  }
  const events: string[] = [];
  try {
    for await (const data of eventData('vendor', body())) events.push(data);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    events.push(error.kind);
  }
  return JSON.stringify(events);
}
