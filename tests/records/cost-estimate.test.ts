import { describe, expect, test } from 'vitest';
import { estimateCost, totalCost } from '../../src/records/cost-estimate.js';
import { prices } from '../../src/records/prices.js';
import { recordedNumber } from '../../src/records/recorded-number.js';

const use = {
  providers: { telephony: 'twilio', recognition: 'deepgram', translation: 'deepl', synthesis: 'elevenlabs' },
  connectedMs: [90_000, 30_000],
  translatedCharacters: 1000,
  spokenCharacters: 2000,
} as const;

describe('the estimate of what a call costs', () => {
  test('telephony counts begun minutes of each leg, recognition their sum, the rest characters', () => {
    const estimate = estimateCost(use);
    expect(estimate).toEqual({
      telephony: 0.032_25,
      recognition: 0.0116,
      translation: 0.023,
      synthesis: 0.1,
    });
    expect(totalCost(estimate)).toBe(0.166_85);
  });

  test('without a price there is no estimate, and no total that leaves it out', () => {
    const estimate = estimateCost({ ...use, providers: { ...use.providers, translation: 'openai' } });
    expect(estimate).toMatchObject({ translation: null, synthesis: 0.1 });
    expect(totalCost(estimate)).toBeNull();
  });

  test('there is one price for each provider and kind of work', () => {
    const keys = prices.map(({ provider, work }) => `${provider} ${work}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test.each([
  ['+33142685300', 'masked', { number: '+33*******00', country: 'FR' }],
  ['+34981000001', 'full', { number: '+34981000001', country: 'ES' }],
  ['anonymous', 'masked', { number: null, country: null }],
  ['sip:jane@example.com', 'full', { number: null, country: null }],
  ['', 'masked', { number: null, country: null }],
] as const)('of %s, %s, the records keep %j', (given, keeping, kept) => {
  expect(recordedNumber(given, keeping)).toEqual(kept);
});
