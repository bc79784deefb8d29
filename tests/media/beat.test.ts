import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBeat } from '../../src/media/beat.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('Scenario: what is to go out within ten milliseconds goes out together, in turn; what comes up meanwhile, next time', () => {
  const done: string[] = [];
  const atNextBeat = createBeat();
  atNextBeat(() => {
    done.push('first');
    atNextBeat(() => done.push('third'));
  });
  vi.advanceTimersByTime(9);
  atNextBeat(() => done.push('second'));
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['first', 'second']);
  vi.advanceTimersByTime(10);
  expect(done).toEqual(['first', 'second', 'third']);
  expect(vi.getTimerCount()).toBe(0);
});
