import { speedWithin, type SynthesizerCapabilities } from '../capabilities.js';
import { ProviderError } from '../provider-error.js';
import { rawAudio } from '../raw-audio.js';
import type { Synthesizer } from '../synthesizer.js';
import { connectToVendor, postToVendor } from '../vendor-post.js';
import { voiceFor, type Voices } from '../voices.js';
import { azureVoices } from './azure-voices.js';
import { toSsml } from './ssml.js';

export interface AzureSynthesizerSettings {
  readonly apiKey: string;
  /** Region of the Speech resource, such as `westeurope`. */
  readonly region: string;
  /** http(s) origin; without one, the region's own. */
  readonly baseUrl?: string | undefined;
  /** Names of voices, which go before the ones that are known. */
  readonly voices?: Voices | undefined;
}

const provider = 'azure';

const synthesizerCapabilities = (tables: readonly Voices[]): SynthesizerCapabilities => ({
  languages: new Set(tables.flatMap((voices) => Object.keys(voices)).filter((tag) => tag !== '*')),
  isStreaming: true,
  detects: new Set(),
  format: 'mulaw',
  speeds: [0.5, 2],
  slowLanguages: new Set(),
});

/** The service asks for a name of the application. */
const userAgent = 'dragoman';

/** Speaks with Azure Speech's REST API (`POST /cognitiveservices/v1`), in the telephone's own audio format. */
export function createAzureSynthesizer(settings: AzureSynthesizerSettings): Synthesizer {
  const { apiKey, region, baseUrl = `https://${region}.tts.speech.microsoft.com` } = settings;
  const voices = [settings.voices ?? {}, azureVoices];
  const capabilities = synthesizerCapabilities(voices);
  return {
    provider,
    capabilities,
    async *synthesize({ text, language, gender = 'female', speed, signal }) {
      const voice = voiceFor(voices, language, gender);
      if (voice === undefined) {
        throw new ProviderError(provider, 'unsupportedLanguage', `does not speak ${language}`);
      }
      const answer = await postToVendor({
        provider,
        url: new URL('/cognitiveservices/v1', baseUrl).href,
        headers: {
          'ocp-apim-subscription-key': apiKey,
          'content-type': 'application/ssml+xml',
          'x-microsoft-outputformat': 'raw-8khz-8bit-mono-mulaw',
          'user-agent': userAgent,
        },
        body: toSsml({ text, voice, speed: speedWithin(capabilities.speeds, speed) }),
        signal,
        // Its refusals say why in words, if at all.
        codeOf: () => undefined,
      });
      yield* rawAudio({ provider, ...answer });
    },
    // It has nothing to say there, and the list of voices is long.
    connect: (signal) =>
      connectToVendor({ provider, url: baseUrl, headers: { 'user-agent': userAgent }, signal }),
  };
}
