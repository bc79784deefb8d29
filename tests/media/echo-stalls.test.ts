import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVoices } from '../../sandbox/sound/voices.js';
import { encodeMulaw } from '../../src/media/mulaw.js';
import { playToStallingLine, type StallingLine, type Stalls } from '../support/stalling-line.js';

const texts = [
  'One moment please, I am looking it up right now.',
  'It is ready, you can collect it tomorrow from nine o’clock.',
  'Good morning, how can I help you today?',
];
const seeds = Array.from({ length: 6 }, (_, index) => 7919 * (index + 1));

describe('a line that returns what it plays, while something stands still', () => {
  const voices = createVoices();
  let renditions: readonly Uint8Array[] = [];

  beforeAll(async () => {
    const sounds = texts.map((text) => voices.speak({ text, language: 'en' }));
    const spoken = (await Promise.all(sounds)).map((samples) => encodeMulaw(samples));
    renditions = [...spoken, ...spoken];
  });
  afterAll(() => voices.close());

  /** Audible frames of echo, and those that passed, of all seeds. */
  function play(stalls: Stalls, line: Omit<StallingLine, 'seed' | keyof Stalls>) {
    const plays = seeds.map((seed) => playToStallingLine({ seed, ...stalls, ...line }, renditions));
    return {
      audible: plays.reduce((sum, { audible }) => sum + audible.length, 0),
      leaked: plays.flatMap(({ leaked }, index) => leaked.map((atMs) => `${seeds[index]} at ${atMs} ms`)),
    };
  }

  test.each([
    { stalls: 'nothing', processesMs: 0, voiceMs: 0 },
    { stalls: 'telephone and service, for up to 300 ms', processesMs: 300, voiceMs: 0 },
    { stalls: 'the voice’s vendor, for up to 500 ms', processesMs: 0, voiceMs: 500 },
  ])('Scenario: $stalls: no echo of 320 ms, 14 dB down, passes', ({ processesMs, voiceMs }) => {
    const { audible, leaked } = play({ processesMs, voiceMs }, { delayMs: 320, attenuationDb: 14 });
    expect(audible).toBeGreaterThan(2000);
    expect(leaked).toEqual([]);
  });

  test.each([30, 60, 100])(
    'Scenario: the telephone is %d ms away, and all of them stall: no echo of 320 ms, 14 dB down, passes',
    (networkMs) => {
      const stalls = { processesMs: 400, voiceMs: 500 };
      const { audible, leaked } = play(stalls, { networkMs, delayMs: 320, attenuationDb: 14 });
      expect(audible).toBeGreaterThan(2000);
      expect(leaked).toEqual([]);
    },
  );

  test.each([
    { networkMs: 0, attenuationDb: 10 },
    { networkMs: 0, attenuationDb: 14 },
    { networkMs: 60, attenuationDb: 10 },
    { networkMs: 60, attenuationDb: 14 },
  ])(
    'Scenario: what is played goes out frame by frame, and the line runs dry for a frame or two ($networkMs ms away, $attenuationDb dB)',
    (line) => {
      const stalls = { processesMs: 100, voiceMs: 0 };
      const { audible, leaked } = play(stalls, { ...line, isPaced: true, delayMs: 320 });
      expect(audible).toBeGreaterThan(2000);
      expect(leaked).toEqual([]);
    },
  );

  test.each([
    { isPaced: true, networkMs: 0 },
    { isPaced: true, networkMs: 60 },
    { isPaced: false, networkMs: 0 },
    { isPaced: false, networkMs: 60 },
  ])(
    'Scenario: a tenth of the marks come back a frame late (frame by frame: $isPaced, $networkMs ms away): next to no echo passes',
    (line) => {
      const late = { ...line, lateMarkShare: 0.1, delayMs: 320, attenuationDb: 14 };
      const { audible, leaked } = play({ processesMs: 0, voiceMs: 0 }, late);
      expect(leaked.length / audible).toBeLessThan(0.02);
    },
  );

  test.each([120, 320, 560])(
    'Scenario: all of them stall, for up to half a second: of an echo of %d ms next to nothing passes',
    (delayMs) => {
      const { audible, leaked } = play({ processesMs: 400, voiceMs: 500 }, { delayMs, attenuationDb: 14 });
      expect(leaked.length / audible).toBeLessThan(0.02);
    },
  );
});
