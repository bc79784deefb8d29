import pino from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWarmConnections } from '../../src/providers/warm-connections.js';
import { fakeTranslator } from '../support/fake-providers.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('Scenario: calls come one after the other; connections are opened for the first, and when they are old', () => {
  const connect = vi.fn(() => Promise.resolve());
  const warm = createWarmConnections([{ ...fakeTranslator(), connect }], pino({ level: 'silent' }));
  warm();
  warm();
  expect(connect).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(20_001);
  warm();
  expect(connect).toHaveBeenCalledTimes(2);
});

test('a vendor that cannot be reached is no error before somebody needs it', async () => {
  const connect = vi.fn(() => Promise.reject(new Error('refused')));
  createWarmConnections([{ ...fakeTranslator(), connect }, fakeTranslator()], pino({ level: 'silent' }))();
  await expect(connect.mock.results[0]?.value).rejects.toThrow('refused');
});
