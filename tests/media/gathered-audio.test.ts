import { describe, expect, test } from 'vitest';
import { gatherAudio } from '../../src/media/gathered-audio.js';
import { frameBytes, linearToMulaw, mulawSilence } from '../../src/media/mulaw.js';

const silence = () => new Uint8Array(frameBytes).fill(mulawSilence);

/** A square wave of so many dBFS. */
function tone(decibels: number): Uint8Array {
  const amplitude = Math.round(32_768 * 10 ** (decibels / 20));
  return Uint8Array.from({ length: frameBytes }, (_, index) => {
    const sample = index % 16 < 8 ? amplitude : -amplitude;
    return linearToMulaw[(sample >> 2) & 0x3fff] ?? mulawSilence;
  });
}

function listening() {
  const heard: Uint8Array[] = [];
  const hear = gatherAudio((mulaw) => heard.push(mulaw));
  return {
    heard,
    say: (frames: number, frame: () => Uint8Array) => {
      for (let count = 0; count < frames; count += 1) hear(frame());
    },
    get sizes() {
      return heard.map(({ length }) => length / frameBytes);
    },
  };
}

describe('audio on its way to a recognizer', () => {
  test('Scenario: somebody speaks: frame by frame, to the last one', () => {
    const line = listening();
    line.say(12, () => tone(-20));
    expect(line.sizes).toEqual(Array<number>(12).fill(1));
  });

  test('Scenario: what is behind the end of speech goes out in short pieces', () => {
    const line = listening();
    line.say(5, () => tone(-20));
    line.say(7, silence);
    expect(line.sizes).toEqual([1, 1, 1, 1, 1, 2, 2, 2]);
  });

  test('Scenario: nobody speaks for long, and then somebody does', () => {
    const line = listening();
    line.say(85, silence);
    const settled = line.heard.length;
    line.say(13, silence);
    line.say(5, () => tone(-40));
    // Ten frames at a time; what waits goes with the first sound, at once.
    const waited = 85 + 13 - framesIn(line.sizes.slice(0, settled + 1));
    expect(line.sizes.slice(settled)).toEqual([10, waited + 1, 1, 1, 1, 1]);
    expect(line.heard[settled + 1]?.subarray(-frameBytes)).toEqual(Buffer.from(tone(-40)));
  });

  test('Scenario: speech that is only just loud enough is speech', () => {
    const line = listening();
    line.say(200, () => tone(-46));
    expect(line.sizes).toEqual(Array<number>(200).fill(1));
  });

  test('Scenario: what is quieter than speech counts as silence, and nothing of it is lost', () => {
    const line = listening();
    line.say(200, () => tone(-52));
    expect(line.sizes.slice(-2)).toEqual([10, 10]);
    expect(framesIn(line.sizes)).toBeGreaterThan(200 - 10);
  });
});

function framesIn(sizes: readonly number[]): number {
  return sizes.reduce((sum, frames) => sum + frames, 0);
}
