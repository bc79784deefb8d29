import { createPcmTranscoder } from '../../media/pcm-transcoder.js';
import { covers, speedWithin, type SynthesizerCapabilities } from '../capabilities.js';
import { ProviderError } from '../provider-error.js';
import { rawAudio } from '../raw-audio.js';
import type { Synthesizer } from '../synthesizer.js';
import { voiceFor, type Voices } from '../voices.js';
import { askOpenai, connectToOpenai, openai, type OpenaiSettings } from './openai-api.js';
import { spokenLanguages } from './openai-voice-languages.js';

export interface OpenaiSynthesizerSettings extends OpenaiSettings {
  /** A model of the speech API. */
  readonly model?: string | undefined;
  /** Names of voices, which go before the default ones. All of them speak all languages. */
  readonly voices?: Voices | undefined;
  /** How it is to be said, in words; `tts-1` does not take any. */
  readonly instructions?: string;
}

/** The speech API's models are to be shut down on 2027-01-06, and it has no others yet; hence a setting. */
const defaultModel = 'gpt-4o-mini-tts';

const defaultVoices: Voices = { '*': { female: 'coral', male: 'ash' } };

/** What `pcm` is: 24 kHz, 16 bit, mono, without a header. */
const pcmHertz = 24_000;

export const openaiSynthesizerCapabilities: SynthesizerCapabilities = {
  languages: new Set(spokenLanguages),
  isStreaming: true,
  detects: new Set(),
  format: 'pcm24000',
  speeds: [0.25, 4],
  slowLanguages: new Set(),
};

/** Speaks with OpenAI's speech API (`POST /v1/audio/speech`), brought to the telephone's format as it comes. */
export function createOpenaiSynthesizer(settings: OpenaiSynthesizerSettings): Synthesizer {
  const { model = defaultModel, voices = {}, instructions } = settings;
  return {
    provider: openai,
    capabilities: openaiSynthesizerCapabilities,
    async *synthesize({ text, language, gender = 'female', speed, signal }) {
      if (!covers(openaiSynthesizerCapabilities.languages, language)) {
        throw new ProviderError(openai, 'unsupportedLanguage', `does not speak ${language}`);
      }
      const answer = await askOpenai(
        settings,
        '/v1/audio/speech',
        {
          model,
          input: text,
          voice: voiceFor([voices, defaultVoices], language, gender),
          response_format: 'pcm',
          ...(instructions === undefined ? {} : { instructions }),
          ...(speed === 1 ? {} : { speed: speedWithin(openaiSynthesizerCapabilities.speeds, speed) }),
        },
        signal,
      );
      const transcoder = createPcmTranscoder(pcmHertz);
      for await (const pcm of rawAudio({ provider: openai, ...answer })) {
        const mulaw = transcoder.push(pcm);
        if (mulaw.length > 0) yield mulaw;
      }
      yield transcoder.end();
    },
    connect: (signal) => connectToOpenai(settings, signal),
  };
}
