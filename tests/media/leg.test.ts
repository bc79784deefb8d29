import { expect, test } from 'vitest';
import { createLeg, type LegFact } from '../../src/media/leg.js';
import { frameBytes, frameMs, mulawSilence } from '../../src/media/mulaw.js';
import { tone } from '../../src/media/tones.js';
import { atOnce } from '../support/fake-beat.js';
import { fakeLine } from '../support/fake-line.js';
import { fakeVoiceActivity } from '../support/fake-voice-activity.js';

/** Nobody minds what the leg tells. */
const unheeded = {
  originalVoice: { isHeard: false, duckedDb: -18, betweenDb: 0 },
  atNextBeat: atOnce,
  tell: () => undefined,
  tally: { lost: () => undefined, late: () => undefined, echoed: () => undefined },
};

test('Scenario: what a telephone plays comes back as its echo, and the frames are counted', () => {
  const counts = { lost: 0, late: 0, echoed: 0 };
  let nowMs = 0;
  const leg = createLeg({
    ...unheeded,
    now: () => nowMs,
    voiceActivity: fakeVoiceActivity().voiceActivity,
    tally: {
      lost: (frames) => (counts.lost += frames),
      late: () => (counts.late += 1),
      echoed: () => (counts.echoed += 1),
    },
  });
  leg.receive({ type: 'start', streamSid: 'MZ1', line: fakeLine().line });
  const silence = new Uint8Array(frameBytes).fill(mulawSilence);
  const hear = (mulaw: Uint8Array) => {
    for (let start = 0; start < mulaw.length; start += frameBytes) {
      leg.receive({ type: 'media', mulaw: mulaw.subarray(start, start + frameBytes), timestampMs: nowMs });
      nowMs += frameMs;
    }
  };
  for (let frame = 0; frame < 50; frame += 1) hear(silence);
  expect(counts).toEqual({ lost: 0, late: 0, echoed: 0 });

  const played = (levelDb: number) => tone({ frequencyHz: 900, durationMs: 400, levelDb });
  leg.playOut.reserve('rendition', () => undefined).write(played(-12));
  for (let frame = 0; frame < 10; frame += 1) hear(silence);
  const before = counts.echoed;
  hear(played(-32));
  expect(counts).toEqual({ lost: 0, late: 0, echoed: before + 20 });
});

test('Scenario: voice activity detection is behind: nobody knows how much of the last audio was speech', () => {
  const state = { isWorking: true, hasJudged: false };
  const { voiceActivity, legs } = fakeVoiceActivity(state);
  const leg = createLeg({
    ...unheeded,
    now: () => 0,
    voiceActivity,
  });
  legs[0]?.tell({ type: 'started', positionMs: 100 });
  legs[0]?.tell({ type: 'ended', positionMs: 700 });
  expect(leg.voicedMs(0, 1000)).toBeUndefined();
  expect(leg.isTalking).toBeUndefined();
  state.hasJudged = true;
  expect(leg.voicedMs(0, 1000)).toBe(600);
  state.isWorking = false;
  expect(leg.voicedMs(0, 1000)).toBeUndefined();
});

test('Scenario: speech is confirmed late; the leg tells when its first sound came in', () => {
  let nowMs = 1000;
  const facts: LegFact[] = [];
  const { voiceActivity, legs } = fakeVoiceActivity();
  const leg = createLeg({
    ...unheeded,
    now: () => nowMs,
    voiceActivity,
    tell: (fact) => facts.push(fact),
  });
  leg.receive({ type: 'start', streamSid: 'MZ1', line: fakeLine().line });
  for (let frame = 0; frame < 10; frame += 1) {
    leg.receive({ type: 'media', mulaw: new Uint8Array(frameBytes).fill(mulawSilence), timestampMs: nowMs });
    nowMs += frameMs;
  }
  legs[0]?.tell({ type: 'started', positionMs: 60 });
  nowMs += 150;
  legs[0]?.tell({ type: 'confirmed', positionMs: 190 });
  expect(facts.filter(({ type }) => type === 'voice')).toEqual([
    { type: 'voice', edge: { type: 'started', positionMs: 60 }, onsetAt: 1040 },
    { type: 'voice', edge: { type: 'confirmed', positionMs: 190 }, onsetAt: 1040 },
  ]);
});

test('Scenario: a party talks, takes breath, and goes on', () => {
  const { voiceActivity, legs } = fakeVoiceActivity({ isWorking: true, hasJudged: true });
  const leg = createLeg({
    ...unheeded,
    now: () => 0,
    voiceActivity,
  });
  leg.receive({ type: 'start', streamSid: 'MZ1', line: fakeLine().line });
  const passTime = (ms: number) =>
    leg.receive({ type: 'media', mulaw: new Uint8Array(ms * 8), timestampMs: 0 });
  passTime(200);
  expect(leg.isTalking).toBe(false);
  legs[0]?.tell({ type: 'started', positionMs: 100 });
  legs[0]?.tell({ type: 'confirmed', positionMs: 200 });
  expect(leg.isTalking).toBe(true);
  passTime(800);
  expect(leg.isTalking).toBe(true);
  legs[0]?.tell({ type: 'paused', positionMs: 850 });
  expect(leg.isTalking).toBe(false);
  passTime(100);
  legs[0]?.tell({ type: 'resumed', positionMs: 1080 });
  expect(leg.isTalking).toBe(true);
});

test('Scenario: who begins to listen further back hears what came in since then, as far as it is kept', () => {
  const leg = createLeg({
    ...unheeded,
    now: () => 0,
    voiceActivity: fakeVoiceActivity().voiceActivity,
  });
  const frame = (value: number) => new Uint8Array(frameBytes).fill(value);
  const speak = (value: number) =>
    leg.receive({ type: 'media', mulaw: frame(value), timestampMs: value * frameMs });
  const heardFrom = (fromMs?: number) => {
    const values: (number | undefined)[] = [];
    const listening = leg.listen((mulaw) => values.push(mulaw[0]), fromMs);
    return { values, ...listening };
  };
  for (let value = 0; value < 5; value += 1) speak(value);
  const now = heardFrom();
  const before = heardFrom(60);
  speak(5);
  before.stop();
  speak(6);
  expect(now).toMatchObject({ fromMs: 100, values: [5, 6] });
  expect(before).toMatchObject({ fromMs: 60, values: [3, 4, 5] });

  for (let value = 7; value < 200; value += 1) speak(value);
  const old = heardFrom(0);
  expect(old.fromMs).toBe(200 * frameMs - 1500);
  expect(old.values).toEqual(Array.from({ length: 75 }, (_, index) => 125 + index));
  expect(heardFrom(5000)).toMatchObject({ fromMs: 4000, values: [] });
});
