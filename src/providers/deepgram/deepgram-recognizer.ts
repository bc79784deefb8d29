import { DeepgramClient } from '@deepgram/sdk';
import type { Recognizer } from '../recognizer.js';
import type { DeepgramProtocol } from './deepgram-protocol.js';
import { openDeepgramStream } from './deepgram-stream.js';
import { createFluxProtocol } from './flux-protocol.js';
import { createNovaProtocol } from './nova-protocol.js';

export interface DeepgramRecognizerSettings {
  readonly apiKey: string;
  /** http(s) origin; the same one with ws(s) serves the live streams. */
  readonly baseUrl: string;
}

/** Recognizes speech with Deepgram's live streams of nova-3 (`/v1/listen`). */
export function createDeepgramRecognizer(settings: DeepgramRecognizerSettings): Recognizer {
  return recognizerOf(createNovaProtocol(clientOf(settings), 'nova-3'));
}

/** Recognizes speech with Deepgram's live streams of Flux (`/v2/listen`). */
export function createFluxRecognizer(settings: DeepgramRecognizerSettings): Recognizer {
  return recognizerOf(createFluxProtocol(clientOf(settings), settings.apiKey));
}

// The SDK uses the base URL as it is, for REST and WebSockets alike.
const clientOf = ({ apiKey, baseUrl }: DeepgramRecognizerSettings) =>
  new DeepgramClient({ apiKey, baseUrl: baseUrl.replace(/^http/, 'ws') });

function recognizerOf(protocol: DeepgramProtocol): Recognizer {
  const { provider, languages } = protocol;
  return {
    provider,
    capabilities: { languages, isStreaming: true, detects: languages },
    open: (request) => openDeepgramStream(protocol, request),
  };
}
