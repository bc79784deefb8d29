import { ofLanguage, speedWithin, type SynthesizerCapabilities } from '../abilities.js';
import { ProviderError } from '../provider-error.js';
import { rawAudio } from '../raw-audio.js';
import type { Synthesizer } from '../synthesizer.js';
import { connectToVendor, postToVendor } from '../vendor-post.js';
import { azureVoices } from './azure-voices.js';
import { toSsml } from './ssml.js';

export interface AzureSynthesizerSettings {
  readonly apiKey: string;
  /** Region of the Speech resource, such as `westeurope`. */
  readonly region: string;
  /** http(s) origin; without one, the region's own. */
  readonly baseUrl?: string | undefined;
  /** Names of voices by BCP-47 tag, in place of or besides the ones that are known. */
  readonly voices?: Readonly<Record<string, string>>;
}

const provider = 'azure';

const synthesizerCapabilities = (voices: Readonly<Record<string, string>>): SynthesizerCapabilities => ({
  languages: new Set(Object.keys(voices)),
  isStreaming: true,
  detects: new Set(),
  format: 'mulaw',
  speeds: [0.5, 2],
});

/** The service asks for a name of the application. */
const userAgent = 'dragoman';

/** Speaks with Azure Speech's REST API (`POST /cognitiveservices/v1`), in the telephone's own audio format. */
export function createAzureSynthesizer(
  settings: AzureSynthesizerSettings,
): Synthesizer & { readonly capabilities: SynthesizerCapabilities } {
  const { apiKey, region, baseUrl = `https://${region}.tts.speech.microsoft.com` } = settings;
  const voices = { ...azureVoices, ...settings.voices };
  const capabilities = synthesizerCapabilities(voices);
  return {
    provider,
    capabilities,
    async *synthesize({ text, language, speed, signal }) {
      const voice = ofLanguage(voices, language);
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
