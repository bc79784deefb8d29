import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPcmTranscoder } from '../../src/media/pcm-transcoder.js';
import { createResampler } from '../../src/media/resampler.js';

const rates = [16_000, 22_050, 24_000, 48_000];

const sine = (rate: number, hertz: number, samples = rate) =>
  Int16Array.from({ length: samples }, (_, index) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hertz * index) / rate)),
  );

function resampled(rate: number, samples: Int16Array, cuts: readonly number[] = []): Int16Array {
  const resampler = createResampler(rate);
  const ends = [...cuts.toSorted((left, right) => left - right), samples.length];
  const pieces = ends.map((end, index) => resampler.push(samples.subarray(ends[index - 1] ?? 0, end)));
  return Int16Array.from([...pieces, resampler.end()].flatMap((piece) => [...piece]));
}

/** Root mean square of the middle, where the ends are not felt, in dB of the sine's own. */
function levelDb(samples: Int16Array): number {
  const middle = samples.subarray(400, -400);
  const power = middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length;
  return 10 * Math.log10(Math.max(power, 1e-3) / (10_000 ** 2 / 2));
}

describe('resampler', () => {
  test.each(rates)('a second of %d Hz is 8000 samples', (rate) => {
    expect(resampled(rate, sine(rate, 440))).toHaveLength(8000);
  });

  test.each(rates)('what the telephone carries passes from %d Hz as it was, and in time', (rate) => {
    for (const hertz of [100, 440, 1000, 3000]) {
      const expected = sine(8000, hertz);
      const middle = resampled(rate, sine(rate, hertz)).subarray(400, -400);
      const worst = middle.reduce(
        (most, sample, index) => Math.max(most, Math.abs(sample - (expected[index + 400] ?? 0))),
        0,
      );
      // 150 of 10 000: 0.13 dB.
      expect(worst).toBeLessThan(150);
    }
  });

  test.each([
    [24_000, 4100],
    [24_000, 5000],
    [24_000, 7000],
    [22_050, 4200],
    [22_050, 9000],
    [48_000, 15_000],
  ])('of %d Hz, a tone of %d Hz does not come back as another one', (rate, hertz) => {
    expect(levelDb(resampled(rate, sine(rate, hertz)))).toBeLessThan(-60);
  });

  test('it makes no difference where the sound is cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rates),
        fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 20 }),
        fc.int16Array({ minLength: 2000, maxLength: 2000 }),
        (rate, cuts, samples) => {
          expect(resampled(rate, samples, cuts)).toEqual(resampled(rate, samples));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('the output lies no more than 4 ms behind the input', () => {
    const resampler = createResampler(24_000);
    const made = resampler.push(sine(24_000, 440, 2400)).length;
    expect(made).toBeGreaterThanOrEqual(800 - 33);
  });

  test('what is too loud is clipped, and does not turn over', () => {
    const square = Int16Array.from({ length: 2400 }, (_, index) => (index % 240 < 120 ? 32_767 : -32_768));
    const output = resampled(24_000, square);
    const inside = Array.from(output).filter((_, index) => index % 80 > 8 && index % 80 < 32);
    expect(Math.min(...inside)).toBeGreaterThan(20_000);
  });
});

describe('PCM transcoder', () => {
  test('it makes no difference where the bytes are cut, not even in a sample', () => {
    const pcm = Buffer.from(sine(24_000, 440, 1200).buffer);
    const whole = createPcmTranscoder(24_000);
    const expected = Buffer.concat([whole.push(pcm), whole.end()]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: pcm.length }), { maxLength: 20 }), (cuts) => {
        const transcoder = createPcmTranscoder(24_000);
        const ends = [...cuts.toSorted((left, right) => left - right), pcm.length];
        const pieces = ends.map((end, index) => transcoder.push(pcm.subarray(ends[index - 1] ?? 0, end)));
        expect(Buffer.concat([...pieces, transcoder.end()])).toEqual(expected);
      }),
      { numRuns: 50 },
    );
    expect(expected).toHaveLength(400);
  });
});
