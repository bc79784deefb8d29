import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { TranslationRequest, Translator } from '../../src/providers/translator.js';
import type { FakeHttpVendor } from '../support/vendor-http.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';

/** What the vendor does with the next request; willing ones answer `Bos días.` with `Buenos días.` */
export type TranslatorVendorMood =
  | 'willing'
  | 'unauthorized'
  | 'exhausted'
  | 'overloaded'
  | 'unavailable'
  | 'stalling'
  | 'dropping'
  | 'babbling'
  | 'silent';

export interface TranslatorBench {
  readonly translator: Translator;
  readonly vendor: FakeHttpVendor;
  /** A BCP-47 tag that the provider does not cover. */
  readonly unsupportedLanguage: string;
}

/** What every translator does, whoever the vendor is. */
export function describeTranslator(
  name: string,
  start: (mood: TranslatorVendorMood) => Promise<TranslatorBench>,
) {
  describe(`${name}, as a translator`, () => {
    let bench: TranslatorBench;
    const meet = async (mood: TranslatorVendorMood) => {
      bench = await start(mood);
      return bench;
    };
    afterEach(() => bench.vendor.close());

    it('Scenario: a clause is translated', async () => {
      const { translator } = await meet('willing');
      expect((await collect(translator.translate(translation()))).join('')).toBe('Buenos días.');
    });

    it.each([
      ['unauthorized', 'unauthorized', false],
      ['exhausted', 'quotaExceeded', false],
      ['overloaded', 'rateLimited', true],
      ['unavailable', 'unavailable', true],
      ['dropping', 'unavailable', true],
      ['babbling', 'invalidResponse', true],
      ['silent', 'invalidResponse', true],
    ] as const)('Scenario: the vendor is %s, and is asked once', async (mood, kind, isRetryable) => {
      const { translator, vendor } = await meet(mood);
      const outcome = await failureOf(translator.translate(translation()));
      expect(outcome).toEqual({ provider: translator.provider, kind, isRetryable });
      expect(vendor.requests.length).toBe(1);
    });

    it('Scenario: the clause is given up while the vendor stalls', async () => {
      const { translator, vendor } = await meet('stalling');
      const giveUp = new AbortController();
      const outcome = errorOf(translator.translate(translation({ signal: giveUp.signal })));
      await vendor.asked();
      const reason = new Error('nobody waits for it');
      giveUp.abort(reason);
      expect(await outcome).toBe(reason);
    });

    it('Scenario: the clause was given up before it was asked for', async () => {
      const { translator, vendor } = await meet('willing');
      const reason = new Error('nobody waits for it');
      const request = translation({ signal: AbortSignal.abort(reason) });
      expect(await errorOf(translator.translate(request))).toBe(reason);
      expect(vendor.requests).toEqual([]);
    });

    it('Scenario: nobody there translates from the language, or into it', async () => {
      const { translator, vendor, unsupportedLanguage } = await meet('willing');
      const unsupported = { provider: translator.provider, kind: 'unsupportedLanguage', isRetryable: false };
      const from = translator.translate(translation({ sourceLanguage: unsupportedLanguage }));
      const into = translator.translate(translation({ targetLanguage: unsupportedLanguage }));
      expect([await failureOf(from), await failureOf(into)]).toEqual([unsupported, unsupported]);
      expect(vendor.requests).toEqual([]);
    });

    it('Scenario: a failure is told without a word of what was said', async () => {
      const { translator } = await meet('unavailable');
      const error = await errorOf(translator.translate(translation()));
      expect(inspect(error)).not.toContain('días');
    });
  });
}

/** A request as a clause makes it, but for what is given. */
export function translation(given: Partial<TranslationRequest> = {}): TranslationRequest {
  return {
    text: 'Bos días.',
    sourceLanguage: 'gl',
    targetLanguage: 'es',
    context: [],
    signal: new AbortController().signal,
    ...given,
  };
}
