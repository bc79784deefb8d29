import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecognitionRequest, Recognizer, RecognizerEvent } from '../../src/providers/recognizer.js';
import { collect, failureOf } from '../support/vendor-outcome.js';

/** How a vendor meets the next stream. */
export type RecognizerVendorMood = 'willing' | 'unauthorized' | 'overloaded' | 'unavailable';

/** One recognizer, and the vendor behind it as the scenario directs it. */
export interface RecognizerBench {
  readonly recognizer: Recognizer;
  /** A BCP-47 tag that the provider does not cover. */
  readonly unsupportedLanguage: string;
  /** The audio that the vendor heard, once there are so many bytes of it. */
  readonly heard: (bytes: number) => Promise<Buffer>;
  /** What the recognizer makes of it, where it is not as the two below say. */
  readonly expected?: { readonly guess: RecognizerEvent; readonly conclusion: readonly RecognizerEvent[] };
  /** The vendor says "Bonjour.", from 0.5 to 1 s: not yet final. */
  readonly guess: () => Promise<void>;
  /** The vendor says the same for good, and that the speaker paused. */
  readonly conclude: () => Promise<void>;
  /** Resolves when the vendor was told that no more audio comes; it then sends what it has, and closes. */
  readonly concludeAtTheEnd: () => Promise<void>;
  /** The vendor's connection breaks. */
  readonly drop: () => Promise<void>;
  /** The vendor sends what is none of its messages. */
  readonly babble: () => Promise<void>;
  /** Resolves when the vendor sees that the stream was closed. */
  readonly closed: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const ended: RecognizerEvent = { type: 'utterance.ended', endMs: 1000 };

// 0x7f stands for the same sample as 0xff: whoever decodes it cannot tell.
const speech = Buffer.from(Array.from({ length: 320 }, (_, index) => index % 0x7f));

/** What every recognizer does, whoever the vendor is. */
export function describeRecognizer(
  name: string,
  start: (mood: RecognizerVendorMood) => Promise<RecognizerBench>,
) {
  describe(`${name}, as a recognizer`, () => {
    let bench: RecognizerBench;
    const noise = [vi.spyOn(console, 'error'), vi.spyOn(console, 'log'), vi.spyOn(console, 'warn')];
    const meet = async (mood: RecognizerVendorMood) => {
      bench = await start(mood);
      return bench;
    };
    beforeEach(() => noise.forEach((spy) => spy.mockClear()));
    afterEach(async () => {
      await bench.close();
      for (const spy of noise) expect(spy).not.toHaveBeenCalled();
    });

    it('Scenario: a speaker is heard, first as a guess and then for good', async () => {
      const { recognizer, heard, guess, conclude, expected = usual } = await meet('willing');
      const stream = recognizer.open(recognition());
      const iterator = stream[Symbol.asyncIterator]();
      stream.write(speech.subarray(0, 160));
      stream.write(speech.subarray(160));
      expect(await heard(320)).toEqual(speech);
      await guess();
      await conclude();
      for (const value of [expected.guess, ...expected.conclusion]) {
        expect(await iterator.next()).toEqual({ done: false, value });
      }
      await iterator.return?.();
    });

    it('Scenario: the speaker has finished; what was still to come is delivered before the stream ends', async () => {
      const { recognizer, heard, concludeAtTheEnd, expected = usual } = await meet('willing');
      const stream = recognizer.open(recognition());
      stream.write(speech);
      const events = collect(stream);
      await heard(320);
      stream.end();
      await concludeAtTheEnd();
      expect(await events).toEqual(expected.conclusion);
    });

    it('Scenario: the call hangs up; the stream ends at once and the vendor is let go', async () => {
      const { recognizer, heard, closed } = await meet('willing');
      const hangUp = new AbortController();
      const stream = recognizer.open(recognition({ signal: hangUp.signal }));
      const events = collect(stream);
      stream.write(speech);
      await heard(320);
      hangUp.abort();
      expect(await events).toEqual([]);
      await closed();
      stream.write(speech);
      stream.end();
    });

    it('Scenario: the call hung up before the stream was asked for', async () => {
      const { recognizer } = await meet('willing');
      expect(await collect(recognizer.open(recognition({ signal: AbortSignal.abort() })))).toEqual([]);
    });

    it('Scenario: the listener loses interest; the vendor is let go', async () => {
      const { recognizer, heard, guess, closed, expected = usual } = await meet('willing');
      const stream = recognizer.open(recognition());
      stream.write(speech);
      await heard(320);
      await guess();
      for await (const event of stream) {
        expect(event).toEqual(expected.guess);
        break;
      }
      await closed();
    });

    it('Scenario: the connection breaks in the middle of a sentence', async () => {
      const { recognizer, heard, drop } = await meet('willing');
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      stream.write(speech);
      await heard(320);
      await drop();
      expect(await outcome).toEqual({
        provider: recognizer.provider,
        kind: 'unavailable',
        isRetryable: true,
      });
    });

    it('Scenario: the vendor answers with garbage', async () => {
      const { recognizer, heard, babble, closed } = await meet('willing');
      const stream = recognizer.open(recognition());
      const outcome = failureOf(stream);
      stream.write(speech);
      await heard(320);
      await babble();
      expect(await outcome).toEqual({
        provider: recognizer.provider,
        kind: 'invalidResponse',
        isRetryable: true,
      });
      await closed();
    });

    it.each([
      ['unauthorized', 'unauthorized', false],
      ['overloaded', 'rateLimited', true],
      ['unavailable', 'unavailable', true],
    ] as const)('Scenario: the vendor is %s and refuses the stream', async (mood, kind, isRetryable) => {
      const { recognizer } = await meet(mood);
      const stream = recognizer.open(recognition());
      stream.write(speech);
      expect(await failureOf(stream)).toEqual({ provider: recognizer.provider, kind, isRetryable });
    });

    it('Scenario: nobody there recognizes the language', async () => {
      const { recognizer, unsupportedLanguage } = await meet('willing');
      const stream = recognizer.open(recognition({ language: unsupportedLanguage }));
      expect(await failureOf(stream)).toEqual({
        provider: recognizer.provider,
        kind: 'unsupportedLanguage',
        isRetryable: false,
      });
    });
  });
}

const usual = { guess: hypothesis(false), conclusion: [hypothesis(true), ended] };

/** A request as a call makes it, but for what is given. */
export function recognition(given: Partial<RecognitionRequest> = {}): RecognitionRequest {
  return { language: 'multi', hints: [], keyterms: [], signal: new AbortController().signal, ...given };
}

function hypothesis(isFinal: boolean): RecognizerEvent {
  return {
    type: 'hypothesis',
    isFinal,
    ...(isFinal && { endsUtterance: true }),
    text: 'Bonjour.',
    words: [{ text: 'Bonjour.', startMs: 500, endMs: 1000, confidence: 0.9, language: 'fr' }],
    confidence: 0.98,
    languages: ['fr'],
    startMs: 0,
    endMs: 1100,
  };
}
