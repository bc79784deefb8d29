import { describe, expect, test } from 'vitest';
import { mulawSilence } from '../../src/media/mulaw.js';
import { createWaitingVoice } from '../../src/media/waiting-voice.js';

const speech = (frames: number, code = 0x20) =>
  Array.from({ length: frames }, () => new Uint8Array(160).fill(code));
const pause = (frames: number) =>
  Array.from({ length: frames }, () => new Uint8Array(160).fill(mulawSilence));

function waiting(...frames: readonly Uint8Array[]) {
  const voice = createWaitingVoice();
  for (const frame of frames) voice.push(frame);
  return voice;
}

function take(voice: ReturnType<typeof waiting>): Uint8Array[] {
  const frame = voice.shift();
  return frame === undefined ? [] : [frame, ...take(voice)];
}

describe('the other party’s voice, waiting for its turn', () => {
  test('comes out as it went in, pauses and all', () => {
    const frames = [...pause(1), ...speech(1), ...pause(1)];
    expect(take(waiting(...frames))).toEqual(frames);
  });

  test('Scenario: after a stall, what was said is heard whole, and the pause behind it is shorter by the delay', () => {
    const said = speech(12);
    expect(take(waiting(...said, ...pause(20)))).toEqual([...said, ...pause(5)]);
  });

  test('Scenario: after a stall, the silence within a word stays, though much waits', () => {
    const said = [...speech(8), ...pause(4), ...speech(8)];
    expect(take(waiting(...said))).toEqual(said);
  });

  test('Scenario: who speaks softly, on a noisy line, is heard whole after a stall, and the noise behind it is shorter', () => {
    const softly = speech(12, 0x50);
    const noise = speech(20, 0x7c);
    expect(take(waiting(...noise.slice(0, 2), ...softly, ...noise))).toEqual([
      ...noise.slice(0, 2),
      ...softly,
      ...noise.slice(0, 5),
    ]);
  });

  test('Scenario: a stall of a second costs words: the delay is 600 ms at most', () => {
    const said = speech(50);
    expect(take(waiting(...said))).toEqual(said.slice(-30));
  });
});
