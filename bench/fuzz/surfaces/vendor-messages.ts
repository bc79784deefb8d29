import * as fc from 'fast-check';
import { createWavReader } from '../../../src/media/wav-stream.js';
import { fromStream, toStream, flushMark } from '../../../src/providers/apertium/apertium-stream.js';
import {
  createDeepgramTranscript,
  type DeepgramTranscript,
} from '../../../src/providers/deepgram/deepgram-transcript.js';
import { createFluxTranscript } from '../../../src/providers/deepgram/flux-transcript.js';
import { createScribeProtocol } from '../../../src/providers/elevenlabs/scribe-protocol.js';
import type { LiveFact, LiveProtocol } from '../../../src/providers/live-protocol.js';
import { createRealtimeProtocol } from '../../../src/providers/openai/realtime-protocol.js';
import { ProviderError } from '../../../src/providers/provider-error.js';
import type { RecognizerEvent } from '../../../src/providers/recognizer.js';
import { readTranscription, type Transcription } from '../../../src/providers/whisper/transcription.js';
import { wavFile } from '../../../src/providers/whisper/wav-file.js';
import { z } from 'zod';
import { mutatedBytes, mutatedMessages } from '../mutation.js';
import { attempt, type Attempt, type Property, type Surface } from '../surface.js';
import { errorIsFitForLogs, eventsAreSound } from './provider-properties.js';
import {
  deepgramMessages,
  fluxMessages,
  realtimeMessages,
  scribeMessages,
  whisperAnswers,
} from './vendor-corpus.js';

/** The messages of one stream, in order. */
const stream = (corpus: readonly object[]) =>
  fc.array(mutatedMessages(corpus), { minLength: 1, maxLength: 6 });

/** What is no JSON never gets to a protocol: the sockets refuse it. */
function parsed(texts: readonly string[]): readonly unknown[] {
  return texts.flatMap((text): unknown[] => {
    const { value, error } = attempt((): unknown => JSON.parse(text));
    return error === undefined ? [value] : [];
  });
}

const readingIsTyped: Property<unknown, { readonly error?: unknown }> = {
  name: 'reading throws what it says it throws',
  holds: ({ error }) => error === undefined || error instanceof z.ZodError || error instanceof ProviderError,
};
const errorIsFit: Property<unknown, { readonly error?: unknown }> = {
  name: 'an error holds no content',
  holds: ({ error }) => error instanceof z.ZodError || errorIsFitForLogs(error),
};

/** @param read - what the messages of one stream amount to. */
function messagesSurface<Fact>(
  name: string,
  title: string,
  corpus: readonly object[],
  areSound: (facts: readonly Fact[]) => boolean,
  read: (messages: readonly unknown[]) => readonly Fact[],
): Surface<string[], Attempt<readonly Fact[]>> {
  return {
    name,
    title,
    inputs: stream(corpus),
    properties: [
      readingIsTyped,
      errorIsFit,
      { name: 'what is read is sound', holds: ({ value }) => value === undefined || areSound(value) },
    ],
    open: () => ({
      meet: (texts) => attempt(() => read(parsed(texts))),
      close: () => undefined,
    }),
  };
}

function deepgramSurface(
  name: string,
  title: string,
  corpus: readonly object[],
  open: () => DeepgramTranscript,
) {
  return messagesSurface<RecognizerEvent>(name, title, corpus, eventsAreSound, (messages) => {
    const transcript = open();
    return [...messages.flatMap((message) => transcript.read(message, 100)), ...transcript.end(100)];
  });
}

export const deepgramMessagesSurface = deepgramSurface(
  'deepgram-messages',
  "Deepgram's messages, read",
  deepgramMessages,
  () => createDeepgramTranscript('deepgram'),
);

export const fluxMessagesSurface = deepgramSurface(
  'flux-messages',
  "Flux's messages, read",
  fluxMessages,
  () => createFluxTranscript('deepgram-flux'),
);

const request = { language: 'multi', hints: [], keyterms: [], signal: new AbortController().signal };
const settings = {
  provider: 'vendor',
  apiKey: 'key',
  baseUrl: 'http://127.0.0.1:1',
  model: 'model',
  request,
};

function protocolSurface(name: string, title: string, corpus: readonly object[], open: () => LiveProtocol) {
  const areSound = (facts: readonly LiveFact[]) => facts.every(isSoundFact);
  return messagesSurface(name, title, corpus, areSound, (messages) => {
    const protocol = open();
    return messages.flatMap((message) => protocol.read(message));
  });
}

function isSoundFact(fact: LiveFact): boolean {
  return fact.type !== 'settled' || isSoundDetails(fact.details ?? {});
}

function isSoundDetails({ words = [], confidence = 1, languages = [] }: Transcription['details']): boolean {
  return (
    confidence >= 0 &&
    confidence <= 1 &&
    languages.every((tag) => /^[a-z]{2,3}$/.test(tag)) &&
    words.every(({ startMs, endMs }) => Number.isSafeInteger(startMs) && Number.isSafeInteger(endMs))
  );
}

export const scribeMessagesSurface = protocolSurface(
  'scribe-messages',
  "Scribe's messages, read",
  scribeMessages,
  () => createScribeProtocol(settings),
);

export const realtimeMessagesSurface = protocolSurface(
  'realtime-messages',
  "OpenAI's realtime messages, read",
  realtimeMessages,
  () => createRealtimeProtocol(settings),
);

export const whisperAnswersSurface: Surface<string, Attempt<Transcription | undefined>> = {
  name: 'whisper-answers',
  title: 'Transcriptions, read',
  inputs: mutatedMessages(whisperAnswers),
  properties: [
    readingIsTyped,
    {
      name: 'details are sound',
      holds: ({ value }) => value === undefined || isSoundDetails(value.details),
    },
  ],
  open: () => ({
    meet: (text) => attempt(() => parsed([text]).map(readTranscription)[0]),
    close: () => undefined,
  }),
};

const wav = wavFile(Uint8Array.from({ length: 200 }, (_, index) => index));

/** What espeak-ng writes, in pieces. */
export const wavSurface: Surface<[Buffer, number], Attempt<number>> = {
  name: 'wav',
  title: 'WAV files in pieces',
  inputs: fc.tuple(mutatedBytes([wav]), fc.integer({ min: 1, max: 600 })),
  properties: [
    {
      name: 'what is none is refused in words',
      holds: ({ error }) => error === undefined || (error instanceof Error && /WAV file/.test(error.message)),
    },
    { name: 'there is no more sound than bytes', holds: ({ value = 0 }, [bytes]) => value <= bytes.length },
  ],
  open: () => ({
    meet: ([bytes, size]) =>
      attempt(() => {
        const reader = createWavReader();
        let sound = 0;
        for (let at = 0; at < bytes.length; at += size) {
          sound += reader.push(bytes.subarray(at, at + size))?.pcm.length ?? 0;
        }
        return sound;
      }),
    close: () => undefined,
  }),
};

const apertiumRecords = ['Buenos d\u00edas', '*Bonjour a todos', 'a \\[b\\] \\^c\\$ \\\\'].map(
  (text) => `${text}[7]`,
);

/** What Apertium's programs write. */
export const apertiumSurface: Surface<Buffer, Attempt<string | undefined>> = {
  name: 'apertium-records',
  title: "Apertium's records",
  inputs: mutatedBytes(apertiumRecords),
  properties: [
    { name: 'reading throws nothing', holds: ({ error }) => error === undefined },
    {
      name: 'only the answer to the text is one, and it is no longer than what came',
      holds: ({ value }, bytes) =>
        value === undefined || (String(bytes).endsWith('[7]') && value.length <= String(bytes).length),
    },
    {
      name: 'what was read can be written and read again',
      holds: ({ value }) => {
        if (value === undefined || /[\p{Cc}~]/u.test(value)) return true;
        const written = toStream(value, 7);
        return written.endsWith(flushMark) && fromStream(written.slice(0, -1), 7) === value;
      },
    },
  ],
  open: () => ({ meet: (bytes) => attempt(() => fromStream(String(bytes), 7)), close: () => undefined }),
};
