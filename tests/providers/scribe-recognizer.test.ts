import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScribeRecognizer } from '../../src/providers/elevenlabs/scribe-recognizer.js';
import type { Recognizer, RecognizerEvent } from '../../src/providers/recognizer.js';
import { fakeVoice } from '../support/fake-voice.js';
import { errorOf, collect, failureOf } from '../support/vendor-outcome.js';
import {
  startFakeSocketVendor,
  type FakeSession,
  type FakeSocketVendor,
  type FakeSocketVendorSettings,
} from '../support/vendor-socket.js';
import { describeRecognizer, recognition } from './recognizer-contract.js';

const greeting = [{ message_type: 'session_started', session_id: 's', config: { sample_rate: 8000 } }];
const refusals = { willing: undefined, unauthorized: 401, overloaded: 429, unavailable: 503 };

const audioOf = ({ messages }: FakeSession) =>
  Buffer.concat(messages.map(({ audio_base_64: audio }) => Buffer.from(String(audio), 'base64')));
const commitsOf = ({ messages }: FakeSession) => messages.filter(({ commit }) => commit === true).length;

const partial = (text: string) => ({ message_type: 'partial_transcript', text });
/** What a commit is answered with; words are of text, start and end in seconds. */
const committed = (language: string, ...words: readonly (readonly [string, number, number])[]) => {
  const text = words.map(([word]) => word).join(' ');
  return [
    { message_type: 'committed_transcript', text },
    {
      message_type: 'committed_transcript_with_timestamps',
      text,
      language_code: language,
      words: words.map(([word, start, end]) => ({
        text: word,
        start,
        end,
        type: 'word',
        logprob: Math.log(0.9),
      })),
    },
  ];
};

/** Of 40 ms of audio. */
const bonjour = (isFinal: boolean): RecognizerEvent => ({
  type: 'hypothesis',
  isFinal,
  ...(isFinal && { endsUtterance: true }),
  text: 'Bonjour.',
  words: [
    {
      text: 'Bonjour.',
      startMs: 0,
      endMs: 40,
      confidence: isFinal ? 0.9 : 0.7,
      ...(isFinal && { language: 'fr' }),
    },
  ],
  confidence: isFinal ? 0.9 : 0.7,
  languages: isFinal ? ['fr'] : [],
  startMs: 0,
  endMs: 40,
});

describeRecognizer('ElevenLabs Scribe', async (mood) => {
  const refuseWith = refusals[mood];
  const vendor = await startFakeSocketVendor({ greeting, ...(refuseWith !== undefined && { refuseWith }) });
  const voice = fakeVoice();
  const answerCommit = async () => {
    const session = await vendor.session();
    await session.until(() => commitsOf(session) === 1);
    // The text alone came before, unless it was shown already.
    session.send(...committed('fra', ['Bonjour.', 0, 0.04]).slice(1));
  };
  return {
    recognizer: createScribeRecognizer({
      apiKey: 'key',
      baseUrl: vendor.baseUrl,
      detectVoice: voice.detectVoice,
    }),
    unsupportedLanguage: 'eu',
    expected: { guess: bonjour(false), conclusion: [bonjour(true), { type: 'utterance.ended', endMs: 40 }] },
    async heard(bytes) {
      const session = await vendor.session();
      await session.until(() => audioOf(session).length >= bytes);
      return audioOf(session);
    },
    async guess() {
      voice.speaksFrom(0);
      (await vendor.session()).send(partial('Bonjour.'));
    },
    async conclude() {
      voice.edge('ended', 40);
      await answerCommit();
    },
    concludeAtTheEnd: answerCommit,
    drop: async () => (await vendor.session()).socket.terminate(),
    babble: async () => (await vendor.session()).socket.send('{"message_type":"part'),
    async closed() {
      const { socket, until } = await vendor.session();
      await until(() => socket.readyState === socket.CLOSED);
    },
    close: () => vendor.close(),
  };
});

describe('ElevenLabs Scribe, on the wire', () => {
  let vendor: FakeSocketVendor;
  let recognizer: Recognizer;
  let voice: ReturnType<typeof fakeVoice>;
  const meet = async (settings: FakeSocketVendorSettings = { greeting }) => {
    vendor = await startFakeSocketVendor(settings);
    voice = fakeVoice();
    recognizer = createScribeRecognizer({
      apiKey: 'key',
      baseUrl: vendor.baseUrl,
      detectVoice: voice.detectVoice,
    });
  };
  afterEach(() => vendor.close());

  const queryOf = async () => {
    const { request } = await vendor.session();
    return [...new URL(request.url ?? '', vendor.baseUrl).searchParams];
  };

  it('Scenario: an unknown caller is listened to in whichever language, with terms', async () => {
    await meet();
    const hangUp = new AbortController();
    const terms = ['Vigo', 'a term of more than twenty characters'];
    recognizer.open(recognition({ hints: ['gl', 'es-ES'], keyterms: terms, signal: hangUp.signal }));
    const { request } = await vendor.session();
    expect(request.headers['xi-api-key']).toBe('key');
    expect(new URL(request.url ?? '', vendor.baseUrl).pathname).toBe('/v1/speech-to-text/realtime');
    expect(await queryOf()).toEqual([
      ['model_id', 'scribe_v2_realtime'],
      ['commit_strategy', 'manual'],
      ['audio_format', 'ulaw_8000'],
      ['include_timestamps', 'true'],
      ['include_language_detection', 'true'],
      ['keyterms', 'Vigo'],
    ]);
    hangUp.abort();
  });

  it('Scenario: a Galician who may speak Spanish is listened to in both', async () => {
    await meet();
    const hangUp = new AbortController();
    recognizer.open(recognition({ language: 'gl-ES', hints: ['gl', 'es', 'eu'], signal: hangUp.signal }));
    expect((await queryOf()).slice(5)).toEqual([
      ['language_code', 'gl'],
      ['secondary_languages', 'es'],
    ]);
    hangUp.abort();
  });

  it('Scenario: two sentences, of which the second begins before the first is final', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const iterator = stream[Symbol.asyncIterator]();
    const session = await vendor.session();
    voice.speaksFrom(0);
    stream.write(Buffer.alloc(8000, 1));
    await session.until(() => audioOf(session).length === 8000);
    session.send(partial('Hola,'));
    const first = await iterator.next();
    stream.write(Buffer.alloc(8000, 1));
    voice.edge('ended', 1600);
    voice.speaksFrom(1800);
    stream.write(Buffer.alloc(8000, 1));
    await session.until(() => commitsOf(session) === 1 && audioOf(session).length === 24_000);
    session.send(...committed('es', ['Hola,', 0.1, 0.7], ['buenas.', 0.8, 1.6]), partial('Llamo'));
    voice.edge('ended', 2500);
    await session.until(() => commitsOf(session) === 2);
    session.send(...committed('es', ['Llamo.', 1.8, 2.5]));
    stream.end();
    const events = [
      ...(first.done === true ? [] : [first.value]),
      ...(await collect({ [Symbol.asyncIterator]: () => iterator })),
    ];
    const places = events.map((event) =>
      event.type === 'hypothesis'
        ? [event.isFinal, ...event.words.map(({ text, startMs, endMs }) => `${text} ${startMs}-${endMs}`)]
        : event.endMs,
    );
    expect(places).toEqual([
      [false, 'Hola, 0-750'],
      [false, 'Hola, 0-750', 'buenas. 750-1600'],
      [true, 'Hola, 0-750', 'buenas. 750-1600'],
      1600,
      [false, 'Llamo 1800-2500'],
      [false, 'Llamo. 1800-2500'],
      [true, 'Llamo. 1800-2500'],
      2500,
    ]);
  });

  it('Scenario: what is said is asked for before the speaker pauses, and before the session has begun', async () => {
    await meet({});
    const stream = recognizer.open(recognition());
    const events = collect(stream);
    stream.write(Buffer.alloc(160));
    stream.finalize();
    const session = await vendor.session();
    session.send(...greeting);
    await session.until(() => commitsOf(session) === 1);
    expect(session.messages).toEqual([
      {
        message_type: 'input_audio_chunk',
        audio_base_64: Buffer.alloc(160).toString('base64'),
        commit: false,
        sample_rate: 8000,
      },
      { message_type: 'input_audio_chunk', audio_base_64: '', commit: true, sample_rate: 8000 },
    ]);
    session.send({ message_type: 'commit_throttled', error: 'Commit request ignored' });
    stream.end();
    expect(await events).toEqual([]);
    expect(voice.isOpen()).toBe(false);
  });

  it('Scenario: the vendor commits a long turn by itself; the speaker has not paused', async () => {
    await meet();
    const hangUp = new AbortController();
    const stream = recognizer.open(recognition({ signal: hangUp.signal }));
    const iterator = stream[Symbol.asyncIterator]();
    const session = await vendor.session();
    voice.speaksFrom(0);
    stream.write(Buffer.alloc(16_000, 1));
    await session.until(() => audioOf(session).length === 16_000);
    session.send(...committed('gl', ['Bos', 0.1, 0.9], ['días', 1, 1.8]));
    expect((await iterator.next()).value).toMatchObject({ isFinal: false, text: 'Bos días' });
    expect((await iterator.next()).value).toMatchObject({ isFinal: true, languages: ['gl'] });
    voice.edge('ended', 2000);
    await session.until(() => commitsOf(session) === 1);
    session.send({ message_type: 'committed_transcript_with_timestamps', text: '', words: [] });
    expect(await iterator.next()).toEqual({ done: false, value: { type: 'utterance.ended', endMs: 2000 } });
    hangUp.abort();
  });

  it.each([
    ['auth_error', 'unauthorized', false],
    ['unaccepted_terms', 'unauthorized', false],
    ['quota_exceeded', 'quotaExceeded', false],
    ['rate_limited', 'rateLimited', true],
    ['queue_overflow', 'rateLimited', true],
    ['transcriber_error', 'unavailable', true],
    ['session_time_limit_exceeded', 'unavailable', true],
    ['invalid_request', 'invalidRequest', false],
  ] as const)('Scenario: the vendor reports %s', async (type, kind, isRetryable) => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    (await vendor.session()).send({ message_type: type, error: 'what somebody said' });
    expect(await outcome).toEqual({ provider: 'elevenlabs', kind, isRetryable });
  });

  it.each([
    ['a message of another shape', JSON.stringify({ message_type: 'partial_transcript', text: 7 })],
    ['bytes', Buffer.from([1, 2, 3])],
    ['an array', '[]'],
    ['a number', '7'],
    ['two megabytes', JSON.stringify({ message_type: 'partial_transcript', text: 'a'.repeat(2_000_000) })],
  ])('Scenario: the vendor sends %s', async (_, garbage) => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    (await vendor.session()).socket.send(garbage);
    expect(await outcome).toEqual({ provider: 'elevenlabs', kind: 'invalidResponse', isRetryable: true });
  });

  it('Scenario: a truncated message quotes what was said; the error does not', async () => {
    await meet();
    const outcome = errorOf(recognizer.open(recognition()));
    (await vendor.session()).socket.send('{"message_type":"partial_transcript","text":"secret');
    const error = await outcome;
    expect(error).toMatchObject({ message: 'elevenlabs: sent what is none of its messages' });
    expect((error as Error).cause).toBeUndefined();
  });

  it('Scenario: the vendor sends messages that this service does not know', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const events = collect(stream);
    (await vendor.session()).send({ message_type: 'warning', warning: 'w' }, { message_type: 'constructor' });
    stream.end();
    expect(await events).toEqual([]);
  });

  it.each([
    [1008, 'invalidRequest', false],
    [1011, 'unavailable', true],
    [1000, 'unavailable', true],
  ] as const)('Scenario: the vendor closes the stream by itself with %i', async (code, kind, isRetryable) => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    (await vendor.session()).socket.close(code);
    expect(await outcome).toEqual({ provider: 'elevenlabs', kind, isRetryable });
  });

  it('Scenario: nobody listens at the address', async () => {
    await meet();
    await vendor.close();
    const outcome = failureOf(recognizer.open(recognition()));
    expect(await outcome).toEqual({ provider: 'elevenlabs', kind: 'unavailable', isRetryable: true });
    await meet();
  });

  it('Scenario: more was said before the session began than is kept; times still count from the first byte', async () => {
    await meet();
    const hangUp = new AbortController();
    const stream = recognizer.open(recognition({ signal: hangUp.signal }));
    stream.write(Buffer.alloc(8000, 1));
    stream.write(Buffer.alloc(160_000, 2));
    const session = await vendor.session();
    await session.until(() => audioOf(session).length === 160_000);
    stream.finalize();
    await session.until(() => commitsOf(session) === 1);
    session.send(...committed('es', ['Hola.', 0.5, 1]));
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    expect((await iterator.next()).value).toMatchObject({ words: [{ startMs: 0, endMs: 21_000 }] });
    expect(await iterator.next()).toEqual({ done: false, value: { type: 'utterance.ended', endMs: 2000 } });
    hangUp.abort();
  });

  describe('with time passing', () => {
    beforeEach(() => {
      vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
        shouldAdvanceTime: true,
      });
    });
    afterEach(() => void vi.useRealTimers());

    const late = { provider: 'elevenlabs', kind: 'timedOut', isRetryable: true };

    it.each([
      ['never answers the upgrade', { isMute: true }],
      ['never begins the session', {}],
    ])('Scenario: the vendor %s', async (_, settings) => {
      await meet(settings);
      const outcome = failureOf(recognizer.open(recognition()));
      await vendor.asked();
      await vi.advanceTimersByTimeAsync(5000);
      expect(await outcome).toEqual(late);
    });

    it('Scenario: the speaker has paused and the vendor gives no final text', async () => {
      await meet();
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      const session = await vendor.session();
      voice.speaksFrom(0);
      stream.write(Buffer.alloc(8000, 1));
      await session.until(() => audioOf(session).length === 8000);
      voice.edge('ended', 900);
      await session.until(() => commitsOf(session) === 1);
      await vi.advanceTimersByTimeAsync(4000);
      expect(await outcome).toEqual(late);
    });

    it('Scenario: the vendor says nothing for ten seconds of sound; it is asked, and is gone', async () => {
      await meet();
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      const session = await vendor.session();
      stream.write(Buffer.alloc(160));
      await session.until(() => audioOf(session).length === 160);
      for (let second = 0; second < 10; second += 1) stream.write(Buffer.alloc(8000));
      await session.until(() => commitsOf(session) === 1);
      await vi.advanceTimersByTimeAsync(4000);
      expect(await outcome).toEqual(late);
    });

    it('Scenario: there is music on the line, to which the vendor has nothing to say but when it is asked', async () => {
      await meet();
      const stream = recognizer.open(recognition());
      const events = collect(stream);
      const session = await vendor.session();
      stream.write(Buffer.alloc(160));
      await session.until(() => audioOf(session).length === 160);
      for (let second = 0; second < 10; second += 1) stream.write(Buffer.alloc(8000));
      await session.until(() => commitsOf(session) === 1);
      session.send({ message_type: 'committed_transcript_with_timestamps', text: '', words: [] });
      stream.end();
      expect(await events).toEqual([]);
    });

    it('Scenario: the times and the language of a final text never come, or too late', async () => {
      await meet();
      const hangUp = new AbortController();
      const stream = recognizer.open(recognition({ signal: hangUp.signal }));
      const iterator = stream[Symbol.asyncIterator]();
      const session = await vendor.session();
      stream.write(Buffer.alloc(8000, 1));
      stream.finalize();
      await session.until(() => commitsOf(session) === 1);
      const [plain, timed] = committed('es', ['Hola.', 0.1, 0.9]);
      session.send(plain ?? {});
      expect((await iterator.next()).value).toMatchObject({ isFinal: false, text: 'Hola.' });
      await vi.advanceTimersByTimeAsync(600);
      expect((await iterator.next()).value).toMatchObject({ isFinal: true, languages: [] });
      expect((await iterator.next()).value).toEqual({ type: 'utterance.ended', endMs: 1000 });
      session.send(timed ?? {}, partial('Adiós'));
      expect((await iterator.next()).value).toMatchObject({ isFinal: false, text: 'Adiós' });
      hangUp.abort();
    });

    it('Scenario: the vendor never answers the end', async () => {
      await meet();
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      const session = await vendor.session();
      stream.write(Buffer.alloc(8000, 1));
      await session.until(() => audioOf(session).length === 8000);
      stream.end();
      await vi.advanceTimersByTimeAsync(3000);
      expect(await outcome).toEqual(late);
    });
  });
});
