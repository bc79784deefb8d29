import { DeepgramClient } from '@deepgram/sdk';
import type { Capabilities } from '../capabilities.js';
import { multilingual } from './deepgram-languages.js';
import { openDeepgramStream } from './deepgram-stream.js';
import type { Recognizer } from '../recognizer.js';

export interface DeepgramRecognizerSettings {
  readonly apiKey: string;
  /** http(s) origin; the same one with ws(s) serves the live streams. */
  readonly baseUrl: string;
  /** A nova-3 model. */
  readonly model?: string;
}

const capabilities: Capabilities = { languages: multilingual, isStreaming: true, detects: multilingual };

/** Recognizes speech with Deepgram's live streams (`/v1/listen`). */
export function createDeepgramRecognizer({
  apiKey,
  baseUrl,
  model = 'nova-3',
}: DeepgramRecognizerSettings): Recognizer {
  const provider = 'deepgram';
  // The SDK uses the base URL as it is, for REST and WebSockets alike.
  const client = new DeepgramClient({ apiKey, baseUrl: baseUrl.replace(/^http/, 'ws') });
  return {
    provider,
    capabilities,
    open: (request) => openDeepgramStream({ client, provider, model, request }),
  };
}
