import { expect, test } from 'vitest';
import { createVoicedTime } from '../../src/media/voiced-time.js';

test('speech is what lies between its edges, coughs and what goes on still among it', () => {
  const voiced = createVoicedTime();
  voiced.take({ type: 'started', positionMs: 1000 });
  voiced.take({ type: 'confirmed', positionMs: 1200 });
  voiced.take({ type: 'paused', positionMs: 1500 });
  voiced.take({ type: 'resumed', positionMs: 1700 });
  voiced.take({ type: 'paused', positionMs: 2000 });
  voiced.take({ type: 'ended', positionMs: 2000 });
  voiced.take({ type: 'started', positionMs: 3000 });
  voiced.take({ type: 'misfired', positionMs: 3100 });
  voiced.take({ type: 'started', positionMs: 5000 });
  expect(voiced.within(0, 4000)).toBe(900);
  expect(voiced.within(1400, 1800)).toBe(200);
  expect(voiced.within(5000, 5600)).toBe(600);
});
