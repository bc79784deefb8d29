import {
  everyPair,
  type Capabilities,
  type SynthesizerCapabilities,
  type TranslatorCapabilities,
} from '../../src/providers/capabilities.js';
import { createEventQueue } from '../../src/providers/event-queue.js';
import type { RecognitionRequest, Recognizer, RecognizerEvent } from '../../src/providers/recognizer.js';
import type { SynthesisRequest, Synthesizer } from '../../src/providers/synthesizer.js';
import type { TranslationRequest, Translator } from '../../src/providers/translator.js';

/** What a recognizer can do that detects all its languages. */
export const recognizerCapabilities = (languages: readonly string[]): Capabilities => ({
  languages: new Set(languages),
  isStreaming: true,
  detects: new Set(languages),
});

export const translatorCapabilities = (languages: readonly string[]): TranslatorCapabilities => ({
  languages: new Set(languages),
  isStreaming: true,
  detects: new Set(),
  targets: everyPair(languages),
  formality: new Set(),
  glossary: new Set(),
});

export const synthesizerCapabilities = (languages: readonly string[]): SynthesizerCapabilities => ({
  languages: new Set(languages),
  isStreaming: true,
  detects: new Set(),
  format: 'mulaw',
  speeds: [0.5, 2],
  slowLanguages: new Set(),
});

/** A recognizer whose streams say what the test tells them to. */
export function fakeRecognizer() {
  const streams: {
    request: RecognitionRequest;
    heardBytes: number;
    say: (event: RecognizerEvent) => void;
    fail: (error: Error) => void;
  }[] = [];
  const recognizer: Recognizer = {
    provider: 'fake-ear',
    capabilities: recognizerCapabilities(['es', 'fr']),
    open(request) {
      const events = createEventQueue<RecognizerEvent>({ capacity: 100, onDone: () => {} });
      const stream = {
        request,
        heardBytes: 0,
        say: (event: RecognizerEvent) => void events.push(event),
        fail: (error: Error) => events.fail(error),
      };
      streams.push(stream);
      request.signal.addEventListener('abort', () => events.discard());
      return {
        write: (mulaw) => void (stream.heardBytes += mulaw.length),
        finalize: () => {},
        end: () => events.end(),
        [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
      };
    },
  };
  return { recognizer, streams };
}

/** A translator that puts the target language before the text, or fails as told. */
export function fakeTranslator(translate?: (request: TranslationRequest) => string) {
  const translator: Translator = {
    provider: 'fake-pen',
    capabilities: translatorCapabilities(['es', 'fr']),
    async *translate(request) {
      await Promise.resolve();
      yield translate?.(request) ?? `${request.targetLanguage}: ${request.text}`;
    },
  };
  return translator;
}

/** A synthesizer that makes 10 ms of sound for each character. */
export function fakeSynthesizer() {
  const requests: SynthesisRequest[] = [];
  const synthesizer: Synthesizer = {
    provider: 'fake-mouth',
    capabilities: synthesizerCapabilities(['es', 'fr']),
    async *synthesize(request) {
      requests.push(request);
      await Promise.resolve();
      yield new Uint8Array(request.text.length * 80);
    },
  };
  return { synthesizer, requests };
}
