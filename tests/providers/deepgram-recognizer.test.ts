import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeepgramRecognizer } from '../../src/providers/deepgram/deepgram-recognizer.js';
import type { Recognizer } from '../../src/providers/recognizer.js';
import {
  results,
  startFakeDeepgram,
  type FakeDeepgram,
  type FakeDeepgramSettings,
} from '../support/vendor-deepgram.js';
import { collect, failureOf } from '../support/vendor-outcome.js';
import { describeRecognizer, recognition } from './recognizer-contract.js';

const bonjour = { words: [['Bonjour.', 0.5, 1, 'fr']], start: 0, duration: 1.1 } as const;
const refusals = { willing: undefined, unauthorized: 401, overloaded: 429, unavailable: 503 };

describeRecognizer('Deepgram', async (mood) => {
  const refuseWith = refusals[mood];
  const vendor = await startFakeDeepgram(refuseWith === undefined ? {} : { refuseWith });
  const conclude = async () => {
    const connection = await vendor.connection();
    connection.send(results({ ...bonjour, isFinal: true, isSpeechFinal: true }));
  };
  return {
    recognizer: createDeepgramRecognizer({ apiKey: 'key', baseUrl: vendor.baseUrl }),
    unsupportedLanguage: 'eu',
    async heard(bytes) {
      const connection = await vendor.connection();
      await connection.until(() => connection.audio().length >= bytes);
      return connection.audio();
    },
    guess: async () => (await vendor.connection()).send(results(bonjour)),
    conclude,
    async concludeAtTheEnd() {
      const connection = await vendor.connection();
      await connection.until(() => connection.controls().includes('CloseStream'));
      await conclude();
      connection.send({ type: 'Metadata', request_id: 'r', duration: 1.1, channels: 1 });
      connection.socket.close(1000);
    },
    drop: async () => (await vendor.connection()).socket.terminate(),
    babble: async () => (await vendor.connection()).socket.send('{"type":"Resu'),
    async closed() {
      const { socket, until } = await vendor.connection();
      await until(() => socket.readyState === socket.CLOSED);
    },
    close: () => vendor.close(),
  };
});

describe('Deepgram, on the wire', () => {
  let vendor: FakeDeepgram;
  let recognizer: Recognizer;
  const meet = async (settings: FakeDeepgramSettings = {}) => {
    vendor = await startFakeDeepgram(settings);
    recognizer = createDeepgramRecognizer({ apiKey: 'key', baseUrl: vendor.baseUrl });
  };
  afterEach(() => vendor.close());

  const asked = async () => {
    const { request } = await vendor.connection();
    const url = new URL(request.url ?? '', vendor.baseUrl);
    return { path: url.pathname, query: [...url.searchParams], authorization: request.headers.authorization };
  };

  it('Scenario: an unknown caller is listened to in whichever language, with hints and terms', async () => {
    await meet();
    const hangUp = new AbortController();
    recognizer.open(
      recognition({ hints: ['gl', 'es-ES', 'eu'], keyterms: ['Vigo', 'Ourense'], signal: hangUp.signal }),
    );
    expect(await asked()).toEqual({
      path: '/v1/listen',
      query: [
        ['model', 'nova-3'],
        ['language', 'multi'],
        ['encoding', 'mulaw'],
        ['sample_rate', '8000'],
        ['interim_results', 'true'],
        ['smart_format', 'true'],
        ['endpointing', '100'],
        ['utterance_end_ms', '1000'],
        ['keyterm', 'Vigo'],
        ['keyterm', 'Ourense'],
        ['language_hint', 'gl'],
        ['language_hint', 'es'],
      ],
      authorization: 'Token key',
    });
    hangUp.abort();
  });

  it.each([
    ['terms', Array.from({ length: 150 }, (_, index) => `nome${index}`), 100],
    ['letters', Array.from({ length: 30 }, (_, index) => `${'x'.repeat(98)}${index}`.slice(0, 100)), 10],
    ['letters in one term', ['x'.repeat(1001), 'Vigo'], 1],
  ])('Scenario: the glossary has more %s than Deepgram takes', async (_, keyterms, count) => {
    await meet();
    const hangUp = new AbortController();
    recognizer.open(recognition({ language: 'es', keyterms, signal: hangUp.signal }));
    const sent = (await asked()).query.filter(([name]) => name === 'keyterm').map(([, term]) => term);
    expect(sent).toEqual(keyterms.filter((term) => term.length < 1000).slice(0, count));
    hangUp.abort();
  });

  it.each([
    ['es', 'es', []],
    ['pt-BR', 'pt', []],
    ['gl', 'multi', ['gl']],
  ])('Scenario: an agent who speaks %s is listened to as %s', async (language, modelLanguage, hints) => {
    await meet();
    const hangUp = new AbortController();
    recognizer.open(recognition({ language, signal: hangUp.signal }));
    const { query } = await asked();
    const values = (name: string) => query.filter(([key]) => key === name).map(([, value]) => value);
    expect([values('language'), values('language_hint')]).toEqual([[modelLanguage], hints]);
    hangUp.abort();
  });

  it('Scenario: what is said is asked for before the speaker pauses', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const events = collect(stream);
    stream.write(Buffer.alloc(160));
    stream.finalize();
    stream.end();
    const connection = await vendor.connection();
    await connection.until(() => connection.controls().includes('CloseStream'));
    expect([connection.audio().length, connection.controls()]).toEqual([160, ['Finalize', 'CloseStream']]);
    connection.socket.close(1000);
    expect(await events).toEqual([]);
  });

  it.each([
    [1011, 'Deepgram did not receive audio data', 'unavailable', true],
    [1008, 'DATA-0000', 'invalidRequest', false],
    [1000, '', 'unavailable', true],
  ] as const)(
    'Scenario: the vendor closes the stream by itself with %i',
    async (code, reason, kind, isRetryable) => {
      await meet();
      const outcome = failureOf(recognizer.open(recognition()));
      (await vendor.connection()).socket.close(code, reason);
      expect(await outcome).toEqual({ provider: 'deepgram', kind, isRetryable });
    },
  );

  it.each([
    ['a message of another shape', JSON.stringify({ type: 'Results', channel: {} })],
    ['bytes', Buffer.from([1, 2, 3])],
    ['an array', '[]'],
  ])('Scenario: the vendor sends %s', async (_, garbage) => {
    await meet();
    const outcome = failureOf(recognizer.open(recognition()));
    (await vendor.connection()).socket.send(garbage);
    expect(await outcome).toEqual({ provider: 'deepgram', kind: 'invalidResponse', isRetryable: true });
  });

  it('Scenario: the vendor sends messages that this service does not know', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    const events = collect(stream);
    const connection = await vendor.connection();
    connection.send({ type: 'SpeechStarted', channel: [0, 1], timestamp: 12.08 });
    connection.send({ type: 'Invented' });
    stream.end();
    await connection.until(() => connection.controls().includes('CloseStream'));
    connection.socket.close(1000);
    expect(await events).toEqual([]);
  });

  it('Scenario: nobody listens at the address', async () => {
    await meet();
    await vendor.close();
    const outcome = failureOf(recognizer.open(recognition()));
    expect(await outcome).toEqual({ provider: 'deepgram', kind: 'unavailable', isRetryable: true });
    await meet();
  });

  describe('with time passing', () => {
    beforeEach(() => {
      vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
        shouldAdvanceTime: true,
      });
    });
    afterEach(() => void vi.useRealTimers());

    it('Scenario: the vendor never answers the upgrade', async () => {
      await meet({ isMute: true });
      const outcome = failureOf(recognizer.open(recognition()));
      await vendor.asked();
      await vi.advanceTimersByTimeAsync(5000);
      expect(await outcome).toEqual({ provider: 'deepgram', kind: 'timedOut', isRetryable: true });
      expect(vendor.upgrades()).toBe(1);
    });

    it('Scenario: the line is silent, and the stream is kept alive every four seconds', async () => {
      await meet();
      const hangUp = new AbortController();
      const stream = recognizer.open(recognition({ signal: hangUp.signal }));
      stream.write(Buffer.alloc(160));
      const connection = await vendor.connection();
      await connection.until(() => connection.audio().length === 160);
      await vi.advanceTimersByTimeAsync(3000);
      stream.write(Buffer.alloc(160));
      await vi.advanceTimersByTimeAsync(3000);
      stream.write(Buffer.alloc(160));
      await connection.until(() => connection.audio().length === 480);
      expect(connection.controls()).toEqual([]);
      await vi.advanceTimersByTimeAsync(8000);
      await connection.until(() => connection.controls().length >= 2);
      expect(connection.controls()).toEqual(['KeepAlive', 'KeepAlive']);
      hangUp.abort();
    });

    it('Scenario: the vendor takes the audio and says nothing', async () => {
      await meet();
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      stream.write(Buffer.alloc(160));
      const connection = await vendor.connection();
      await connection.until(() => connection.audio().length === 160);
      for (let second = 0; second <= 10; second += 1) {
        stream.write(Buffer.alloc(8000));
        await vi.advanceTimersByTimeAsync(1000);
      }
      stream.write(Buffer.alloc(160));
      expect(await outcome).toEqual({ provider: 'deepgram', kind: 'timedOut', isRetryable: true });
    });

    it('Scenario: the vendor never ends the stream', async () => {
      await meet();
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      stream.end();
      const connection = await vendor.connection();
      await connection.until(() => connection.controls().includes('CloseStream'));
      await vi.advanceTimersByTimeAsync(3000);
      expect(await outcome).toEqual({ provider: 'deepgram', kind: 'timedOut', isRetryable: true });
    });
  });

  it('Scenario: more was said before the stream opened than it keeps; times still count from the first byte', async () => {
    await meet();
    const stream = recognizer.open(recognition());
    stream.write(Buffer.alloc(8000, 1));
    stream.write(Buffer.alloc(160_000, 2));
    const connection = await vendor.connection();
    await connection.until(() => connection.audio().length === 160_000);
    expect(connection.audio().equals(Buffer.alloc(160_000, 2))).toBe(true);
    connection.send(results({ ...bonjour, isFinal: true, isSpeechFinal: true }));
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    expect(await iterator.next()).toEqual({ done: false, value: { type: 'utterance.ended', endMs: 2000 } });
    await iterator.return?.();
    await once(connection.socket, 'close');
  });
});
