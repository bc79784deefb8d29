import { primaryLanguage, type SynthesizerCapabilities } from '../capabilities.js';
import { ProviderError } from '../provider-error.js';
import { rawAudio } from '../raw-audio.js';
import type { Synthesizer } from '../synthesizer.js';
import type { Voices } from '../voices.js';
import { elevenlabsVoice, flashLanguages, flashModel, speeds } from './elevenlabs-models.js';
import { streamSpeech } from './speech-socket.js';

export interface ElevenlabsSocketSynthesizerSettings {
  readonly apiKey: string;
  /** http(s) origin; the same one with ws(s) serves the sockets. */
  readonly baseUrl?: string | undefined;
  /** Identifiers of voices, which go before the default ones. */
  readonly voices?: Voices | undefined;
}

const provider = 'elevenlabs-socket';

const defaultBaseUrl = 'https://api.elevenlabs.io';

/** The socket does not serve eleven_v3, the model that speaks Galician and Catalan: for these there is HTTP. */
export const elevenlabsSocketCapabilities: SynthesizerCapabilities = {
  languages: new Set(flashLanguages),
  isStreaming: true,
  detects: new Set(),
  format: 'mulaw',
  speeds,
  slowLanguages: new Set(),
};

/**
 * Speaks with ElevenLabs' WebSocket (`/v1/text-to-speech/{voice}/stream-input`), one a clause, in the telephone's own
 * audio format.
 */
export function createElevenlabsSocketSynthesizer(
  settings: ElevenlabsSocketSynthesizerSettings,
): Synthesizer {
  const { apiKey, baseUrl = defaultBaseUrl, voices = {} } = settings;
  return {
    provider,
    capabilities: elevenlabsSocketCapabilities,
    async *synthesize({ text, language, gender, speed, signal }) {
      const languageCode = primaryLanguage(language);
      if (!elevenlabsSocketCapabilities.languages.has(languageCode)) {
        throw new ProviderError(provider, 'unsupportedLanguage', `does not speak ${language}`);
      }
      const voice = encodeURIComponent(elevenlabsVoice(voices, language, gender));
      const url = new URL(`/v1/text-to-speech/${voice}/stream-input`, baseUrl.replace(/^http/, 'ws'));
      url.search = new URLSearchParams({
        model_id: flashModel,
        language_code: languageCode,
        output_format: 'ulaw_8000',
      }).toString();
      const body = streamSpeech({ provider, url: url.href, apiKey, text, speed, signal });
      yield* rawAudio({ provider, contentType: undefined, body });
    },
  };
}
