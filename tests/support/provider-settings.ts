import type { createProviders } from '../../src/providers/registry.js';

/** Settings of every provider that needs no program of this machine, and of which the usual ones are chosen. */
export const providerSettings: Parameters<typeof createProviders>[0] = {
  recognizers: ['deepgram'],
  translators: ['deepl'],
  synthesizers: ['elevenlabs'],
  voices: {},
  batchAudioMs: 500,
  concurrency: {},
  deepgram: { apiKey: 'one', baseUrl: 'http://127.0.0.1:1' },
  deepl: { apiKey: 'two', baseUrl: undefined },
  elevenlabs: { apiKey: 'three', speechApiKey: 'four', baseUrl: 'http://127.0.0.1:1' },
  openai: {
    apiKey: 'five',
    baseUrl: 'http://127.0.0.1:1',
    translationModel: undefined,
    speechModel: undefined,
  },
  libretranslate: { apiKey: undefined, baseUrl: 'http://127.0.0.1:1' },
  whisper: { apiKey: undefined, baseUrl: 'http://127.0.0.1:1', model: undefined },
  azure: { apiKey: 'six', region: 'westeurope', baseUrl: undefined },
};
