import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSilenceWatch } from '../../src/providers/silence-watch.js';

/** 8 kHz mu-law, 100 ms: as loud as a voice. */
const voice = Uint8Array.from({ length: 800 }, (_, index) => (index % 16 < 8 ? 0x00 : 0x80));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('Scenario: it says nothing, and neither does a second one; nobody who speaks on goes unasked for as long as is kept', () => {
  const watch = createSilenceWatch({ isStreaming: true });
  const speakUntilSuspicion = () => {
    for (let ms = 0; ms < 60_000; ms += 100) {
      watch.heard(voice);
      vi.advanceTimersByTime(100);
      if (watch.isSuspicious()) return ms;
    }
    return undefined;
  };
  expect(speakUntilSuspicion()).toBeLessThan(2000);
  for (let round = 0; round < 5; round += 1) {
    vi.advanceTimersByTime(4000);
    watch.dismissed();
    expect(speakUntilSuspicion()).toBeLessThan(11_000);
  }
});
