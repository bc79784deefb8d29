import { afterEach, describe, expect, it } from 'vitest';
import { createElevenlabsSocketSynthesizer } from '../../src/providers/elevenlabs/elevenlabs-socket-synthesizer.js';
import type { ProviderErrorKind } from '../../src/providers/provider-error.js';
import type { FakeHttpVendor } from '../support/vendor-http.js';
import {
  startFakeSocketVendor,
  type FakeSocketAnswer,
  type FakeSocketSettings,
} from '../support/vendor-speech-socket.js';
import { collect, failureOf } from '../support/vendor-outcome.js';
import { describeSynthesizer, speech, synthesis } from './synthesizer-contract.js';

const piece = (audio: Uint8Array) =>
  JSON.stringify({ audio: Buffer.from(audio).toString('base64'), isFinal: null, normalizedAlignment: null });

const final = JSON.stringify({ audio: null, isFinal: true });

const say =
  (...messages: readonly string[]): FakeSocketAnswer =>
  (socket) => {
    for (const message of messages) socket.send(message);
    socket.close(1000);
  };

/** A failure as it is told in a socket that was opened. */
const complain =
  (error: string): FakeSocketAnswer =>
  (socket) => {
    socket.send(JSON.stringify({ message: 'could not say: Buenos días.', error, code: 1008 }));
    socket.close(1008, error);
  };

const stall: FakeSocketAnswer = () => undefined;

const moods: Readonly<Record<string, readonly [FakeSocketAnswer, Partial<FakeSocketSettings>?]>> = {
  willing: [say(piece(speech.subarray(0, 300)), piece(speech.subarray(300)), final)],
  unauthorized: [stall, { refuseWith: 401 }],
  exhausted: [complain('quota_exceeded')],
  overloaded: [stall, { refuseWith: 429 }],
  unavailable: [complain('internal_server_error')],
  stalling: [stall],
  hesitant: [(socket) => socket.send(piece(speech.subarray(0, 400)))],
  dropping: [stall, { isDropping: true }],
  babbling: [say('audio follows')],
  silent: [say(final)],
  'wrapping its audio in a file': [say(piece(Buffer.concat([Buffer.from('RIFF'), speech])), final)],
};

/** The empty text is the last message. */
const isComplete = (messages: readonly string[]) => messages.at(-1) === '{"text":""}';

describeSynthesizer('ElevenLabs by socket', async (mood) => {
  const [answer, settings] = moods[mood] ?? [stall];
  const vendor = await startFakeSocketVendor(answer, { isComplete, ...settings });
  return {
    synthesizer: createElevenlabsSocketSynthesizer({ apiKey: 'key', baseUrl: vendor.baseUrl }),
    vendor,
    // eleven_v3 speaks it, which has no socket.
    unsupportedLanguage: 'gl',
  };
});

describe('ElevenLabs’ socket, on the wire', () => {
  let vendor: FakeHttpVendor;
  const meet = async (answer: FakeSocketAnswer) => {
    vendor = await startFakeSocketVendor(answer, { isComplete });
    const voices = { pt: { female: 'lisboa' }, 'pt-BR': { female: 'rio/2', male: 'bahia' } };
    return createElevenlabsSocketSynthesizer({ apiKey: 'key', baseUrl: vendor.baseUrl, voices });
  };
  const asked = () => {
    const [request] = vendor.requests;
    return {
      path: request?.url,
      key: request?.headers['xi-api-key'],
      messages: request?.body.split('\n').map((message) => JSON.parse(message) as unknown),
    };
  };
  afterEach(() => vendor.close());

  it('Scenario: a clause is spoken by the fast model, in the telephone format, without waiting for more', async () => {
    const synthesizer = await meet(say(piece(speech), final));
    await collect(synthesizer.synthesize(synthesis()));
    expect(asked()).toEqual({
      path:
        '/v1/text-to-speech/EXAVITQu4vr4xnSDxMaL/stream-input' +
        '?model_id=eleven_flash_v2_5&language_code=es&output_format=ulaw_8000',
      key: 'key',
      messages: [{ text: ' ' }, { text: 'Buenos días. ', flush: true }, { text: '' }],
    });
  });

  it.each([
    ['pt-PT', 1.1, 'lisboa', 1.1],
    ['pt-BR', 1.5, 'rio%2F2', 1.2],
    ['pt', 0.1, 'lisboa', 0.7],
  ])('Scenario: %s at %f times the normal rate', async (language, speed, voice, sent) => {
    const synthesizer = await meet(say(piece(speech), final));
    await collect(synthesizer.synthesize(synthesis({ language, speed })));
    const { path, messages } = asked();
    expect(path).toContain(`/${voice}/stream-input?model_id=eleven_flash_v2_5&language_code=pt&`);
    expect(messages?.[0]).toEqual({ text: ' ', voice_settings: { speed: sent } });
  });

  it('Scenario: the vendor closes in good order, and never says which piece was the last', async () => {
    const synthesizer = await meet(say(piece(speech)));
    expect(Buffer.concat(await collect(synthesizer.synthesize(synthesis())))).toEqual(speech);
  });

  it.each<[string, FakeSocketAnswer, ProviderErrorKind]>([
    ['does not know the voice', complain('voice_not_found'), 'invalidRequest'],
    ['does not know the key', complain('invalid_api_key'), 'unauthorized'],
    ['is busy', complain('system_busy'), 'rateLimited'],
    ['closes for a policy', (socket) => socket.close(1008, 'días'), 'invalidRequest'],
    ['closes for a fault of its own', (socket) => socket.close(1011), 'unavailable'],
    ['sends JSON that is none of its messages', say('{"sound":"x"}'), 'invalidResponse'],
    ['sends a message without an end', say(`{"audio":"${'A'.repeat(3_000_000)}"}`), 'unavailable'],
  ])('Scenario: the vendor %s', async (_, answer, kind) => {
    const synthesizer = await meet(answer);
    expect((await failureOf(synthesizer.synthesize(synthesis()))).kind).toBe(kind);
  });

  it('Scenario: nobody reads what the vendor sends; it does not pile up', async () => {
    const synthesizer = await meet((socket) => {
      for (let sent = 0; sent < 1500; sent += 1) socket.send(piece(speech.subarray(0, 80)));
    });
    const pieces = synthesizer.synthesize(synthesis())[Symbol.asyncIterator]();
    await pieces.next();
    await vendor.abandoned();
    const rest = { [Symbol.asyncIterator]: () => pieces };
    expect((await failureOf(rest)).kind).toBe('unavailable');
  });
});
