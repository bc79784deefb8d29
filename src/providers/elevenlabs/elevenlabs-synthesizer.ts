import { ElevenLabsClient, ElevenLabsError, ElevenLabsTimeoutError } from '@elevenlabs/elevenlabs-js';
import { z } from 'zod';
import { primaryLanguage, speedWithin, type SynthesizerCapabilities } from '../capabilities.js';
import { kindOfHttpStatus, ProviderError } from '../provider-error.js';
import { rawAudio } from '../raw-audio.js';
import type { Synthesizer } from '../synthesizer.js';
import type { Voices } from '../voices.js';
import { codeAmong } from '../vendor-values.js';
import { elevenlabsVoice, flashLanguages, flashModel, speeds } from './elevenlabs-models.js';

export interface ElevenlabsSynthesizerSettings {
  readonly apiKey: string;
  /** http(s) origin. */
  readonly baseUrl?: string;
  /** Identifiers of voices, which go before the default ones. */
  readonly voices?: Voices | undefined;
}

const provider = 'elevenlabs';

/** What only eleven_v3 speaks, later than Flash does. */
const slowLanguages = ['gl', 'ca'];

const models: ReadonlyMap<string, string> = new Map([
  ...flashLanguages.map((language) => [language, flashModel] as const),
  ...slowLanguages.map((language) => [language, 'eleven_v3'] as const),
]);

const capabilities: SynthesizerCapabilities = {
  languages: new Set(models.keys()),
  isStreaming: true,
  detects: new Set(),
  format: 'mulaw',
  speeds,
  slowLanguages: new Set(slowLanguages),
};

/** The SDK leaves the timer of a request that failed running for so long. */
const responseDeadlineS = 10;

/** Speaks with ElevenLabs' streamed text to speech, in the telephone's own audio format. */
export function createElevenlabsSynthesizer(settings: ElevenlabsSynthesizerSettings): Synthesizer {
  const { apiKey, baseUrl, voices = {} } = settings;
  const client = new ElevenLabsClient({
    apiKey,
    maxRetries: 0,
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
  return {
    provider,
    capabilities,
    async *synthesize({ text, language, gender, speed, signal }) {
      const languageCode = primaryLanguage(language);
      const modelId = models.get(languageCode);
      if (modelId === undefined) {
        throw new ProviderError(provider, 'unsupportedLanguage', `does not speak ${language}`);
      }
      const voice = elevenlabsVoice(voices, language, gender);
      try {
        const { data, rawResponse } = await client.textToSpeech
          .stream(
            voice,
            {
              text,
              modelId,
              languageCode,
              outputFormat: 'ulaw_8000',
              ...(speed === 1 ? {} : { voiceSettings: { speed: speedWithin(speeds, speed) } }),
            },
            { maxRetries: 0, timeoutInSeconds: responseDeadlineS, abortSignal: signal },
          )
          .withRawResponse();
        const contentType = rawResponse.headers.get('content-type') ?? undefined;
        if (rawResponse.status !== 200) {
          throw new ProviderError(provider, 'invalidResponse', 'answered with what is not raw audio');
        }
        yield* rawAudio({ provider, contentType, body: data });
      } catch (error) {
        signal.throwIfAborted();
        throw error instanceof ProviderError ? error : providerError(error);
      }
    },
    async connect(signal) {
      try {
        await client.models.list({ maxRetries: 0, timeoutInSeconds: responseDeadlineS, abortSignal: signal });
      } catch (error) {
        signal.throwIfAborted();
        throw providerError(error);
      }
    },
  };
}

const refusalSchema = z.object({ detail: z.object({ status: z.string() }) });

/**
 * The SDK's error in the words of the house. Of a refusal it keeps the code alone, for the body of one may quote the
 * text; of a connection that failed, the cause.
 */
function providerError(error: unknown): ProviderError {
  if (error instanceof ElevenLabsTimeoutError) {
    return new ProviderError(provider, 'timedOut', `did not answer within ${responseDeadlineS} s`);
  }
  if (!(error instanceof ElevenLabsError)) {
    return new ProviderError(provider, 'unavailable', 'the answer broke off', { cause: error });
  }
  const { statusCode: status, body, cause } = error;
  if (status === undefined)
    return new ProviderError(provider, 'unavailable', 'the connection failed', { cause });
  const code = codeAmong([refusalSchema.safeParse(body).data?.detail.status]);
  // An exhausted quota comes as 401, like a wrong key.
  const kind = code === 'quota_exceeded' ? 'quotaExceeded' : kindOfHttpStatus(status);
  return new ProviderError(provider, kind, `refused with ${status} (${code ?? 'no code'})`, { status });
}
