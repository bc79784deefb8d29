import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCircuitBreaker, type BreakerState } from '../../src/providers/circuit-breaker.js';

function openBreaker(probe: (signal: AbortSignal) => Promise<void>) {
  const states: BreakerState[] = [];
  const breaker = createCircuitBreaker({ probe, onChanged: (state) => states.push(state) });
  return { breaker, states };
}

const works = () => Promise.resolve();
const fails = () => Promise.reject(new Error('ill'));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('A circuit breaker', () => {
  it('Scenario: a provider fails three times in a row, and is taken back when a probe of it works', async () => {
    const { breaker, states } = openBreaker(works);
    breaker.failed('timedOut');
    breaker.failed('unavailable');
    expect(breaker.state).toBe('closed');
    breaker.failed('rateLimited');
    expect(breaker.state).toBe('open');
    await vi.advanceTimersByTimeAsync(2000);
    expect(states).toEqual(['open', 'halfOpen', 'closed']);
  });

  it('Scenario: it stays ill; the probes become rarer', async () => {
    const probe = vi.fn(fails);
    const { breaker } = openBreaker(probe);
    for (let count = 0; count < 3; count += 1) breaker.failed('unavailable');
    await vi.advanceTimersByTimeAsync(2000);
    expect(probe).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3999);
    expect(probe).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(probe).toHaveBeenCalledTimes(2);
    expect(breaker.state).toBe('open');
    breaker.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('Scenario: the process ends while a probe is under way', async () => {
    let aborted = false;
    const { breaker } = openBreaker(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    );
    for (let count = 0; count < 3; count += 1) breaker.failed('timedOut');
    await vi.advanceTimersByTimeAsync(2000);
    expect(breaker.state).toBe('halfOpen');
    breaker.close();
    await vi.advanceTimersByTimeAsync(1);
    expect(aborted).toBe(true);
  });

  it('Scenario: every other request fails; half of the last ones are too many', () => {
    const { breaker } = openBreaker(fails);
    for (let count = 0; count < 9; count += 1) {
      breaker.failed('timedOut');
      breaker.succeeded();
    }
    expect(breaker.state).toBe('closed');
    breaker.failed('timedOut');
    expect(breaker.state).toBe('open');
    breaker.close();
  });

  it('Scenario: the key is wrong; there is no need to ask three times', () => {
    const { breaker } = openBreaker(fails);
    breaker.failed('unauthorized');
    expect(breaker.state).toBe('open');
    breaker.close();
  });

  it('what was asked wrongly is not held against the provider', () => {
    const { breaker } = openBreaker(fails);
    for (let count = 0; count < 5; count += 1) breaker.failed('invalidRequest');
    for (let count = 0; count < 5; count += 1) breaker.failed('unsupportedLanguage');
    expect(breaker.state).toBe('closed');
  });

  it('Scenario: somebody asked in spite of it, and was answered', async () => {
    const probe = vi.fn(fails);
    const { breaker } = openBreaker(probe);
    for (let count = 0; count < 3; count += 1) breaker.failed('unavailable');
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(probe).not.toHaveBeenCalled();
  });
});
