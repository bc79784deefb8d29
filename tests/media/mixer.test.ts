import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMixer } from '../../src/media/mixer.js';
import { decodeMulaw, encodeMulaw, frameBytes, mulawSilence } from '../../src/media/mulaw.js';
import { tone } from '../../src/media/tones.js';

const silent = new Uint8Array(frameBytes).fill(mulawSilence);
const frames = (mulaw: Uint8Array) =>
  Array.from({ length: Math.floor(mulaw.length / frameBytes) }, (_, frame) =>
    mulaw.subarray(frame * frameBytes, (frame + 1) * frameBytes),
  );

function decoded(mulaw: Uint8Array): Int16Array {
  const samples = new Int16Array(mulaw.length);
  decodeMulaw(mulaw, samples);
  return samples;
}

function mixed(
  mixer: ReturnType<typeof createMixer>,
  original: Uint8Array | undefined,
  rendition: Uint8Array | undefined,
  length = frameBytes,
): Uint8Array {
  const into = new Uint8Array(length);
  mixer.mix(original, rendition, into);
  return into;
}

/** A second of an original tone, over which a silent rendition lasts from frame 5 to frame 20. */
function duckedTone() {
  const mixer = createMixer();
  const original = tone({ frequencyHz: 1000, durationMs: 1000, levelDb: -10 });
  const heard = frames(original).map((frame, index) =>
    mixed(mixer, frame, index >= 5 && index < 20 ? silent : undefined),
  );
  return { original: decoded(original), heard: decoded(Buffer.concat(heard)) };
}

/** Level of 5 ms from an instant on, dB. */
function levelAt(samples: Int16Array, ms: number): number {
  const piece = samples.subarray(ms * 8, ms * 8 + 40);
  return 10 * Math.log10(piece.reduce((sum, sample) => sum + sample ** 2, 0) / piece.length);
}

describe('mixer', () => {
  test.each([
    { ms: 90, gainDb: 0, when: 'before the rendition' },
    { ms: 137, gainDb: -9, when: 'half way through the attack of 80 ms' },
    { ms: 182, gainDb: -18, when: 'after the attack' },
    { ms: 390, gainDb: -18, when: 'at the end of the rendition' },
    { ms: 597, gainDb: -9, when: 'half way through the release of 400 ms' },
    { ms: 805, gainDb: 0, when: 'after the release' },
  ])('Scenario: a rendition ducks the original voice: $gainDb dB $when', ({ ms, gainDb }) => {
    const { original, heard } = duckedTone();
    expect(Math.abs(levelAt(heard, ms) - levelAt(original, ms) - gainDb)).toBeLessThan(1);
  });

  test('ducking makes no clicks: from sample to sample the voice moves no further than before', () => {
    const { original, heard } = duckedTone();
    const jump = (samples: Int16Array) =>
      samples.reduce(
        (most, sample, index) => Math.max(most, Math.abs(sample - (samples[index - 1] ?? 0))),
        0,
      );
    expect(jump(heard)).toBeLessThanOrEqual(jump(original));
  });

  test('the original voice has a level of its own between renditions', () => {
    const mixer = createMixer({ betweenDb: -6 });
    const original = tone({ frequencyHz: 1000, durationMs: 20, levelDb: -10 });
    const heard = decoded(mixed(mixer, original, undefined));
    expect(Math.abs(levelAt(heard, 10) - levelAt(decoded(original), 10) + 6)).toBeLessThan(0.5);
  });

  test('two loud voices are clipped, not wrapped around', () => {
    const mixer = createMixer({ duckedDb: 0 });
    const loud = (sample: number) => encodeMulaw(new Int16Array(frameBytes).fill(sample));
    expect(mixed(mixer, loud(30_000), loud(30_000))).toEqual(loud(32_767));
    expect(mixed(mixer, loud(-30_000), loud(-30_000))).toEqual(loud(-32_768));
  });

  test('with nothing to hear there is silence', () => {
    expect(mixed(createMixer(), undefined, undefined)).toEqual(silent);
  });

  test('a source that ends early is followed by silence, and one that is too long is cut', () => {
    const voice = encodeMulaw(Int16Array.of(100, -100, 1000));
    expect(mixed(createMixer(), voice, undefined, 5)).toEqual(Uint8Array.of(...voice, 0xff, 0xff));
    expect(mixed(createMixer(), undefined, voice, 2)).toEqual(voice.slice(0, 2));
    expect(mixed(createMixer(), silent.subarray(0, 1), voice, 5)).toEqual(
      Uint8Array.of(...voice, 0xff, 0xff),
    );
  });

  // The byte of the negative zero is left out: it sounds like 0xff, and a mix says 0xff.
  const anyAudio = fc
    .uint8Array({ minLength: 1, maxLength: 400 })
    .map((mulaw) => mulaw.map((byte) => (byte === 0x7f ? mulawSilence : byte)));

  test('mixing silence into a rendition, or nothing into a voice, changes nothing', () => {
    fc.assert(
      fc.property(anyAudio, (audio) => {
        const silence = new Uint8Array(audio.length).fill(mulawSilence);
        expect(mixed(createMixer(), silence, audio, audio.length)).toEqual(audio);
        expect(mixed(createMixer(), undefined, audio, audio.length)).toEqual(audio);
        expect(mixed(createMixer(), audio, undefined, audio.length)).toEqual(audio);
      }),
    );
  });

  test('the gain goes on through frames without an original voice', () => {
    const heardFirst = createMixer();
    const notHeardFirst = createMixer();
    mixed(heardFirst, silent, silent, 480);
    mixed(notHeardFirst, undefined, silent, 480);
    const voice = tone({ frequencyHz: 700, durationMs: 20, levelDb: -10 });
    expect(mixed(notHeardFirst, voice, silent)).toEqual(mixed(heardFirst, voice, silent));
  });
});
