import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createDeeplTranslator } from '../../src/providers/deepl/deepl-translator.js';
import type { ProviderErrorKind } from '../../src/providers/provider-error.js';
import {
  drop,
  refuse,
  stall,
  startFakeHttpVendor,
  type FakeHttpVendor,
  type FakeVendorAnswer,
} from '../support/vendor-http.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';
import { describeTranslator, translation } from './translator-contract.js';

const answer =
  (translations: unknown): FakeVendorAnswer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ translations }));
  };

const willing = answer([{ detected_source_language: 'GL', text: 'Buenos días.', billed_characters: 9 }]);

const babble: FakeVendorAnswer = (response) =>
  void response.end('<html>Bos días. is being translated</html>');

const moods = {
  willing,
  unauthorized: refuse(403, { message: 'Forbidden' }),
  exhausted: refuse(456, { message: 'Quota Exceeded' }),
  overloaded: refuse(429, { message: 'Too many requests' }),
  unavailable: refuse(503, { message: 'Service unavailable: Bos días.' }),
  stalling: stall,
  dropping: drop,
  babbling: babble,
  silent: answer([{ detected_source_language: 'GL', text: '' }]),
};

describeTranslator('DeepL', async (mood) => {
  const vendor = await startFakeHttpVendor(moods[mood]);
  return {
    translator: createDeeplTranslator({ apiKey: 'key', baseUrl: vendor.baseUrl }),
    vendor,
    unsupportedLanguage: 'tlh',
  };
});

describe('DeepL, on the wire', () => {
  let vendor: FakeHttpVendor;
  const meet = async (behaviour: FakeVendorAnswer) => {
    vendor = await startFakeHttpVendor(behaviour);
    return createDeeplTranslator({ apiKey: 'key', baseUrl: vendor.baseUrl });
  };
  afterEach(() => vendor.close());

  it('Scenario: a clause is translated in the light of those before it', async () => {
    const translator = await meet(willing);
    const context = ['Ola.', 'Chamo por unha factura.'];
    expect(await collect(translator.translate(translation({ context })))).toEqual(['Buenos días.']);
    const [request] = vendor.requests;
    expect([request?.method, request?.url, request?.headers.authorization]).toEqual([
      'POST',
      '/v2/translate',
      'DeepL-Auth-Key key',
    ]);
    expect([...new URLSearchParams(request?.body)]).toEqual([
      ['target_lang', 'es'],
      ['source_lang', 'gl'],
      ['formality', 'prefer_more'],
      ['show_billed_characters', '1'],
      ['text', 'Bos días.'],
      ['context', 'Ola.\nChamo por unha factura.'],
      ['model_type', 'latency_optimized'],
    ]);
  });

  it.each([
    ['es', 'en', 'es', 'en-US', null],
    ['es', 'en-GB', 'es', 'en-GB', null],
    ['en-US', 'pt', 'en', 'pt-PT', 'prefer_more'],
    ['pt-BR', 'pt-BR', 'pt', 'pt-BR', 'prefer_more'],
    ['es', 'fr-CA', 'es', 'fr', 'prefer_more'],
    ['es', 'ar', 'es', 'ar', null],
    ['eu', 'ca', 'eu', 'ca', null],
  ])(
    'Scenario: %s is translated into %s',
    async (sourceLanguage, targetLanguage, source, target, formality) => {
      const translator = await meet(willing);
      await collect(translator.translate(translation({ sourceLanguage, targetLanguage })));
      const asked = new URLSearchParams(vendor.requests[0]?.body);
      expect([asked.get('source_lang'), asked.get('target_lang'), asked.get('formality')]).toEqual([
        source,
        target,
        formality,
      ]);
    },
  );

  it.each([
    ['fr', 'informal', 'prefer_less'],
    ['fr-CA', 'informal', 'prefer_less'],
    ['de', 'any', 'default'],
    ['it', undefined, 'prefer_more'],
    ['ar', 'informal', null],
  ] as const)('Scenario: in %s the listener is addressed as %s', async (targetLanguage, form, sent) => {
    vendor = await startFakeHttpVendor(willing);
    const translator = createDeeplTranslator({ apiKey: 'key', baseUrl: vendor.baseUrl });
    await collect(
      translator.translate(
        translation({ targetLanguage, ...(form === undefined ? {} : { formality: form }) }),
      ),
    );
    expect(new URLSearchParams(vendor.requests[0]?.body).get('formality')).toBe(sent);
  });

  it.each<[string, FakeVendorAnswer, ProviderErrorKind, boolean]>([
    ['400', refuse(400, { message: "Value for 'target_lang' not supported." }), 'invalidRequest', false],
    ['401', refuse(401), 'unauthorized', false],
    ['404', refuse(404), 'invalidRequest', false],
    ['500', refuse(500), 'unavailable', true],
    ['529', refuse(529), 'rateLimited', true],
    ['no translation', answer([]), 'invalidResponse', true],
    [
      'a number for a translation',
      answer([{ detected_source_language: 'GL', text: 7 }]),
      'invalidResponse',
      true,
    ],
    ['JSON of another shape', (response) => void response.end('{"text":"Hola"}'), 'invalidResponse', true],
  ])('Scenario: the vendor answers %s', async (_, behaviour, kind, isRetryable) => {
    const translator = await meet(behaviour);
    expect(await failureOf(translator.translate(translation()))).toEqual({
      provider: 'deepl',
      kind,
      isRetryable,
    });
  });

  it('Scenario: the connection breaks in the middle of the answer', async () => {
    const translator = await meet((response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('{"translations":', () => response.destroy());
    });
    expect(await failureOf(translator.translate(translation()))).toEqual({
      provider: 'deepl',
      kind: 'unavailable',
      isRetryable: true,
    });
  });

  it.each([
    ['garbage', babble],
    ['a broken connection', drop],
  ])('Scenario: %s leaves neither the key nor the words in the error', async (_, behaviour) => {
    const translator = await meet(behaviour);
    const told = inspect(await errorOf(translator.translate(translation())), {
      depth: Infinity,
      showHidden: true,
    });
    expect(told).not.toMatch(/DeepL-Auth-Key|días/);
  });
});
