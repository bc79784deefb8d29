import { expect, test } from 'vitest';
import { createRecentCalls } from '../../src/calls/recent-calls.js';

test('the last calls are remembered, and the oldest is forgotten for a new one', () => {
  const calls = createRecentCalls(2);
  for (const callSid of ['CA1', 'CA2', 'CA2', 'CA3']) calls.add(callSid);
  expect(['CA1', 'CA2', 'CA3'].filter((callSid) => calls.has(callSid))).toEqual(['CA2', 'CA3']);
});
