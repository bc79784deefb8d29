import type { Capabilities } from '../capabilities.js';
import { openaiLanguages } from '../openai/openai-languages.js';
import { isVerbose, takesHints } from '../openai/openai-models.js';
import type { Recognizer } from '../recognizer.js';
import { detectVoiceByLevel, type OpenVoiceDetector } from '../voice-detector.js';
import { openWhisperStream } from './whisper-stream.js';

export interface WhisperRecognizerSettings {
  /** Of a server of one's own there may be none. */
  readonly apiKey?: string | undefined;
  /** http(s) origin of OpenAI, or of any server that has its `/v1/audio/transcriptions`. */
  readonly baseUrl: string;
  /** As the server names it. */
  readonly model?: string | undefined;
  /** How much more of a turn must have been heard before it is transcribed anew, ms. */
  readonly chunkMs?: number;
  /** Finds where people speak; by its level where it is not given. */
  readonly detectVoice?: OpenVoiceDetector;
}

/** Recognizes speech with Whisper, or another model that transcribes recordings. */
export function createWhisperRecognizer({
  apiKey,
  baseUrl,
  model = 'whisper-1',
  chunkMs = 500,
  detectVoice = detectVoiceByLevel,
}: WhisperRecognizerSettings): Recognizer {
  const saysLanguage = isVerbose(model) || takesHints(model);
  const capabilities: Capabilities = {
    languages: openaiLanguages,
    isStreaming: true,
    detects: saysLanguage ? openaiLanguages : new Set(),
  };
  const provider = 'whisper';
  return {
    provider,
    capabilities,
    open: (request) =>
      openWhisperStream({
        server: { provider, apiKey, baseUrl, model },
        languages: openaiLanguages,
        detectVoice,
        chunkMs,
        request,
      }),
  };
}
