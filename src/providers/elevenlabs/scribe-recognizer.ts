import type { Capabilities } from '../capabilities.js';
import { openLiveStream } from '../live-stream.js';
import type { Recognizer } from '../recognizer.js';
import { detectVoiceByLevel, type OpenVoiceDetector } from '../voice-detector.js';
import { scribeLanguages } from './scribe-languages.js';
import { createScribeProtocol } from './scribe-protocol.js';

export interface ScribeRecognizerSettings {
  readonly apiKey: string;
  /** http(s) origin; the same one with ws(s) serves the live streams. */
  readonly baseUrl: string;
  /** A realtime model. */
  readonly model?: string;
  /** Finds the pauses in which text is made final; by its level where it is not given. */
  readonly detectVoice?: OpenVoiceDetector;
}

const capabilities: Capabilities = {
  languages: scribeLanguages,
  isStreaming: true,
  detects: scribeLanguages,
};

/** Recognizes speech with ElevenLabs' Scribe v2 Realtime. */
export function createScribeRecognizer({
  apiKey,
  baseUrl,
  model = 'scribe_v2_realtime',
  detectVoice = detectVoiceByLevel,
}: ScribeRecognizerSettings): Recognizer {
  const provider = 'elevenlabs';
  return {
    provider,
    capabilities,
    open: (request) =>
      openLiveStream({
        protocol: createScribeProtocol({ provider, apiKey, baseUrl, model, request }),
        languages: scribeLanguages,
        detectVoice,
        request,
      }),
  };
}
