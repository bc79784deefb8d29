import type { Capabilities } from '../capabilities.js';
import { openLiveStream } from '../live-stream.js';
import type { Recognizer } from '../recognizer.js';
import { detectVoiceByLevel, type OpenVoiceDetector } from '../voice-detector.js';
import { openaiLanguages } from './openai-languages.js';
import { createRealtimeProtocol } from './realtime-protocol.js';

export interface RealtimeRecognizerSettings {
  readonly apiKey: string;
  /** http(s) origin; the same one with ws(s) serves the realtime sessions. */
  readonly baseUrl: string;
  /** A transcription model; those but `gpt-live-transcribe` say nothing before a speaker pauses. */
  readonly model?: string;
  /** Finds the pauses in which text is made final; by its level where it is not given. */
  readonly detectVoice?: OpenVoiceDetector;
}

/** It recognizes whichever language is spoken, but does not say which it was. */
const capabilities: Capabilities = {
  languages: openaiLanguages,
  isStreaming: true,
  detects: new Set(),
};

/** Recognizes speech with OpenAI's realtime transcription sessions. */
export function createRealtimeRecognizer({
  apiKey,
  baseUrl,
  model = 'gpt-live-transcribe',
  detectVoice = detectVoiceByLevel,
}: RealtimeRecognizerSettings): Recognizer {
  const provider = 'openai';
  return {
    provider,
    capabilities,
    open: (request) =>
      openLiveStream({
        protocol: createRealtimeProtocol({ provider, apiKey, baseUrl, model, request }),
        languages: openaiLanguages,
        detectVoice,
        request,
      }),
  };
}
