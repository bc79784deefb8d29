import { expect, test } from 'vitest';
import type { LanguageCoverage } from '../../src/providers/language-coverage.js';
import { asAdmin, buildTestApp } from '../support/test-app.js';

const galician: LanguageCoverage = {
  language: 'gl',
  recognizers: ['deepgram'],
  detectors: ['deepgram'],
  translatorsToAgent: ['deepl', 'openai'],
  translatorsFromAgent: ['deepl', 'openai'],
  synthesizers: [],
  isCovered: false,
  route: { recognizer: 'deepgram', translatorToAgent: 'openai', translatorFromAgent: 'openai' },
};

test('Scenario: who serves which language, and who is asked first now?', async () => {
  const { app } = await buildTestApp({
    languageCoverage: () => [galician],
    providersStatus: () => [
      {
        capability: 'translator',
        provider: 'deepl',
        breaker: 'halfOpen',
        isUsable: false,
        activeRequests: 2,
        concurrencyLimit: 50,
      },
    ],
  });
  const response = await app.inject({ url: '/languages', headers: asAdmin });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    agent_language: 'es',
    languages: [
      {
        language: 'gl',
        name: 'Galician',
        is_covered: false,
        recognizers: ['deepgram'],
        detectors: ['deepgram'],
        translators_to_agent: ['deepl', 'openai'],
        translators_from_agent: ['deepl', 'openai'],
        synthesizers: [],
        route: {
          recognizer: 'deepgram',
          translator_to_agent: 'openai',
          translator_from_agent: 'openai',
          synthesizer: null,
        },
      },
    ],
    providers: [
      {
        capability: 'translator',
        provider: 'deepl',
        breaker: 'half_open',
        active_requests: 2,
        concurrency_limit: 50,
      },
    ],
  });
});

test('the languages are for the administrator', async () => {
  const { app } = await buildTestApp();
  const response = await app.inject({ url: '/languages' });
  expect(response.statusCode).toBe(401);
});
