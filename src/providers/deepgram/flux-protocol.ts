import type { DeepgramClient } from '@deepgram/sdk';
import { primaryLanguage } from '../capabilities.js';
import type { RecognitionRequest } from '../recognizer.js';
import { fluxLanguages } from './deepgram-languages.js';
import { connectOnce, keytermsWithinBounds, type DeepgramProtocol } from './deepgram-protocol.js';
import { createFluxTranscript } from './flux-transcript.js';

/**
 * `/v2/listen`: the Flux models, which decide by what is said, not by the pause alone, when a turn is over. There is no
 * message that keeps a stream alive or asks for a final text: the one for it must be enabled by the vendor first.
 */
export function createFluxProtocol(client: DeepgramClient, apiKey: string): DeepgramProtocol {
  const provider = 'deepgram-flux';
  return {
    provider,
    languages: fluxLanguages,
    prepare: async (request) => ({
      socket: await client.listen.v2.connect(connectArguments(request, apiKey)),
    }),
    createTranscript: () => createFluxTranscript(provider),
  };
}

/**
 * English has a model of its own; the other one is told the languages to expect. A turn is over when it is as likely
 * as not, or after 1 s of silence: an interpreter that begins too soon loses less than one that is waited for.
 */
function connectArguments({ language, hints, keyterms }: RecognitionRequest, apiKey: string) {
  const likely = (language === 'multi' ? hints : [language]).map(primaryLanguage);
  const isEnglish = language !== 'multi' && likely[0] === 'en';
  return {
    model: isEnglish ? 'flux-general-en' : 'flux-general-multi',
    encoding: 'mulaw',
    sample_rate: 8000,
    eot_threshold: 0.5,
    eot_timeout_ms: 1000,
    keyterm: keytermsWithinBounds(keyterms),
    language_hint: isEnglish ? [] : [...new Set(likely.filter((hint) => fluxLanguages.has(hint)))],
    // The SDK's types ask for what its client knows already.
    Authorization: `Token ${apiKey}`,
    ...connectOnce,
  } as const;
}
