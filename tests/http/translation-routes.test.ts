import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Translate } from '../../src/http/translation-routes.js';
import { ProviderError, type ProviderErrorKind } from '../../src/providers/provider-error.js';
import { asAdmin, buildTestApp } from '../support/test-app.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const hello = { text: ' Hello. ', source_language: 'en', target_language: 'es' };

async function post(payload: unknown, translate?: Translate) {
  const { app } = await buildTestApp(translate === undefined ? {} : { translate });
  return app.inject({
    method: 'POST',
    url: '/test/translate',
    headers: { ...asAdmin, 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
}

describe('POST /test/translate', () => {
  test('Scenario: a text is translated, with its provider and the time it took', async () => {
    const asked: unknown[] = [];
    const response = await post(hello, ({ signal, ...request }) => {
      asked.push({ ...request, isAborted: signal.aborted });
      return Promise.resolve({ translatedText: 'Hola.', provider: 'deepl' });
    });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      translated_text: 'Hola.',
      provider: 'deepl',
      latency_ms: expect.any(Number) as number,
      source_language: 'en',
      target_language: 'es',
    });
    expect(asked).toEqual([{ text: 'Hello.', sourceLanguage: 'en', targetLanguage: 'es', isAborted: false }]);
  });

  test('Scenario: a language that Dragoman does not speak, and an empty text: both are named', async () => {
    const response = await post({ text: '  ', source_language: 'tlh', target_language: 'es' });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      title: 'Bad Request',
      detail: "The request's body is not as it should be.",
      errors: [
        { location: 'body', pointer: '/text', detail: 'must not be empty' },
        {
          location: 'body',
          pointer: '/source_language',
          detail: expect.stringMatching(/^must be one of en, /) as string,
        },
      ],
    });
  });

  test('Scenario: a body that is no object', async () => {
    const response = await post('hello');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ errors: [{ location: 'body', pointer: '' }] });
  });

  test.each<[ProviderErrorKind, number, string]>([
    ['unavailable', 502, 'deepl could not do this: unavailable.'],
    ['unauthorized', 502, 'deepl could not do this: unauthorized.'],
    ['quotaExceeded', 502, 'deepl could not do this: quotaExceeded.'],
    ['timedOut', 504, 'deepl did not answer in time.'],
    ['unsupportedLanguage', 422, 'deepl does not cover these languages.'],
  ])('Scenario: the provider fails as %s', async (kind, status, detail) => {
    const response = await post(hello, () =>
      Promise.reject(new ProviderError('deepl', kind, 'what the vendor said of itself')),
    );
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ status, detail });
  });

  test('Scenario: nobody answers until the deadline', async () => {
    const deadline = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
    const response = await post(hello, ({ signal }) => Promise.reject(signal.reason as Error));
    expect(deadline).toHaveBeenCalledWith(10_000);
    expect(response.statusCode).toBe(504);
    expect(response.json()).toMatchObject({
      title: 'Gateway Timeout',
      detail: 'No translation within 10 s.',
    });
  });
});
