import { expect, test } from 'vitest';
import { createConnectedTime } from '../../src/calls/connected-time.js';

test('Scenario: a stream breaks off and comes back, and only the time in between does not count', () => {
  let now = 0;
  const connected = createConnectedTime(() => now);
  now = 1000;
  expect(connected.ms).toBe(0);
  connected.take({ type: 'connected' });
  now = 3000;
  expect(connected.ms).toBe(2000);
  connected.take({ type: 'lost' });
  now = 7000;
  connected.take({ type: 'connected' });
  now = 7500;
  connected.take({ type: 'ended' });
  now = 9000;
  expect(connected.ms).toBe(2500);
});
