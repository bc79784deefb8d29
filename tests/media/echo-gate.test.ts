import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createEchoLine,
  judgeEcho,
  judgeSpeech,
  playToGate,
  type LineVoice,
} from '../../bench/echo-lines.js';
import { readLineVoices, speakLineVoices } from '../../bench/echo-voices.js';
import { createVoices } from '../../sandbox/sound/voices.js';
import { createEchoGate } from '../../src/media/echo-gate.js';
import { frameBytes, mulawSilence } from '../../src/media/mulaw.js';
import { tone } from '../../src/media/tones.js';

const recordings = await readLineVoices();
const seeds = Array.from({ length: 8 }, (_, index) => index + 1);

function describeLines(name: string, voices: () => readonly LineVoice[]) {
  test(`Scenario: the line returns what ${name} say, and nobody speaks: no leak is long enough for speech`, () => {
    const leaks = seeds.map((seed) => {
      const line = createEchoLine(seed, voices(), { interruption: 'none' });
      return { seed, ...judgeEcho(line, playToGate(line)) };
    });
    // Voice activity needs 128 ms to take a sound for speech.
    expect(leaks.filter(({ longestLeakMs }) => longestLeakMs > 120)).toEqual([]);
    expect(leaks.filter(({ leakedShare }) => leakedShare > 0.02)).toEqual([]);
  });

  test.each([
    { line: 'with echo', hasEcho: true },
    { line: 'without', hasEcho: false },
  ])(`Scenario: somebody talks over what ${name} say, on a line $line: they are heard`, ({ hasEcho }) => {
    const speech = seeds.map((seed) => {
      const line = createEchoLine(seed, voices(), { interruption: 'later', hasEcho });
      return { seed, ...judgeSpeech(line, playToGate(line)) };
    });
    expect(speech.filter(({ breakThroughMs }) => breakThroughMs > 200)).toEqual([]);
    const shares = speech.map(({ passedShare }) => passedShare);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.95);
  });
}

describe('echo gate', () => {
  const sound = tone({ frequencyHz: 700, durationMs: 400, levelDb: -10 });
  const frame = sound.subarray(frameBytes, 2 * frameBytes);
  /** The same sound, 20 dB softer. */
  const softFrame = tone({ frequencyHz: 700, durationMs: 400, levelDb: -30 }).subarray(160, 320);
  const silent = new Uint8Array(frameBytes).fill(mulawSilence);

  test('while nothing is played every frame passes as it is', () => {
    const gate = createEchoGate();
    const passed = gate.pass(frame, 0);
    expect(passed).toEqual({ audio: frame, isGated: false });
    expect(passed.audio).toBe(frame);
  });

  test('a frame that may be echo becomes silence of the same length', () => {
    const gate = createEchoGate();
    gate.played(sound, 0);
    expect(gate.pass(softFrame, 200)).toEqual({ audio: silent, isGated: true });
  });

  test('the echo is over 800 ms after the end of what was played', () => {
    const gate = createEchoGate();
    gate.played(sound, 0);
    expect(gate.pass(softFrame, 1180).isGated).toBe(true);
    expect(gate.pass(softFrame, 1260).isGated).toBe(false);
  });

  test('what was cleared does not sound, and has no echo', () => {
    const gate = createEchoGate();
    gate.played(sound, 1000);
    gate.cleared(1000);
    expect(gate.pass(softFrame, 1200).isGated).toBe(false);
  });

  test('what sounded before the clear still comes back', () => {
    const gate = createEchoGate();
    gate.played(sound, 1000);
    gate.cleared(1200);
    expect(gate.pass(softFrame, 1500).isGated).toBe(true);
  });

  test('Scenario: the party holds a vowel over another that is played: it goes on passing', () => {
    const gate = createEchoGate();
    gate.played(tone({ frequencyHz: 300, durationMs: 1200, levelDb: -14 }), 0);
    for (let at = 0; at < 100; at += 20) gate.pass(silent, at);
    const vowel = tone({ frequencyHz: 400, durationMs: 600, levelDb: -16 });
    const isGated = Array.from({ length: 30 }, (_, index) => {
      const piece = vowel.subarray(index * frameBytes, (index + 1) * frameBytes);
      return gate.pass(piece, 100 + index * 20).isGated;
    });
    expect(isGated.slice(3)).toEqual(Array(27).fill(false));
  });

  test('what plainly exceeds any echo of what is played passes with its first frame', () => {
    const gate = createEchoGate();
    gate.played(tone({ frequencyHz: 700, durationMs: 400, levelDb: -30 }), 0);
    for (let at = 0; at < 100; at += 20) gate.pass(silent, at);
    expect(gate.pass(frame, 100).isGated).toBe(false);
  });

  test.each([
    {
      moved: 'what the line is played first, which says how far away it is',
      fromMs: 0,
      untilMs: 20,
      isGated: false,
    },
    { moved: 'something later: the line stalls', fromMs: 800, untilMs: 1000, isGated: true },
  ])(
    'once $moved was late, the first frame that exceeds any echo is gated: $isGated',
    ({ fromMs, untilMs, isGated }) => {
      const gate = createEchoGate();
      const soft = tone({ frequencyHz: 700, durationMs: 1400, levelDb: -30 });
      gate.played(soft, 0);
      gate.moved(fromMs, untilMs, 150);
      gate.played(soft, 4000);
      for (let at = 3000; at < 4100; at += 20) gate.pass(silent, at);
      expect([4100, 4120].map((at) => gate.pass(frame, at).isGated)).toEqual([isGated, false]);
    },
  );

  test('Scenario: on a new line a soft voice exceeds the loudest echo only now and then: it is through within 200 ms', () => {
    const gate = createEchoGate();
    gate.played(tone({ frequencyHz: 700, durationMs: 2000, levelDb: -10 }), 0);
    const frameOf = (levelDb: number) =>
      tone({ frequencyHz: 700, durationMs: 60, levelDb }).subarray(frameBytes, 2 * frameBytes);
    const asLoud = frameOf(-20);
    const louder = frameOf(-14);
    const hear = (piece: Uint8Array, index: number) => gate.pass(piece, 900 + index * 20).isGated;
    const before = Array.from({ length: 8 }, (_, index) => hear(asLoud, index));
    expect(before).not.toContain(false);
    const voice = Array.from({ length: 10 }, (_, index) =>
      hear(index % 4 === 0 ? louder : asLoud, 8 + index),
    );
    expect(voice).toContain(false);
  });

  test('an empty message passes', () => {
    expect(createEchoGate().pass(new Uint8Array(0), 0)).toEqual({ audio: new Uint8Array(0), isGated: false });
  });

  describe('on lines with synthetic voices', () => {
    const synthetic = createVoices();
    let voices: LineVoice[] = [];
    beforeAll(async () => {
      voices = await speakLineVoices(synthetic);
    });
    afterAll(() => synthetic.close());
    describeLines('synthetic voices', () => voices);
  });

  describe.skipIf(recordings.length === 0)(
    'on lines with real voices (skipped without ../shared/audio)',
    () => {
      describeLines('real voices', () => recordings);
    },
  );
});
