import { afterEach, describe, expect, it } from 'vitest';
import { createElevenlabsSynthesizer } from '../../src/providers/elevenlabs/elevenlabs-synthesizer.js';
import type { ProviderErrorKind } from '../../src/providers/provider-error.js';
import {
  drop,
  refuse,
  stall,
  startFakeHttpVendor,
  type FakeHttpVendor,
  type FakeVendorAnswer,
} from '../support/vendor-http.js';
import { collect, failureOf } from '../support/vendor-outcome.js';
import { describeSynthesizer, speech, synthesis } from './synthesizer-contract.js';

const say =
  (audio: Uint8Array, contentType = 'audio/basic'): FakeVendorAnswer =>
  (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.end(audio);
  };

const hesitate: FakeVendorAnswer = (response) => {
  response.writeHead(200, { 'content-type': 'audio/basic' });
  response.write(speech.subarray(0, 400));
};

const moods = {
  willing: say(speech),
  unauthorized: refuse(401, { detail: { status: 'invalid_api_key', message: 'Invalid API key' } }),
  exhausted: refuse(401, {
    detail: { status: 'quota_exceeded', message: 'This request exceeds your quota' },
  }),
  overloaded: refuse(429, { detail: { status: 'too_many_concurrent_requests', message: 'Too many' } }),
  unavailable: refuse(503, { detail: { status: 'down', message: 'could not say: Buenos días.' } }),
  stalling: stall,
  hesitant: hesitate,
  dropping: drop,
  babbling: say(Buffer.from('{"detail":"audio follows"}'), 'application/json'),
  silent: say(Buffer.alloc(0)),
  'wrapping its audio in a file': say(Buffer.concat([Buffer.from('RIFF0000WAVE'), speech])),
};

describeSynthesizer('ElevenLabs', async (mood) => {
  const vendor = await startFakeHttpVendor(moods[mood]);
  return {
    synthesizer: createElevenlabsSynthesizer({ apiKey: 'key', baseUrl: vendor.baseUrl }),
    vendor,
    unsupportedLanguage: 'eu',
  };
});

describe('ElevenLabs, on the wire', () => {
  let vendor: FakeHttpVendor;
  const meet = async (behaviour: FakeVendorAnswer) => {
    vendor = await startFakeHttpVendor(behaviour);
    const voices = { pt: { female: 'lisboa' }, 'pt-BR': { female: 'rio', male: 'bahia' } };
    return createElevenlabsSynthesizer({ apiKey: 'key', baseUrl: vendor.baseUrl, voices });
  };
  const asked = () => {
    const [request] = vendor.requests;
    return {
      path: request?.url,
      key: request?.headers['xi-api-key'],
      body: JSON.parse(request?.body ?? '') as unknown,
    };
  };
  afterEach(() => vendor.close());

  it('Scenario: a clause is spoken by the fast model, in the telephone format', async () => {
    const synthesizer = await meet(say(speech));
    await collect(synthesizer.synthesize(synthesis()));
    expect(asked()).toEqual({
      path: '/v1/text-to-speech/EXAVITQu4vr4xnSDxMaL/stream?output_format=ulaw_8000',
      key: 'key',
      body: { text: 'Buenos días.', model_id: 'eleven_flash_v2_5', language_code: 'es' },
    });
  });

  it.each([
    ['gl', 'eleven_v3', 'gl', 'EXAVITQu4vr4xnSDxMaL'],
    ['ca', 'eleven_v3', 'ca', 'EXAVITQu4vr4xnSDxMaL'],
    ['pt-PT', 'eleven_flash_v2_5', 'pt', 'lisboa'],
    ['pt-BR', 'eleven_flash_v2_5', 'pt', 'rio'],
  ])('Scenario: %s is spoken by %s', async (language, model, code, voice) => {
    const synthesizer = await meet(say(speech));
    await collect(synthesizer.synthesize(synthesis({ language })));
    expect(asked()).toEqual({
      path: `/v1/text-to-speech/${voice}/stream?output_format=ulaw_8000`,
      key: 'key',
      body: { text: 'Buenos días.', model_id: model, language_code: code },
    });
  });

  it.each([
    [1.15, 1.15],
    [1.25, 1.2],
    [0.5, 0.7],
  ])('Scenario: a clause at %f times the normal rate is asked for at %f', async (speed, sent) => {
    const synthesizer = await meet(say(speech));
    await collect(synthesizer.synthesize(synthesis({ speed })));
    expect(asked().body).toEqual({
      text: 'Buenos días.',
      model_id: 'eleven_flash_v2_5',
      language_code: 'es',
      voice_settings: { speed: sent },
    });
  });

  it.each<[string, FakeVendorAnswer, ProviderErrorKind, boolean]>([
    ['400', refuse(400, { detail: 'no' }), 'invalidRequest', false],
    ['422', refuse(422, { detail: [{ loc: ['body'], msg: 'wrong' }] }), 'invalidRequest', false],
    ['a page', say(Buffer.from('<html></html>'), 'text/html; charset=utf-8'), 'invalidResponse', true],
    ['no content', (response) => void response.writeHead(204).end(), 'invalidResponse', true],
  ])('Scenario: the vendor answers %s', async (_, behaviour, kind, isRetryable) => {
    const synthesizer = await meet(behaviour);
    expect(await failureOf(synthesizer.synthesize(synthesis()))).toEqual({
      provider: 'elevenlabs',
      kind,
      isRetryable,
    });
  });

  it('Scenario: the vendor sends a page without an end; the rest is not fetched', async () => {
    const synthesizer = await meet((response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.write('<html>');
    });
    await failureOf(synthesizer.synthesize(synthesis()));
    await vendor.abandoned();
  });
});
