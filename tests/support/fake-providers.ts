import type { Capabilities } from '../../src/providers/capabilities.js';
import { createEventQueue } from '../../src/providers/event-queue.js';
import type { RecognitionRequest, Recognizer, RecognizerEvent } from '../../src/providers/recognizer.js';
import type { SynthesisRequest, Synthesizer } from '../../src/providers/synthesizer.js';
import type { TranslationRequest, Translator } from '../../src/providers/translator.js';

const capabilities: Capabilities = {
  languages: new Set(['es', 'fr']),
  isStreaming: true,
  detects: new Set(),
};

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
    capabilities,
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
    capabilities,
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
    capabilities,
    async *synthesize(request) {
      requests.push(request);
      await Promise.resolve();
      yield new Uint8Array(request.text.length * 80);
    },
  };
  return { synthesizer, requests };
}
