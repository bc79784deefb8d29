import { describe, expect, it } from 'vitest';
import { createProviders } from '../../src/providers/registry.js';
import { ProviderError } from '../../src/providers/provider-error.js';
import { providerSettings as settings } from '../support/provider-settings.js';

describe('The registry of providers', () => {
  it('creates the configured ones, in their order', () => {
    const { recognizers, translators, synthesizers } = createProviders(settings);
    expect(
      [recognizers, translators, synthesizers].map((all) => all.map(({ provider }) => provider)),
    ).toEqual([['deepgram'], ['deepl'], ['elevenlabs']]);
  });

  it('creates every one that needs no program of this machine', () => {
    const chosen = {
      recognizers: ['whisper', 'openai', 'elevenlabs', 'deepgram'],
      translators: ['openai', 'libretranslate', 'deepl'],
      synthesizers: ['azure', 'openai', 'elevenlabs-socket', 'elevenlabs', 'espeak'],
    } as const;
    const created = createProviders({
      ...settings,
      recognizers: [...chosen.recognizers],
      translators: [...chosen.translators],
      synthesizers: [...chosen.synthesizers],
    });
    const named = Object.entries(created).map(([kind, all]: [string, readonly { provider: string }[]]) => [
      kind,
      all.map(({ provider }) => provider),
    ]);
    expect(Object.fromEntries(named)).toEqual(chosen);
  });

  it('creates none that was not asked for', () => {
    const none = { ...settings, recognizers: [], translators: [], synthesizers: [] };
    expect(createProviders(none)).toEqual({ recognizers: [], translators: [], synthesizers: [] });
  });

  it.each(['deepgram', 'deepl', 'elevenlabs'] as const)('names %s where its key is missing', (provider) => {
    const keyless = {
      ...settings,
      [provider]: { ...settings[provider], apiKey: undefined, speechApiKey: undefined },
    };
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
