import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averageLagging,
  averageTokenDelay,
  earVoiceSpan,
  lengthAdaptiveAverageLagging,
  startOffset,
  type HeardTranslation,
} from '../../bench/latency-metrics.js';

/** Ten seconds of speech, whose translation has ten words: an ideal interpreter says one a second. */
const heard = (wordOnsetsMs: readonly number[]): HeardTranslation => ({
  sourceMs: 10_000,
  wordOnsetsMs,
  referenceWords: 10,
});
const everySecondFrom = (firstMs: number) => Array.from({ length: 10 }, (_, index) => firstMs + index * 1000);

describe('latency metrics', () => {
  test('an interpreter who keeps a distance of 2 s lags by 2 s', () => {
    const translation = heard(everySecondFrom(2000));
    expect(startOffset(translation)).toBe(2000);
    expect(averageLagging(translation)).toBe(2000);
    expect(lengthAdaptiveAverageLagging(translation)).toBe(2000);
  });

  test('words after the first one that begins behind the end of the source do not count', () => {
    // Lags of 6, 6.5, ... 8 s, of which the fifth word is the first that begins at 10 s or later.
    const onsets = [6000, 7500, 9000, 9900, 12_000, 30_000, 31_000, 32_000, 33_000, 34_000];
    expect(averageLagging(heard(onsets))).toBe((6000 + 6500 + 7000 + 6900 + 8000) / 5);
  });

  test('an interpreter who waits for the end lags by as much as they wait', () => {
    expect(averageLagging(heard(everySecondFrom(10_900)))).toBe(10_900);
  });

  test('twice as many words as there should be gain nothing in the length-adaptive lagging', () => {
    const onsets = Array.from({ length: 20 }, (_, index) => 2000 + index * 400);
    const [lagging = 0, adaptive = 0] = [
      averageLagging(heard(onsets)),
      lengthAdaptiveAverageLagging(heard(onsets)),
    ];
    expect(lagging).toBeLessThan(0);
    expect(adaptive).toBeGreaterThan(lagging);
    expect(adaptive).toBe(2000 - (19 * 100) / 2);
  });

  test('nothing heard has no latency', () => {
    expect(startOffset(heard([]))).toBeUndefined();
    expect(averageLagging(heard([]))).toBeUndefined();
    expect(averageTokenDelay(10_000, [])).toBeUndefined();
  });

  test('tokens of a rendition that waits for the whole source are as late as the rendition begins', () => {
    // 900 ms of speech are three tokens, which end at 300, 600 and 900 ms; so are the rendition's, at 1300 to 1900 ms.
    expect(averageTokenDelay(900, [{ startMs: 1000, endMs: 1900 }])).toBe(1000);
  });

  test('tokens beyond those of the source are measured against its last one', () => {
    // The fourth ends at 2200 ms, 1300 ms after the source.
    expect(averageTokenDelay(900, [{ startMs: 1000, endMs: 2200 }])).toBe((1000 + 1000 + 1000 + 1300) / 4);
  });

  test('a rendition that begins in the middle is measured against what was said by then', () => {
    // By 600 ms two tokens were spoken: the third of the rendition is measured against the second.
    const first = (600 + 600 + 900) / 3;
    expect(averageTokenDelay(1800, [{ startMs: 600, endMs: 1500 }])).toBe(first);
  });

  test('what was said too much of a first rendition is not held against the second', () => {
    // The first has three tokens for one of the source; the first of the second is measured against the second token.
    const renditions = [
      { startMs: 300, endMs: 1200 },
      { startMs: 1800, endMs: 2100 },
    ];
    expect(averageTokenDelay(1800, renditions)).toBe((300 + 600 + 900 + (2100 - 600)) / 4);
  });

  test('ear-voice span is from the mouth to the ear', () => {
    expect(earVoiceSpan(1200, 3700)).toBe(2500);
  });

  test('whoever says everything later by so much lags by so much more', () => {
    const spans = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(spans, fc.integer({ min: 10_000, max: 20_000 }), (steps, delayMs) => {
        let at = 0;
        const onsets = steps.map((step) => (at += step));
        const [on, later] = [heard(onsets), heard(onsets.map((onset) => onset + delayMs))];
        expect(startOffset(later)).toBe((startOffset(on) ?? 0) + delayMs);
        expect(averageLagging(later)).toBeGreaterThanOrEqual(averageLagging(on) ?? 0);
        const words = Math.max(10, onsets.length);
        expect(lengthAdaptiveAverageLagging(on)).toBe(averageLagging({ ...on, referenceWords: words }));
      }),
    );
  });
});
