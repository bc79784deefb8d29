import { describe, expect, test } from 'vitest';
import { createForeseen } from '../../src/interpreting/foreseen.js';

/** Work that ends when it is told to, and what became of it. */
function foreseeing() {
  const outcomes: string[] = [];
  const begun: { key: string; signal: AbortSignal }[] = [];
  const foreseen = createForeseen<string>((outcome) => outcomes.push(outcome));
  const expecting = (key: string) =>
    foreseen.expect(key, (signal) => {
      begun.push({ key, signal });
      return Promise.resolve(`result of ${key}`);
    });
  return { foreseen, expecting, outcomes, begun };
}

describe('foreseen', () => {
  test('Scenario: what was expected comes, and its result is there', async () => {
    const { foreseen, expecting, outcomes, begun } = foreseeing();
    expecting('a');
    expecting('a');
    expect(begun).toHaveLength(1);
    const taken = foreseen.take('a');
    await expect(taken?.result).resolves.toBe('result of a');
    expect(foreseen.take('a')).toBeUndefined();
    foreseen.forget();
    expect(begun[0]?.signal.aborted).toBe(false);
    expect(outcomes).toEqual(['used']);
  });

  test('Scenario: something else comes: what was expected is given up, and no more than one is under way', () => {
    const { foreseen, expecting, outcomes, begun } = foreseeing();
    expecting('a');
    expect(foreseen.take('b')).toBeUndefined();
    expecting('b');
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    foreseen.forget();
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect(outcomes).toEqual(['unused', 'unused']);
    foreseen.forget();
    expect(outcomes).toHaveLength(2);
  });

  test('work that fails while nobody has taken it troubles nobody; its taker hears of it', async () => {
    const { foreseen } = foreseeing();
    foreseen.expect('a', () => Promise.reject(new Error('broken')));
    await Promise.resolve();
    await expect(foreseen.take('a')?.result).rejects.toThrow('broken');
  });
});
