import type { Config } from '../config.js';
import { createApertiumTranslator } from './apertium/apertium-translator.js';
import { createAzureSynthesizer } from './azure/azure-synthesizer.js';
import { createDeepgramRecognizer, createFluxRecognizer } from './deepgram/deepgram-recognizer.js';
import { createDeeplTranslator } from './deepl/deepl-translator.js';
import { createElevenlabsSocketSynthesizer } from './elevenlabs/elevenlabs-socket-synthesizer.js';
import { createElevenlabsSynthesizer } from './elevenlabs/elevenlabs-synthesizer.js';
import { createScribeRecognizer } from './elevenlabs/scribe-recognizer.js';
import { createEspeakSynthesizer } from './espeak/espeak-synthesizer.js';
import { createLibretranslateTranslator } from './libretranslate/libretranslate-translator.js';
import { createOpenaiSynthesizer } from './openai/openai-synthesizer.js';
import { createOpenaiTranslator } from './openai/openai-translator.js';
import { createRealtimeRecognizer } from './openai/realtime-recognizer.js';
import { ProviderError } from './provider-error.js';
import type { Recognizer } from './recognizer.js';
import type { Synthesizer } from './synthesizer.js';
import type { Translator } from './translator.js';
import { createWhisperRecognizer } from './whisper/whisper-recognizer.js';

type Settings = Config['providers'];
type Factories<Name extends string, Provider> = Readonly<Record<Name, (settings: Settings) => Provider>>;

const recognizers: Factories<Settings['recognizers'][number], Recognizer> = {
  deepgram: ({ deepgram }) => createDeepgramRecognizer(withKey('deepgram', deepgram)),
  'deepgram-flux': ({ deepgram }) => createFluxRecognizer(withKey('deepgram-flux', deepgram)),
  elevenlabs: ({ elevenlabs: { apiKey, baseUrl } }) =>
    createScribeRecognizer(withKey('elevenlabs', { apiKey, baseUrl })),
  openai: ({ openai: { apiKey, baseUrl } }) =>
    createRealtimeRecognizer(withKey('openai', { apiKey, baseUrl })),
  whisper: ({ whisper, batchAudioMs }) => createWhisperRecognizer({ ...whisper, chunkMs: batchAudioMs }),
};

const translators: Factories<Settings['translators'][number], Translator> = {
  deepl: ({ deepl }) => createDeeplTranslator(withKey('deepl', deepl)),
  openai: ({ openai: { apiKey, baseUrl, translationModel: model } }) =>
    createOpenaiTranslator(withKey('openai', { apiKey, baseUrl, model })),
  libretranslate: ({ libretranslate: { baseUrl, apiKey } }) => {
    if (baseUrl === undefined) throw new ProviderError('libretranslate', 'unavailable', 'has no server');
    return createLibretranslateTranslator({ baseUrl, apiKey });
  },
  apertium: () => createApertiumTranslator(),
};

const synthesizers: Factories<Settings['synthesizers'][number], Synthesizer> = {
  elevenlabs: ({ elevenlabs, voices }) =>
    createElevenlabsSynthesizer({ ...withSpeechKey(elevenlabs), voices: voices['elevenlabs'] }),
  'elevenlabs-socket': ({ elevenlabs, voices }) =>
    createElevenlabsSocketSynthesizer({ ...withSpeechKey(elevenlabs), voices: voices['elevenlabs-socket'] }),
  azure: ({ azure: { region, ...azure }, voices }) => {
    if (region === undefined) throw new ProviderError('azure', 'unauthorized', 'has no region');
    return createAzureSynthesizer({ ...withKey('azure', azure), region, voices: voices['azure'] });
  },
  openai: ({ openai: { apiKey, baseUrl, speechModel: model }, voices }) =>
    createOpenaiSynthesizer({ ...withKey('openai', { apiKey, baseUrl, model }), voices: voices['openai'] }),
  espeak: ({ voices }) => createEspeakSynthesizer({ voices: voices['espeak'] }),
};

/** The configured providers, of each capability in their order. */
export interface Providers {
  readonly recognizers: readonly Recognizer[];
  readonly translators: readonly Translator[];
  readonly synthesizers: readonly Synthesizer[];
}

/**
 * Creates the configured providers, as their vendors are: nothing guards them. Nothing is connected yet.
 *
 * @throws ProviderError where a key is missing.
 */
export function createProviders(settings: Settings): Providers {
  return {
    recognizers: settings.recognizers.map((name) => recognizers[name](settings)),
    translators: settings.translators.map((name) => translators[name](settings)),
    synthesizers: settings.synthesizers.map((name) => synthesizers[name](settings)),
  };
}

function withSpeechKey({ speechApiKey, baseUrl }: Settings['elevenlabs']) {
  return withKey('elevenlabs', { apiKey: speechApiKey, baseUrl });
}

function withKey<Given extends { readonly apiKey: string | undefined }>(provider: string, settings: Given) {
  const { apiKey } = settings;
  if (apiKey === undefined) throw new ProviderError(provider, 'unauthorized', 'has no key');
  return { ...settings, apiKey };
}
