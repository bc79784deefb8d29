import { describe, expect, test } from 'vitest';
import { fidelityOf } from '../../sandbox/fidelity.js';
import { createRandom } from '../../sandbox/telephone/random.js';

const random = createRandom(7);
const word = Int16Array.from({ length: 4800 }, () => 8000 * (random() + random() - 1));
const second = Int16Array.from({ length: 4800 }, () => 8000 * (random() + random() - 1));
const silence = (ms: number) => new Int16Array(8 * ms);
const joined = (...parts: readonly Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]));
const clip = joined(word, silence(200), second);

describe('how a clip came through', () => {
  test('whole, though the pause between its words was shortened', () => {
    const heard = joined(silence(500), word, silence(120), second, silence(500));
    expect(fidelityOf(heard, clip, 4000)).toEqual({ share: 1, skippedMs: 0, pausedMs: 0 });
  });

  test('with a pause that was longer', () => {
    const heard = joined(silence(500), word, silence(300), second, silence(500));
    expect(fidelityOf(heard, clip, 4000)).toEqual({ share: 1, skippedMs: 0, pausedMs: 100 });
  });

  test('with three pauses in a word, too close to each other for a long stretch between them', () => {
    const heard = joined(
      silence(500),
      word.slice(0, 1600),
      silence(80),
      word.slice(1600, 2240),
      silence(60),
      word.slice(2240, 2880),
      silence(100),
      word.slice(2880),
      silence(200),
      second,
      silence(500),
    );
    // The blocks in which it jumps may be lost: three of sixty.
    const { share, skippedMs, pausedMs } = fidelityOf(heard, clip, 4000);
    expect(share).toBeGreaterThanOrEqual(57 / 60);
    expect(skippedMs).toBe(0);
    expect(pausedMs).toBeCloseTo(240, 0);
  });

  test('without 20 ms of a word', () => {
    const heard = joined(
      silence(500),
      word,
      silence(200),
      second.slice(0, 1600),
      second.slice(1760),
      silence(500),
    );
    expect(fidelityOf(heard, clip, 4000)).toMatchObject({ skippedMs: 20 });
  });

  test('without the end of a word, and the pause behind it', () => {
    const heard = joined(silence(500), word.slice(0, 4320), second, silence(500));
    expect(fidelityOf(heard, clip, 4000).share).toBeLessThan(0.97);
  });
});
