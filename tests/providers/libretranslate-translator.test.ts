import { afterEach, describe, expect, it } from 'vitest';
import { createLibretranslateTranslator } from '../../src/providers/libretranslate/libretranslate-translator.js';
import {
  drop,
  refuse,
  stall,
  startFakeHttpVendor,
  type FakeHttpVendor,
  type FakeVendorAnswer,
} from '../support/vendor-http.js';
import { collect, failureOf } from '../support/vendor-outcome.js';
import { describeTranslator, translation } from './translator-contract.js';

const answer =
  (body: unknown): FakeVendorAnswer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const willing = answer({ translatedText: 'Buenos días.' });

const moods = {
  willing,
  unauthorized: refuse(403, { error: 'Invalid API key' }),
  exhausted: refuse(402, { error: 'Bos días.' }),
  overloaded: refuse(429, { error: 'Slowdown: 80 per 1 minute' }),
  unavailable: refuse(503, { error: 'Cannot translate text: Bos días.' }),
  stalling: stall,
  dropping: drop,
  babbling: answer('{"translatedText":"Bue'),
  silent: answer({ translatedText: ' ' }),
};

describeTranslator('LibreTranslate', async (mood) => {
  const vendor = await startFakeHttpVendor(moods[mood]);
  return {
    translator: createLibretranslateTranslator({ baseUrl: vendor.baseUrl }),
    vendor,
    unsupportedLanguage: 'tlh',
  };
});

describe('LibreTranslate, on the wire', () => {
  let vendor: FakeHttpVendor;
  const meet = async (behaviour: FakeVendorAnswer, apiKey?: string) => {
    vendor = await startFakeHttpVendor(behaviour);
    return createLibretranslateTranslator({ baseUrl: vendor.baseUrl, apiKey });
  };
  const asked = () => JSON.parse(vendor.requests[0]?.body ?? '') as unknown;
  afterEach(() => vendor.close());

  it('Scenario: a clause is translated, between languages without their varieties', async () => {
    const translator = await meet(willing, 'key');
    await collect(translator.translate(translation({ targetLanguage: 'es-MX', context: ['Ola.'] })));
    const [request] = vendor.requests;
    expect([request?.method, request?.url, request?.headers['content-type']]).toEqual([
      'POST',
      '/translate',
      'application/json',
    ]);
    expect(asked()).toEqual({ q: 'Bos días.', source: 'gl', target: 'es', format: 'text', api_key: 'key' });
  });

  it('Scenario: the server wants no key', async () => {
    const translator = await meet(willing);
    await collect(translator.translate(translation()));
    expect(asked()).not.toHaveProperty('api_key');
  });

  it.each([
    ['gl is not supported', 'unsupportedLanguage'],
    ['Spanish (es) is not available as a target language from Galician (gl)', 'unsupportedLanguage'],
    ['Visit https://portal.libretranslate.com to get an API key', 'unauthorized'],
    ['Invalid request: request (9) exceeds text limit (8)', 'invalidRequest'],
  ])('Scenario: the server refuses: %s', async (error, kind) => {
    const translator = await meet(refuse(400, { error }));
    expect((await failureOf(translator.translate(translation()))).kind).toBe(kind);
  });

  it('Scenario: the answer has no end', async () => {
    const translator = await meet(answer('x'.repeat(100_000)));
    expect((await failureOf(translator.translate(translation()))).kind).toBe('invalidResponse');
  });

  it('Scenario: the connection is opened before a call', async () => {
    const translator = await meet(answer([]));
    await translator.connect?.(new AbortController().signal);
    expect(vendor.requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/languages']]);
  });
});
