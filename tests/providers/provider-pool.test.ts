import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { languageTags } from '../../src/languages.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createProviderPool } from '../../src/providers/provider-pool.js';
import { ProviderError } from '../../src/providers/provider-error.js';
import { createProviders } from '../../src/providers/registry.js';
import {
  recognizerCapabilities,
  synthesizerCapabilities,
  translatorCapabilities,
} from '../support/fake-providers.js';
import { providerSettings } from '../support/provider-settings.js';
import { failureOf } from '../support/vendor-outcome.js';
import { translation } from './translator-contract.js';

const nothing = async function* () {
  await Promise.resolve();
  yield* [];
};

function poolOf(languages: {
  readonly recognized: readonly string[];
  readonly translated: readonly string[];
  readonly spoken: readonly string[];
}) {
  return createProviderPool({
    providers: {
      recognizers: [
        {
          provider: 'ear',
          capabilities: recognizerCapabilities(languages.recognized),
          open: () => ({
            write: () => {},
            finalize: () => {},
            end: () => {},
            [Symbol.asyncIterator]: nothing,
          }),
        },
      ],
      translators: [
        { provider: 'pen', capabilities: translatorCapabilities(languages.translated), translate: nothing },
      ],
      synthesizers: [
        { provider: 'mouth', capabilities: synthesizerCapabilities(languages.spoken), synthesize: nothing },
      ],
    },
    concurrency: { pen: 7 },
    agentLanguage: 'es',
    metrics: createMetrics(),
    log: pino({ level: 'silent' }),
  });
}

const european = ['es', 'fr', 'gl'];

describe('The pool of providers', () => {
  it('covers a language that is recognized, translated both ways and spoken', () => {
    const pool = poolOf({ recognized: european, translated: european, spoken: ['es', 'gl'] });
    expect(['es', 'es-419', 'gl', 'fr', 'eu'].map((tag) => pool.isCovered(tag))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('says who covers a language', () => {
    const pool = poolOf({ recognized: european, translated: european, spoken: european });
    expect(pool.coverage(['gl'])).toEqual([
      {
        language: 'gl',
        recognizers: ['ear'],
        detectors: ['ear'],
        translatorsToAgent: ['pen'],
        translatorsFromAgent: ['pen'],
        synthesizers: ['mouth'],
        isCovered: true,
        route: {
          recognizer: 'ear',
          translatorToAgent: 'pen',
          translatorFromAgent: 'pen',
          synthesizer: 'mouth',
        },
      },
    ]);
  });

  it('names what makes the language of the agents impossible', () => {
    const pool = poolOf({ recognized: ['fr'], translated: ['es'], spoken: ['gl'] });
    expect(pool.agentLanguageProblems(languageTags)).toEqual([
      'STT_PROVIDER=ear does not recognize DEFAULT_AGENT_LANGUAGE=es',
      'TRANSLATION_PROVIDER=pen does not translate DEFAULT_AGENT_LANGUAGE=es',
      'TTS_PROVIDER=mouth does not speak DEFAULT_AGENT_LANGUAGE=es',
    ]);
    expect(
      poolOf({ recognized: european, translated: european, spoken: european }).agentLanguageProblems(
        languageTags,
      ),
    ).toEqual([]);
  });

  it('tells the state of each, with the limits of the configuration', () => {
    const pool = poolOf({ recognized: european, translated: european, spoken: european });
    expect(pool.states()).toEqual([
      {
        capability: 'recognizer',
        provider: 'ear',
        breaker: 'closed',
        isUsable: true,
        activeRequests: 0,
        concurrencyLimit: 50,
      },
      {
        capability: 'translator',
        provider: 'pen',
        breaker: 'closed',
        isUsable: true,
        activeRequests: 0,
        concurrencyLimit: 7,
      },
      {
        capability: 'synthesizer',
        provider: 'mouth',
        breaker: 'closed',
        isUsable: true,
        activeRequests: 0,
        concurrencyLimit: 50,
      },
    ]);
  });

  it('a vendor that refuses is not usable, and readiness knows it', async () => {
    const providers = createProviders(providerSettings);
    const [translator] = providers.translators;
    if (translator === undefined) throw new Error('there is none');
    const refusing = {
      ...translator,
      async *translate(): AsyncGenerator<string> {
        await Promise.resolve();
        yield* [];
        throw new ProviderError('deepl', 'unauthorized', 'refused with 403');
      },
    };
    const pool = createProviderPool({
      providers: { ...providers, translators: [refusing] },
      concurrency: {},
      agentLanguage: 'es',
      metrics: createMetrics(),
      log: pino({ level: 'silent' }),
    });
    expect(await failureOf(pool.translator.translate(translation()))).toMatchObject({ kind: 'unauthorized' });
    expect(pool.states().map(({ provider, isUsable }) => [provider, isUsable])).toEqual([
      ['deepgram', true],
      ['deepl', false],
      ['elevenlabs', true],
    ]);
    pool.close();
  });

  it('interprets Galician with the providers that are usual', () => {
    const pool = createProviderPool({
      providers: createProviders(providerSettings),
      concurrency: {},
      agentLanguage: 'es',
      metrics: createMetrics(),
      log: pino({ level: 'silent' }),
    });
    expect(pool.isCovered('gl')).toBe(true);
    expect(languageTags.filter((tag) => !pool.isCovered(tag))).toEqual(['eu']);
  });
});
