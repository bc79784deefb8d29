import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConcurrencyLimit } from '../../src/providers/concurrency-limit.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('A concurrency limit', () => {
  it('Scenario: two requests fit, a third waits until one of them is over', async () => {
    const actives: number[] = [];
    const limit = createConcurrencyLimit(2, (active) => actives.push(active));
    const first = limit.take();
    expect(limit.take()).toBeDefined();
    expect(limit.take()).toBeUndefined();
    const third = limit.wait(new AbortController().signal);
    first?.();
    first?.();
    expect(await third).toBeDefined();
    expect(limit.active).toBe(2);
    expect(actives).toEqual([1, 2, 1, 2]);
  });

  it('Scenario: nothing comes free in time', async () => {
    const limit = createConcurrencyLimit(1, () => {});
    limit.take();
    const late = limit.wait(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await late).toBeUndefined();
  });

  it('Scenario: who waits gives up, and the slot goes to the next', async () => {
    const limit = createConcurrencyLimit(1, () => {});
    const release = limit.take();
    const giveUp = new AbortController();
    const first = limit.wait(giveUp.signal);
    const second = limit.wait(new AbortController().signal);
    giveUp.abort();
    expect(await first).toBeUndefined();
    release?.();
    expect(await second).toBeDefined();
  });

  it('the queue is bounded', async () => {
    const limit = createConcurrencyLimit(1, () => {});
    limit.take();
    const waits = Array.from({ length: 64 }, () => limit.wait(new AbortController().signal));
    expect(await limit.wait(new AbortController().signal)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await Promise.all(waits)).toEqual(waits.map(() => undefined));
  });
});
