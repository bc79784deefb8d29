import { afterEach, describe, expect, it } from 'vitest';
import { createPcmTranscoder } from '../../src/media/pcm-transcoder.js';
import { createOpenaiSynthesizer } from '../../src/providers/openai/openai-synthesizer.js';
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
import { describeSynthesizer, synthesis } from './synthesizer-contract.js';

/** 0.1 s of 440 Hz as the speech API's `pcm`. */
const pcm = Buffer.from(
  Int16Array.from({ length: 2400 }, (_, index) => 8000 * Math.sin((2 * Math.PI * 440 * index) / 24_000))
    .buffer,
);

function mulawOf(part: Uint8Array, isWhole: boolean): Buffer {
  const transcoder = createPcmTranscoder(24_000);
  return Buffer.concat([transcoder.push(part), isWhole ? transcoder.end() : new Uint8Array()]);
}

const say =
  (audio: Uint8Array, contentType = 'audio/pcm'): FakeVendorAnswer =>
  (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.end(audio);
  };

const refusal = (status: number, code: string | null, type = 'requests') =>
  refuse(status, { error: { message: 'could not say: Buenos días.', type, param: null, code } });

const moods = {
  willing: say(pcm),
  unauthorized: refusal(401, 'invalid_api_key'),
  exhausted: refusal(429, 'insufficient_quota'),
  overloaded: refusal(429, 'rate_limit_exceeded'),
  unavailable: refusal(503, null, 'server_error'),
  stalling: stall,
  hesitant: ((response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' });
    response.write(pcm.subarray(0, 2401));
  }) satisfies FakeVendorAnswer,
  dropping: drop,
  babbling: say(Buffer.from('{"audio":"follows"}'), 'application/json'),
  silent: say(Buffer.alloc(0)),
  'wrapping its audio in a file': say(Buffer.concat([Buffer.from('RIFF0000WAVE'), pcm])),
};

describeSynthesizer('OpenAI', async (mood) => {
  const vendor = await startFakeHttpVendor(moods[mood]);
  return {
    synthesizer: createOpenaiSynthesizer({ apiKey: 'key', baseUrl: vendor.baseUrl }),
    vendor,
    unsupportedLanguage: 'eu',
    heard: { whole: mulawOf(pcm, true), beginning: mulawOf(pcm.subarray(0, 2400), false) },
  };
});

describe('OpenAI speech, on the wire', () => {
  let vendor: FakeHttpVendor;
  const meet = async (behaviour: FakeVendorAnswer) => {
    vendor = await startFakeHttpVendor(behaviour);
    const voices = { pt: { female: 'sage' }, 'pt-BR': { female: 'nova' } };
    return createOpenaiSynthesizer({
      apiKey: 'key',
      baseUrl: vendor.baseUrl,
      voices,
      instructions: 'Calmly.',
    });
  };
  afterEach(() => vendor.close());

  it.each([
    ['gl', 1, { voice: 'coral' }],
    ['pt-PT', 1, { voice: 'sage' }],
    ['pt-BR', 1.15, { voice: 'nova', speed: 1.15 }],
    ['es', 9, { voice: 'coral', speed: 4 }],
  ])('Scenario: %s at %f times the normal rate', async (language, speed, expected) => {
    const synthesizer = await meet(say(pcm));
    const mulaw = Buffer.concat(await collect(synthesizer.synthesize(synthesis({ language, speed }))));
    expect(mulaw).toHaveLength(800);
    const [request] = vendor.requests;
    expect([request?.method, request?.url, request?.headers.authorization]).toEqual([
      'POST',
      '/v1/audio/speech',
      'Bearer key',
    ]);
    expect(JSON.parse(request?.body ?? '')).toEqual({
      model: 'gpt-4o-mini-tts',
      input: 'Buenos días.',
      response_format: 'pcm',
      instructions: 'Calmly.',
      ...expected,
    });
  });

  it.each<[string, FakeVendorAnswer, ProviderErrorKind]>([
    ['400', refusal(400, 'unsupported_value'), 'invalidRequest'],
    ['a page for a refusal', (response) => void response.writeHead(502).end('<html></html>'), 'unavailable'],
    ['a redirection', (response) => void response.writeHead(302, { location: '/' }).end(), 'invalidRequest'],
    ['no content', (response) => void response.writeHead(204).end(), 'invalidRequest'],
  ])('Scenario: the vendor answers %s', async (_, behaviour, kind) => {
    const synthesizer = await meet(behaviour);
    expect((await failureOf(synthesizer.synthesize(synthesis()))).kind).toBe(kind);
  });

  it('Scenario: the vendor refuses without an end; no more than a code is waited for', async () => {
    const synthesizer = await meet((response) => {
      response.writeHead(500);
      response.write(Buffer.alloc(64 * 1024, ' '));
    });
    expect((await failureOf(synthesizer.synthesize(synthesis()))).kind).toBe('unavailable');
    await vendor.abandoned();
  });
});
