import { afterEach, describe, expect, it } from 'vitest';
import { createFluxRecognizer } from '../../src/providers/deepgram/deepgram-recognizer.js';
import type { RecognizerEvent } from '../../src/providers/recognizer.js';
import { startFakeDeepgram, turnInfo, type FakeDeepgram } from '../support/vendor-deepgram.js';
import { collect, failureOf } from '../support/vendor-outcome.js';
import { describeRecognizer, recognition } from './recognizer-contract.js';

const bonjour = { words: [['Bonjour.', 0.5, 1, 'fr']], start: 0, end: 1.1 } as const;
const refusals = { willing: undefined, unauthorized: 401, overloaded: 429, unavailable: 503 };

const bonjourHeard = (isFinal: boolean): RecognizerEvent => ({
  type: 'hypothesis',
  isFinal,
  ...(isFinal && { endsUtterance: true }),
  text: 'Bonjour.',
  words: [{ text: 'Bonjour.', startMs: 500, endMs: 1000, confidence: 0.9, language: 'fr' }],
  confidence: 0.9,
  languages: ['fr'],
  startMs: 0,
  endMs: 1100,
});

describeRecognizer('Deepgram Flux', async (mood) => {
  const refuseWith = refusals[mood];
  const vendor = await startFakeDeepgram(refuseWith === undefined ? {} : { refuseWith });
  const conclude = async () => (await vendor.connection()).send(turnInfo('EndOfTurn', bonjour));
  return {
    recognizer: createFluxRecognizer({ apiKey: 'key', baseUrl: vendor.baseUrl }),
    unsupportedLanguage: 'gl',
    expected: {
      guess: bonjourHeard(false),
      conclusion: [bonjourHeard(true), { type: 'utterance.ended', endMs: 1000 }],
    },
    async heard(bytes) {
      const connection = await vendor.connection();
      await connection.until(() => connection.audio().length >= bytes);
      return connection.audio();
    },
    guess: async () => (await vendor.connection()).send(turnInfo('StartOfTurn', bonjour)),
    conclude,
    async concludeAtTheEnd() {
      const connection = await vendor.connection();
      await connection.until(() => connection.controls().includes('CloseStream'));
      await conclude();
      connection.socket.close();
    },
    drop: async () => (await vendor.connection()).socket.terminate(),
    babble: async () => (await vendor.connection()).socket.send('{"type":"TurnIn'),
    async closed() {
      const { socket, until } = await vendor.connection();
      await until(() => socket.readyState === socket.CLOSED);
    },
    close: () => vendor.close(),
  };
});

describe('Deepgram Flux, on the wire', () => {
  let vendor: FakeDeepgram;
  const open = async (given: Parameters<typeof recognition>[0] = {}) => {
    vendor = await startFakeDeepgram();
    const recognizer = createFluxRecognizer({ apiKey: 'key', baseUrl: vendor.baseUrl });
    return recognizer.open(recognition(given));
  };
  afterEach(() => vendor.close());

  it('Scenario: an unknown caller is listened to in whichever language, with hints and terms', async () => {
    const hangUp = new AbortController();
    await open({ hints: ['gl', 'es-ES', 'fr'], keyterms: ['Vigo', 'Ourense'], signal: hangUp.signal });
    const { request } = await vendor.connection();
    const url = new URL(request.url ?? '', vendor.baseUrl);
    expect([url.pathname, [...url.searchParams], request.headers.authorization]).toEqual([
      '/v2/listen',
      [
        ['model', 'flux-general-multi'],
        ['encoding', 'mulaw'],
        ['sample_rate', '8000'],
        ['eot_threshold', '0.5'],
        ['eot_timeout_ms', '1000'],
        ['keyterm', 'Vigo'],
        ['keyterm', 'Ourense'],
        ['language_hint', 'es'],
        ['language_hint', 'fr'],
      ],
      'Token key',
    ]);
    hangUp.abort();
  });

  it.each([
    ['en-GB', 'flux-general-en', []],
    ['pt-BR', 'flux-general-multi', ['pt']],
  ])('Scenario: a caller who speaks %s is listened to by %s', async (language, model, hints) => {
    const hangUp = new AbortController();
    await open({ language, hints: ['es'], signal: hangUp.signal });
    const { searchParams } = new URL((await vendor.connection()).request.url ?? '', vendor.baseUrl);
    expect([searchParams.get('model'), searchParams.getAll('language_hint')]).toEqual([model, hints]);
    hangUp.abort();
  });

  it('Scenario: a turn seems to be over, goes on, and is over; its words are not timed', async () => {
    const stream = await open();
    const events = collect(stream);
    const connection = await vendor.connection();
    connection.send({ type: 'Connected', request_id: 'r', sequence_id: 0 });
    const words = (...texts: string[]) => texts.map((text) => [text] as const);
    connection.send(turnInfo('StartOfTurn', { words: words('Hola'), start: 1, end: 1.4 }));
    connection.send(turnInfo('EagerEndOfTurn', { words: words('Hola.'), start: 1, end: 1.6 }));
    connection.send(turnInfo('TurnResumed', { words: words('Hola,', 'buenas'), start: 1, end: 2.2 }));
    connection.send(turnInfo('EndOfTurn', { words: words('Hola,', 'buenas.'), start: 1, end: 2.4 }));
    stream.end();
    await connection.until(() => connection.controls().includes('CloseStream'));
    connection.socket.close();
    const heard = await events;
    expect(
      heard.map((event) => (event.type === 'hypothesis' ? [event.text, event.isFinal] : event.type)),
    ).toEqual([
      ['Hola', false],
      ['Hola.', false],
      ['Hola, buenas', false],
      ['Hola, buenas.', true],
      'utterance.ended',
    ]);
    const places = heard.flatMap((event) =>
      event.type === 'hypothesis' ? [event.words.map(({ startMs }) => startMs)] : [],
    );
    expect(places.at(-1)).toEqual(places.at(-2));
    expect(connection.controls()).toEqual(['CloseStream']);
  });

  it('Scenario: the stream ends in the middle of a turn, which is final then', async () => {
    const stream = await open();
    const events = collect(stream);
    const connection = await vendor.connection();
    connection.send(turnInfo('Update', bonjour));
    stream.finalize();
    stream.end();
    await connection.until(() => connection.controls().includes('CloseStream'));
    connection.socket.close();
    expect(await events).toEqual([
      bonjourHeard(false),
      bonjourHeard(true),
      { type: 'utterance.ended', endMs: 1000 },
    ]);
  });

  it.each([
    ['INTERNAL_SERVER_ERROR', 'unavailable'],
    ['UNPARSABLE_CLIENT_MESSAGE', 'invalidRequest'],
  ])('Scenario: the vendor reports %s', async (code, kind) => {
    const outcome = failureOf(await open());
    (await vendor.connection()).send({ type: 'Error', sequence_id: 1, code, description: 'x' });
    expect(await outcome).toMatchObject({ provider: 'deepgram-flux', kind });
  });
});
