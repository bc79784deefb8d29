import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { SynthesisRequest, Synthesizer } from '../../src/providers/synthesizer.js';
import type { FakeHttpVendor } from '../support/vendor-http.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';

/** What the vendor does with the next request; willing ones speak `speech`, hesitant ones half of it and no more. */
export type SynthesizerVendorMood =
  | 'willing'
  | 'unauthorized'
  | 'exhausted'
  | 'overloaded'
  | 'unavailable'
  | 'stalling'
  | 'hesitant'
  | 'dropping'
  | 'babbling'
  | 'silent'
  | 'wrapping its audio in a file';

export interface SynthesizerBench {
  readonly synthesizer: Synthesizer;
  readonly vendor: FakeHttpVendor;
  /** A BCP-47 tag that the provider does not cover. */
  readonly unsupportedLanguage: string;
  /** What is heard of a willing vendor, and of a hesitant one, if it is not `speech` and its first 400 bytes. */
  readonly heard?: { readonly whole: Uint8Array; readonly beginning: Uint8Array };
}

/** What willing vendors say: 0.1 s of it. */
export const speech = Buffer.from(Array.from({ length: 800 }, (_, index) => (index * 7) % 256));

/** What every synthesizer does, whoever the vendor is. */
export function describeSynthesizer(
  name: string,
  start: (mood: SynthesizerVendorMood) => Promise<SynthesizerBench>,
) {
  describe(`${name}, as a synthesizer`, () => {
    let bench: SynthesizerBench;
    const meet = async (mood: SynthesizerVendorMood) => {
      bench = await start(mood);
      return bench;
    };
    const heard = () => ({
      whole: Buffer.from(bench.heard?.whole ?? speech),
      beginning: Buffer.from(bench.heard?.beginning ?? speech.subarray(0, 400)),
    });
    afterEach(() => bench.vendor.close());

    it('Scenario: a clause is spoken', async () => {
      const { synthesizer } = await meet('willing');
      expect(Buffer.concat(await collect(synthesizer.synthesize(synthesis())))).toEqual(heard().whole);
    });

    it.each([
      ['unauthorized', 'unauthorized', false],
      ['exhausted', 'quotaExceeded', false],
      ['overloaded', 'rateLimited', true],
      ['unavailable', 'unavailable', true],
      ['dropping', 'unavailable', true],
      ['babbling', 'invalidResponse', true],
      ['silent', 'invalidResponse', true],
      ['wrapping its audio in a file', 'invalidResponse', true],
    ] as const)('Scenario: the vendor is %s, and is asked once', async (mood, kind, isRetryable) => {
      const { synthesizer, vendor } = await meet(mood);
      const outcome = await failureOf(synthesizer.synthesize(synthesis()));
      expect(outcome).toEqual({ provider: synthesizer.provider, kind, isRetryable });
      expect(vendor.requests.length).toBe(1);
    });

    it('Scenario: the vendor breaks off; what it said before is delivered', async () => {
      const { synthesizer, vendor } = await meet('hesitant');
      const said: Uint8Array[] = [];
      const outcome = await failureOf(
        (async function* () {
          for await (const piece of synthesizer.synthesize(synthesis())) {
            yield said.push(piece);
            vendor.drop();
          }
        })(),
      );
      expect(Buffer.concat(said)).toEqual(heard().beginning);
      expect(outcome).toEqual({ provider: synthesizer.provider, kind: 'unavailable', isRetryable: true });
    });

    it('Scenario: the clause is given up before the vendor says anything', async () => {
      const { synthesizer, vendor } = await meet('stalling');
      const giveUp = new AbortController();
      const outcome = errorOf(synthesizer.synthesize(synthesis({ signal: giveUp.signal })));
      await vendor.asked();
      const reason = new Error('nobody waits for it');
      giveUp.abort(reason);
      expect(await outcome).toBe(reason);
      await vendor.abandoned();
    });

    it('Scenario: the listener interrupts; the rest is not fetched', async () => {
      const { synthesizer, vendor } = await meet('hesitant');
      const interrupt = new AbortController();
      const reason = new Error('the listener speaks');
      const pieces = synthesizer.synthesize(synthesis({ signal: interrupt.signal }))[Symbol.asyncIterator]();
      expect(Buffer.from((await pieces.next()).value as Uint8Array)).toEqual(heard().beginning);
      interrupt.abort(reason);
      await expect(pieces.next()).rejects.toBe(reason);
      await vendor.abandoned();
    });

    it('Scenario: whoever listens goes away; the rest is not fetched', async () => {
      const { synthesizer, vendor } = await meet('hesitant');
      for await (const piece of synthesizer.synthesize(synthesis())) {
        expect(Buffer.from(piece)).toEqual(heard().beginning);
        break;
      }
      await vendor.abandoned();
    });

    it('Scenario: nobody there speaks the language', async () => {
      const { synthesizer, vendor, unsupportedLanguage } = await meet('willing');
      expect(await failureOf(synthesizer.synthesize(synthesis({ language: unsupportedLanguage })))).toEqual({
        provider: synthesizer.provider,
        kind: 'unsupportedLanguage',
        isRetryable: false,
      });
      expect(vendor.requests).toEqual([]);
    });

    it('Scenario: a failure is told without a word of what was to be said', async () => {
      const { synthesizer } = await meet('unavailable');
      const error = await errorOf(synthesizer.synthesize(synthesis()));
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('días');
    });
  });
}

/** A request as a clause makes it, but for what is given. */
export function synthesis(given: Partial<SynthesisRequest> = {}): SynthesisRequest {
  return { text: 'Buenos días.', language: 'es', speed: 1, signal: new AbortController().signal, ...given };
}
