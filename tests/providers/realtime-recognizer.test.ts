import { afterEach, describe, expect, it } from 'vitest';
import { createRealtimeRecognizer } from '../../src/providers/openai/realtime-recognizer.js';
import type { Recognizer, RecognizerEvent } from '../../src/providers/recognizer.js';
import { fakeVoice } from '../support/fake-voice.js';
import { collect, failureOf } from '../support/vendor-outcome.js';
import { startFakeSocketVendor, type FakeSession, type FakeSocketVendor } from '../support/vendor-socket.js';
import { describeRecognizer, recognition } from './recognizer-contract.js';

const refusals = { willing: undefined, unauthorized: 401, overloaded: 429, unavailable: 503 };
const created = { type: 'session.created', event_id: 'e1', session: { type: 'transcription' } };
const updated = { type: 'session.updated', event_id: 'e2', session: { type: 'transcription' } };

const transcription = 'conversation.item.input_audio_transcription';
const delta = (item: string, text: string) => ({
  type: `${transcription}.delta`,
  event_id: 'e',
  item_id: item,
  content_index: 0,
  delta: text,
});
const completed = (item: string, transcript: string, logprob?: number) => ({
  type: `${transcription}.completed`,
  event_id: 'e',
  item_id: item,
  content_index: 0,
  transcript,
  ...(logprob !== undefined && { logprobs: [{ token: 'a', logprob, bytes: [97] }] }),
  usage: { type: 'duration', seconds: 1 },
});
const failed = (item: string, code: string) => ({
  type: `${transcription}.failed`,
  event_id: 'e',
  item_id: item,
  content_index: 0,
  error: { type: 'transcription_error', code, message: 'what somebody said', param: null },
});
const committed = (item: string) => ({
  type: 'input_audio_buffer.committed',
  event_id: 'e',
  previous_item_id: null,
  item_id: item,
});

const audioOf = ({ messages }: FakeSession) =>
  Buffer.concat(
    messages.flatMap(({ type, audio }) =>
      type === 'input_audio_buffer.append' ? [Buffer.from(String(audio), 'base64')] : [],
    ),
  );
const commitsOf = ({ messages }: FakeSession) =>
  messages.filter(({ type }) => type === 'input_audio_buffer.commit').length;

/** Waits for the client's settings, and accepts them. */
async function accept(vendor: FakeSocketVendor): Promise<FakeSession> {
  const session = await vendor.session();
  await session.until(() => session.messages.length > 0);
  session.send(updated);
  return session;
}

/** Of 40 ms of audio. */
const bonjour = (isFinal: boolean): RecognizerEvent => ({
  type: 'hypothesis',
  isFinal,
  ...(isFinal && { endsUtterance: true }),
  text: 'Bonjour.',
  words: [{ text: 'Bonjour.', startMs: 0, endMs: 40, confidence: 0.7 }],
  confidence: 0.7,
  languages: [],
  startMs: 0,
  endMs: 40,
});

describeRecognizer('OpenAI realtime', async (mood) => {
  const refuseWith = refusals[mood];
  const vendor = await startFakeSocketVendor({
    greeting: [created],
    ...(refuseWith !== undefined && { refuseWith }),
  });
  const voice = fakeVoice();
  const session = refuseWith === undefined ? accept(vendor) : vendor.session();
  const answerCommit = async () => {
    const { until, send, ...rest } = await session;
    await until(() => commitsOf({ until, send, ...rest }) === 1);
    send(committed('item_1'), completed('item_1', 'Bonjour.'));
  };
  return {
    recognizer: createRealtimeRecognizer({
      apiKey: 'key',
      baseUrl: vendor.baseUrl,
      detectVoice: voice.detectVoice,
    }),
    unsupportedLanguage: 'eu',
    expected: { guess: bonjour(false), conclusion: [bonjour(true), { type: 'utterance.ended', endMs: 40 }] },
    async heard(bytes) {
      const open = await session;
      await open.until(() => audioOf(open).length >= bytes);
      return audioOf(open);
    },
    async guess() {
      voice.speaksFrom(0);
      (await session).send(delta('item_1', 'Bonjour.'));
    },
    async conclude() {
      voice.edge('ended', 40);
      await answerCommit();
    },
    concludeAtTheEnd: answerCommit,
    drop: async () => (await session).socket.terminate(),
    babble: async () => (await session).socket.send('{"type":"conv'),
    async closed() {
      const { socket, until } = await session;
      await until(() => socket.readyState === socket.CLOSED);
    },
    close: () => vendor.close(),
  };
});

describe('OpenAI realtime, on the wire', () => {
  let vendor: FakeSocketVendor;
  let recognizer: Recognizer;
  let voice: ReturnType<typeof fakeVoice>;
  const meet = async (model?: string) => {
    vendor = await startFakeSocketVendor({ greeting: [created] });
    voice = fakeVoice();
    recognizer = createRealtimeRecognizer({
      apiKey: 'key',
      baseUrl: vendor.baseUrl,
      detectVoice: voice.detectVoice,
      ...(model !== undefined && { model }),
    });
  };
  afterEach(() => vendor.close());

  /** The settings that a request amounts to. */
  const settingsOf = async (given: Parameters<typeof recognition>[0]) => {
    const hangUp = new AbortController();
    recognizer.open(recognition({ ...given, signal: hangUp.signal }));
    const session = await vendor.session();
    await session.until(() => session.messages.length > 0);
    hangUp.abort();
    return { url: session.request.url, key: session.request.headers.authorization, sent: session.messages };
  };

  const sessionWith = (settings: object, rest: object = {}) => [
    {
      type: 'session.update',
      session: {
        type: 'transcription',
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: settings,
            noise_reduction: null,
            turn_detection: null,
          },
        },
        ...rest,
      },
    },
  ];

  it('Scenario: an unknown caller is listened to in whichever language, with terms', async () => {
    await meet();
    expect(await settingsOf({ hints: ['gl'], keyterms: ['Vigo'] })).toEqual({
      url: '/v1/realtime?intent=transcription',
      key: 'Bearer key',
      sent: sessionWith({ model: 'gpt-live-transcribe', keywords: ['Vigo'] }),
    });
  });

  it('Scenario: a Galician who may speak Spanish is listened to in both', async () => {
    await meet();
    const { sent } = await settingsOf({ language: 'gl', hints: ['es-ES', 'eu'] });
    expect(sent).toEqual(sessionWith({ model: 'gpt-live-transcribe', languages: ['gl', 'es'] }));
  });

  it('Scenario: an older model takes one language and a prompt, and says how sure it is', async () => {
    await meet('gpt-4o-transcribe');
    const { sent } = await settingsOf({ language: 'pt-BR', keyterms: ['Vigo', 'Ourense'] });
    expect(sent).toEqual(
      sessionWith(
        { model: 'gpt-4o-transcribe', language: 'pt', prompt: 'Vigo, Ourense' },
        { include: ['item.input_audio_transcription.logprobs'] },
      ),
    );
  });

  it('Scenario: two turns are completed out of order; they are told in the order in which they were said', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const iterator = stream[Symbol.asyncIterator]();
    const session = await accept(vendor);
    voice.speaksFrom(0);
    stream.write(Buffer.alloc(8000, 1));
    await session.until(() => audioOf(session).length === 8000);
    voice.edge('ended', 900);
    voice.speaksFrom(1200);
    stream.write(Buffer.alloc(8000, 1));
    await session.until(() => audioOf(session).length === 16_000);
    voice.edge('ended', 1900);
    await session.until(() => commitsOf(session) === 2);
    session.send(
      committed('item_1'),
      delta('item_2', 'Adiós'),
      committed('item_2'),
      completed('item_2', 'Adiós.', Math.log(0.8)),
      delta('item_1', 'Hola'),
      completed('item_1', 'Hola.', Math.log(0.6)),
    );
    stream.end();
    const events = await collect({ [Symbol.asyncIterator]: () => iterator });
    expect(
      events.map((event) =>
        event.type === 'hypothesis' ? [event.isFinal, event.text, event.confidence.toFixed(1)] : event.endMs,
      ),
    ).toEqual([[false, 'Hola', '0.7'], [true, 'Hola.', '0.6'], 900, [true, 'Adiós.', '0.8'], 1900]);
  });

  it('Scenario: text grows with each piece that the vendor sends', async () => {
    await meet();
    const hangUp = new AbortController();
    const stream = recognizer.open(recognition({ signal: hangUp.signal }));
    const iterator = stream[Symbol.asyncIterator]();
    const session = await accept(vendor);
    stream.write(Buffer.alloc(8000, 1));
    session.send(delta('item_1', 'Bos'), delta('item_1', ' dí'), delta('item_1', 'as'));
    const texts = ['Bos', 'Bos dí', 'Bos días'];
    for (const text of texts) expect((await iterator.next()).value).toMatchObject({ text, isFinal: false });
    hangUp.abort();
  });

  it('Scenario: the vendor guesses at a turn under another name than it gives the turn', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const events = collect(stream);
    const session = await accept(vendor);
    stream.write(Buffer.alloc(8000, 1));
    stream.end();
    await session.until(() => commitsOf(session) === 1);
    session.send(delta('item_0', 'Hola'), committed('item_1'), completed('item_1', 'Hola.'));
    expect((await events).map((event) => (event.type === 'hypothesis' ? event.text : event.endMs))).toEqual([
      'Hola',
      'Hola.',
      1000,
    ]);
  });

  it('Scenario: what was heard is no speech, or too little of it', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const events = collect(stream);
    const session = await accept(vendor);
    stream.write(Buffer.alloc(8000, 1));
    await session.until(() => audioOf(session).length === 8000);
    stream.finalize();
    session.send(committed('item_1'), failed('item_1', 'audio_unintelligible'));
    stream.write(Buffer.alloc(160, 1));
    stream.end();
    await session.until(() => commitsOf(session) === 2);
    session.send({
      type: 'error',
      event_id: 'e',
      error: {
        type: 'invalid_request_error',
        code: 'input_audio_buffer_commit_empty',
        message: 'buffer too small',
        param: null,
      },
    });
    expect(await events).toEqual([]);
  });

  it.each([
    ['invalid_request_error', 'invalid_api_key', 'unauthorized', false],
    ['insufficient_quota', 'insufficient_quota', 'quotaExceeded', false],
    ['rate_limit_error', null, 'rateLimited', true],
    ['invalid_request_error', 'invalid_value', 'invalidRequest', false],
    ['server_error', null, 'unavailable', true],
  ] as const)('Scenario: the vendor reports %s (%s)', async (type, code, kind, isRetryable) => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    (await vendor.session()).send({ type: 'error', event_id: 'e', error: { type, code, message: 'said' } });
    expect(await outcome).toEqual({ provider: 'openai', kind, isRetryable });
  });

  it('Scenario: a turn could not be transcribed', async () => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    (await accept(vendor)).send(failed('item_1', 'server_error'));
    expect(await outcome).toEqual({ provider: 'openai', kind: 'unavailable', isRetryable: true });
  });

  it.each([
    ['a message of another shape', delta('item_1', 'Hola'), { delta: 7 }],
    ['a text without a turn', completed('item_1', 'Hola'), { item_id: null }],
  ])('Scenario: the vendor sends %s', async (_, message, wrong) => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    (await accept(vendor)).send({ ...message, ...wrong });
    expect(await outcome).toEqual({ provider: 'openai', kind: 'invalidResponse', isRetryable: true });
  });

  it('Scenario: the vendor begins texts without end', async () => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    const session = await accept(vendor);
    for (let item = 0; item <= 100; item += 1) session.send(committed(`item_${item}`));
    expect(await outcome).toEqual({ provider: 'openai', kind: 'invalidResponse', isRetryable: true });
  });
});
