import { describe, expect, it } from 'vitest';
import { createProviders } from '../../src/providers/registry.js';
import { ProviderError } from '../../src/providers/provider-error.js';

const settings: Parameters<typeof createProviders>[0] = {
  recognizers: ['deepgram'],
  translators: ['deepl'],
  synthesizers: ['elevenlabs'],
  batchAudioMs: 500,
  deepgram: { apiKey: 'one', baseUrl: 'http://127.0.0.1:1' },
  deepl: { apiKey: 'two', baseUrl: undefined },
  elevenlabs: { apiKey: 'three', baseUrl: 'http://127.0.0.1:1' },
};

describe('The registry of providers', () => {
  it('creates the configured ones, in their order', () => {
    const { recognizers, translators, synthesizers } = createProviders(settings);
    expect(
      [recognizers, translators, synthesizers].map((all) => all.map(({ provider }) => provider)),
    ).toEqual([['deepgram'], ['deepl'], ['elevenlabs']]);
  });

  it('creates none that was not asked for', () => {
    const none = { ...settings, recognizers: [], translators: [], synthesizers: [] };
    expect(createProviders(none)).toEqual({ recognizers: [], translators: [], synthesizers: [] });
  });

  it.each(['deepgram', 'deepl', 'elevenlabs'] as const)('names %s where its key is missing', (provider) => {
    const keyless = { ...settings, [provider]: { ...settings[provider], apiKey: undefined } };
    expect(() => createProviders(keyless)).toThrow(new ProviderError(provider, 'unauthorized', 'has no key'));
  });

  it('covers Galician with every capability', () => {
    const { recognizers, translators, synthesizers } = createProviders(settings);
    const covering = [...recognizers, ...translators, ...synthesizers]
      .filter(({ capabilities }) => capabilities.languages.has('gl'))
      .map(({ provider }) => provider);
    expect(covering).toEqual(['deepgram', 'deepl', 'elevenlabs']);
  });
});
