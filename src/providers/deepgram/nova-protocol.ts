import type { DeepgramClient } from '@deepgram/sdk';
import type { RecognitionRequest } from '../recognizer.js';
import { deepgramLanguage, multilingual } from './deepgram-languages.js';
import { connectOnce, keytermsWithinBounds, type DeepgramProtocol } from './deepgram-protocol.js';
import { createDeepgramTranscript } from './deepgram-transcript.js';

/** `/v1/listen`: the nova models, which find pauses and leave it to their client what a turn is. */
export function createNovaProtocol(client: DeepgramClient, model: string): DeepgramProtocol {
  const provider = 'deepgram';
  return {
    provider,
    languages: multilingual,
    async prepare(request) {
      const socket = await client.listen.v1.connect(connectArguments(model, request));
      return {
        socket,
        keepAlive: () => socket.sendKeepAlive({ type: 'KeepAlive' }),
        finalize: () => socket.sendFinalize({ type: 'Finalize' }),
      };
    },
    createTranscript: () => createDeepgramTranscript(provider),
  };
}

function connectArguments(model: string, { language, hints, keyterms }: RecognitionRequest) {
  const asked = deepgramLanguage(language, hints);
  return {
    model,
    language: asked.language,
    encoding: 'mulaw',
    sample_rate: 8000,
    interim_results: 'true',
    smart_format: 'true',
    endpointing: 100,
    utterance_end_ms: 1000,
    keyterm: keytermsWithinBounds(keyterms),
    // The SDK does not know this parameter yet.
    queryParams: { language_hint: asked.hints },
    ...connectOnce,
  } as const;
}
