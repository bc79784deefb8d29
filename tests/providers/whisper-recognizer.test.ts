import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Recognizer, RecognizerEvent, RecognizerStream } from '../../src/providers/recognizer.js';
import { createWhisperRecognizer } from '../../src/providers/whisper/whisper-recognizer.js';
import { fakeVoice } from '../support/fake-voice.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';
import { startFakeTranscriber, type FakeTranscriber } from '../support/vendor-transcriber.js';
import { describeRecognizer, recognition } from './recognizer-contract.js';

const refusals = { willing: undefined, unauthorized: 401, overloaded: 429, unavailable: 503 };

/** An answer of whisper-1; words are of text, start and end in seconds. */
const said = (language: string, ...words: readonly (readonly [string, number, number])[]) => ({
  task: 'transcribe',
  language,
  duration: 1,
  text: words.map(([word]) => word).join(' '),
  words: words.map(([word, start, end]) => ({ word: word.replace(/\W/g, ''), start, end })),
  segments: [
    {
      id: 0,
      start: words[0]?.[1] ?? 0,
      end: words.at(-1)?.[2] ?? 0,
      text: words.map(([word]) => ` ${word}`).join(''),
      avg_logprob: Math.log(0.9),
      no_speech_prob: 0.01,
    },
  ],
});

const hypothesis = (isFinal: boolean): RecognizerEvent => ({
  type: 'hypothesis',
  isFinal,
  ...(isFinal && { endsUtterance: true }),
  text: 'Bonjour.',
  words: [{ text: 'Bonjour.', startMs: 10, endMs: 40, confidence: 0.9, language: 'fr' }],
  confidence: 0.9,
  languages: ['fr'],
  startMs: 0,
  endMs: 40,
});

describeRecognizer('Whisper', async (mood) => {
  const vendor = await startFakeTranscriber(refusals[mood]);
  const voice = fakeVoice();
  const recognizer = createWhisperRecognizer({
    apiKey: 'key',
    baseUrl: vendor.baseUrl,
    chunkMs: 40,
    // Somebody speaks from the first byte on.
    detectVoice: (tell) => ({ ...voice.detectVoice(tell), push: () => voice.speaksFrom(0) }),
  });
  let stream: RecognizerStream | undefined;
  const answer = async (number = 1) =>
    (await vendor.asked(number)).answer(said('french', ['Bonjour.', 0.01, 0.04]));
  return {
    recognizer: { ...recognizer, open: (request) => (stream = recognizer.open(request)) },
    unsupportedLanguage: 'eu',
    expected: {
      guess: hypothesis(false),
      conclusion: [hypothesis(true), { type: 'utterance.ended', endMs: 40 }],
    },
    // A recording that is too short is filled up.
    heard: async (bytes) => (await vendor.asked(1)).mulaw.subarray(0, bytes),
    guess: answer,
    async conclude() {
      stream?.write(Buffer.alloc(320, 0xff));
      await vendor.asked(2);
      voice.edge('ended', 40);
      await answer(2);
    },
    concludeAtTheEnd: answer,
    drop() {
      vendor.drop();
      return Promise.resolve();
    },
    babble: async () => void (await vendor.asked(1)).response.end('{"text":"Bon'),
    closed: async () => (await vendor.asked(1)).closed(),
    close: () => vendor.close(),
  };
});

describe('Whisper, on the wire', () => {
  let vendor: FakeTranscriber;
  let voice: ReturnType<typeof fakeVoice>;
  let recognizer: Recognizer;
  const meet = async (settings: { model?: string; apiKey?: string } = { apiKey: 'key' }) => {
    vendor = await startFakeTranscriber();
    voice = fakeVoice();
    recognizer = createWhisperRecognizer({
      ...settings,
      baseUrl: vendor.baseUrl,
      chunkMs: 500,
      detectVoice: voice.detectVoice,
    });
  };
  afterEach(() => vendor.close());

  /** A stream, and its events as they come. */
  const listen = (given: Parameters<typeof recognition>[0] = {}) => {
    const hangUp = new AbortController();
    const stream = recognizer.open(recognition({ ...given, signal: hangUp.signal }));
    const iterator = stream[Symbol.asyncIterator]();
    const next = async () => {
      const result = await iterator.next();
      return result.done === true ? undefined : asRead(result.value);
    };
    return {
      stream,
      next,
      rest: async () => (await collect({ [Symbol.asyncIterator]: () => iterator })).map(asRead),
      hangUp: () => hangUp.abort(),
    };
  };
  const audio = (ms: number, byte = 1) => Buffer.alloc(8 * ms, byte);

  it('Scenario: an unknown caller is transcribed as they go on, from a little before the first word', async () => {
    await meet();
    const { stream, next, hangUp } = listen({ hints: ['gl'], keyterms: ['Vigo', 'Ourense'] });
    stream.write(audio(1000, 2));
    voice.speaksFrom(900);
    stream.write(audio(400, 3));
    const { url, headers, fields, mulaw, answer } = await vendor.asked(1);
    expect([url, headers.authorization]).toEqual(['/v1/audio/transcriptions', 'Bearer key']);
    expect(fields).toEqual([
      ['model', 'whisper-1'],
      ['temperature', '0'],
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
      ['prompt', 'Vigo, Ourense'],
    ]);
    expect(mulaw.equals(Buffer.concat([audio(400, 2), audio(400, 3)]))).toBe(true);
    answer(said('galician', ['Bos', 0.3, 0.5], ['días,', 0.5, 0.8]));
    expect(await next()).toEqual([false, 'gl', 'Bos 900-1100', 'días, 1100-1400']);
    hangUp();
  });

  it.each([
    ['whisper-1', 'gl-ES', [['language', 'gl']]],
    ['Systran/faster-whisper-large-v3', 'es', [['language', 'es']]],
    ['gpt-4o-transcribe', 'es', [['language', 'es']]],
    [
      'gpt-transcribe',
      'gl',
      [
        ['languages[]', 'gl'],
        ['languages[]', 'es'],
        ['keywords[]', 'Vigo'],
      ],
    ],
  ] as const)('Scenario: %s is asked for %s', async (model, language, expected) => {
    await meet({ model });
    const { stream, hangUp } = listen({
      language,
      hints: ['es'],
      keyterms: model === 'gpt-transcribe' ? ['Vigo'] : [],
    });
    voice.speaksFrom(0);
    stream.write(audio(500));
    const { fields, headers } = await vendor.asked(1);
    const isVerbose = !model.startsWith('gpt-');
    expect(fields.slice(0, 3)).toEqual([
      ['model', model],
      ['temperature', '0'],
      ['response_format', isVerbose ? 'verbose_json' : 'json'],
    ]);
    expect(fields.slice(isVerbose ? 5 : 3)).toEqual(expected);
    expect(headers.authorization).toBeUndefined();
    hangUp();
  });

  it('Scenario: a pause is asked about at once, and was the end of the turn', async () => {
    await meet();
    const { stream, rest } = listen();
    voice.speaksFrom(100);
    stream.write(audio(400));
    voice.edge('paused', 300);
    stream.write(audio(20));
    const { mulaw, answer } = await vendor.asked(1);
    expect(mulaw.length).toBe(8 * 420);
    voice.edge('ended', 300);
    answer(said('spanish', ['Sí.', 0.1, 0.3]));
    stream.end();
    expect(await rest()).toEqual([[true, 'es', 'Sí. 100-300'], 300]);
    expect(vendor.count()).toBe(1);
  });

  it('Scenario: the speaker goes on after a pause; the turn is asked for again when it is over', async () => {
    await meet();
    const { stream, next } = listen();
    voice.speaksFrom(0);
    stream.write(audio(300));
    voice.edge('paused', 280);
    stream.write(audio(20));
    (await vendor.asked(1)).answer(said('spanish', ['Uno', 0, 0.28]));
    expect(await next()).toEqual([false, 'es', 'Uno 0-280']);
    voice.edge('resumed', 320);
    stream.write(audio(300));
    voice.edge('paused', 600);
    voice.edge('ended', 600);
    (await vendor.asked(2)).answer(said('spanish', ['Uno,', 0, 0.28], ['dos.', 0.32, 0.6]));
    expect([await next(), await next()]).toEqual([[true, 'es', 'Uno, 0-280', 'dos. 280-600'], 600]);
    stream.end();
    expect(await next()).toBeUndefined();
  });

  it('Scenario: a slow server gets one request at a time, and loses nothing of what is said meanwhile', async () => {
    await meet();
    const { stream, rest } = listen();
    for (const from of [0, 1000, 2000]) {
      voice.speaksFrom(from);
      stream.write(audio(500));
      stream.write(audio(200));
      voice.edge('ended', from + 700);
      stream.write(audio(300));
    }
    stream.end();
    // Of the first turn 500 ms were asked for, of which the answer comes when it is over.
    const answers = [
      ['Uno', 0, 0.5],
      ['Uno.', 0, 0.7],
      ['Dos.', 0.3, 1],
      ['Tres.', 0.3, 1],
    ] as const;
    for (const [index, word] of answers.entries()) {
      const { answer } = await vendor.asked(index + 1);
      expect(vendor.open()).toBe(1);
      answer(said('spanish', word));
    }
    expect(await rest()).toEqual([
      [true, 'es', 'Uno. 0-700'],
      700,
      [true, 'es', 'Dos. 1000-1700'],
      1700,
      [true, 'es', 'Tres. 2000-2700'],
      2700,
    ]);
    expect(vendor.count()).toBe(4);
  });

  it('Scenario: a server that is always behind is given up', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const outcome = failureOf(stream);
    for (let turn = 0; turn < 10; turn += 1) {
      voice.speaksFrom(1000 * turn);
      stream.write(audio(700));
      voice.edge('ended', 1000 * turn + 700);
      stream.write(audio(300));
    }
    expect(await outcome).toEqual({ provider: 'whisper', kind: 'unavailable', isRetryable: true });
    expect(voice.isOpen()).toBe(false);
  });

  it('Scenario: somebody coughs, or nobody speaks; nothing is asked', async () => {
    await meet();
    const { stream, rest } = listen();
    stream.write(audio(2000));
    voice.edge('started', 1900);
    stream.write(audio(100));
    voice.edge('misfired', 1960);
    stream.write(audio(100));
    stream.finalize();
    stream.end();
    expect(await rest()).toEqual([]);
    expect(vendor.count()).toBe(0);
  });

  it.each([
    [
      'a loop of nothing',
      {
        text: 'Subtitles by',
        segments: [{ text: 'Subtitles by', start: 0, end: 1, avg_logprob: -1.2, no_speech_prob: 0.9 }],
      },
    ],
    ['an empty text', { text: '' }],
  ])('Scenario: the server makes %s of noise, of which nobody is told', async (_, heard) => {
    await meet();
    const { stream, rest } = listen();
    voice.speaksFrom(0);
    stream.write(audio(400));
    voice.edge('ended', 400);
    (await vendor.asked(1)).answer(heard);
    stream.end();
    expect(await rest()).toEqual([]);
  });

  it.each([
    ['an answer of another shape', { segments: [] }, 'invalidResponse'],
    ['two megabytes', { text: 'a'.repeat(2_000_000) }, 'invalidResponse'],
  ] as const)('Scenario: the server sends %s', async (_, body, kind) => {
    await meet();
    const stream = recognizer.open(recognition());
    const outcome = failureOf(stream);
    voice.speaksFrom(0);
    stream.write(audio(500));
    (await vendor.asked(1)).answer(body);
    expect(await outcome).toEqual({ provider: 'whisper', kind, isRetryable: true });
  });

  it('Scenario: the account has run dry; the error quotes nothing of the answer', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const outcome = errorOf(stream);
    voice.speaksFrom(0);
    stream.write(audio(500));
    (await vendor.asked(1)).answer(
      { error: { message: 'what somebody said', code: 'insufficient_quota' } },
      429,
    );
    expect(await outcome).toMatchObject({
      kind: 'quotaExceeded',
      status: 429,
      message: 'whisper: refused with 429 (insufficient_quota)',
    });
  });

  describe('with time passing', () => {
    beforeEach(
      () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }),
    );
    afterEach(() => void vi.useRealTimers());

    it('Scenario: the server takes the recording and never answers', async () => {
      await meet();
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      voice.speaksFrom(0);
      stream.write(audio(500));
      const { closed } = await vendor.asked(1);
      await vi.advanceTimersByTimeAsync(8000);
      expect(await outcome).toEqual({ provider: 'whisper', kind: 'timedOut', isRetryable: true });
      await closed();
    });
  });
});

/** An event as one reads it. */
function asRead(event: RecognizerEvent) {
  if (event.type === 'utterance.ended') return event.endMs;
  const words = event.words.map(({ text, startMs, endMs }) => `${text} ${startMs}-${endMs}`);
  return [event.isFinal, event.languages.join(), ...words];
}
