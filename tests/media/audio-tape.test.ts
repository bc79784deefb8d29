import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAudioTape } from '../../src/media/audio-tape.js';

describe('the tape of a stream', () => {
  it('gives back any stretch that it has, and nothing of what it has not', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, fc.nat(1000), fc.nat(1000), (sounds, startMs, lengthMs) => {
        const tape = createAudioTape(100);
        const all = Buffer.concat(sounds);
        for (const sound of sounds) tape.add(sound);
        const start = Math.max(8 * startMs, all.length - 800);
        const expected = all.subarray(start, Math.max(start, 8 * (startMs + lengthMs)));
        expect(Buffer.from(tape.cut({ startMs, endMs: startMs + lengthMs })).equals(expected)).toBe(true);
      }),
    );
  });
});
