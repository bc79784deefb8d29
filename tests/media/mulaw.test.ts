import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeMulaw,
  encodeMulaw,
  encodeMulawInto,
  frameBytes,
  linearToMulaw,
  mulawSilence,
  mulawToLinear,
} from '../../src/media/mulaw.js';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

function decoded(mulaw: Uint8Array): Int16Array {
  const samples = new Int16Array(mulaw.length);
  decodeMulaw(mulaw, samples);
  return samples;
}

describe('mu-law', () => {
  /** G.711 (11/88), table 2a: the ends of the eight segments, as 14-bit decoder output values y_n. */
  test.each([
    { byte: 0xff, value: 0 },
    { byte: 0xfe, value: 2 },
    { byte: 0xf0, value: 30 },
    { byte: 0xef, value: 33 },
    { byte: 0xe0, value: 93 },
    { byte: 0xdf, value: 99 },
    { byte: 0xd0, value: 219 },
    { byte: 0xcf, value: 231 },
    { byte: 0xc0, value: 471 },
    { byte: 0xbf, value: 495 },
    { byte: 0xb0, value: 975 },
    { byte: 0xaf, value: 1023 },
    { byte: 0xa0, value: 1983 },
    { byte: 0x9f, value: 2079 },
    { byte: 0x90, value: 3999 },
    { byte: 0x8f, value: 4191 },
    { byte: 0x80, value: 8031 },
  ])('byte $byte is the standard’s value $value, and its mirror the negative', ({ byte, value }) => {
    expect([...decoded(Uint8Array.of(byte, byte & 0x7f))]).toEqual([value * 4, 0 - value * 4]);
  });

  /** G.711 (11/88), table 2a: decision values x_n; a sample from x_n up to x_n+1 takes one byte. */
  test.each([
    { decision: 1, above: 0xfe, below: 0xff },
    { decision: 31, above: 0xef, below: 0xf0 },
    { decision: 95, above: 0xdf, below: 0xe0 },
    { decision: 223, above: 0xcf, below: 0xd0 },
    { decision: 479, above: 0xbf, below: 0xc0 },
    { decision: 991, above: 0xaf, below: 0xb0 },
    { decision: 2015, above: 0x9f, below: 0xa0 },
    { decision: 4063, above: 0x8f, below: 0x90 },
  ])('the standard’s decision value $decision parts two segments', ({ decision, above, below }) => {
    const sample = decision * 4;
    expect([...encodeMulaw(Int16Array.of(sample, sample - 1, -sample - 1, -sample))]).toEqual([
      above,
      below,
      above & 0x7f,
      below & 0x7f,
    ]);
  });

  test('the loudest samples are clipped to the ends of the scale', () => {
    expect([...encodeMulaw(Int16Array.of(32_767, 32_636, -32_637, -32_768))]).toEqual([
      0x80, 0x80, 0x00, 0x00,
    ]);
  });

  test('silence is the byte of a zero sample', () => {
    expect(encodeMulaw(new Int16Array(frameBytes))).toEqual(new Uint8Array(frameBytes).fill(mulawSilence));
  });

  test('every byte survives the way to samples and back, but for the negative zero', () => {
    expect(encodeMulaw(decoded(everyByte))).toEqual(everyByte.with(0x7f, mulawSilence));
  });

  test('a sample comes back no further away than the width of its segment’s step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_635, max: 32_635 }), (sample) => {
        const [back] = decoded(encodeMulaw(Int16Array.of(sample)));
        const halfStep = 2 ** Math.floor(Math.log2(Math.abs(sample) + 132)) / 32;
        expect(Math.abs((back ?? Number.NaN) - sample)).toBeLessThanOrEqual(halfStep + 4);
      }),
    );
  });

  test('louder samples never take a quieter byte', () => {
    const sample = fc.integer({ min: -32_768, max: 32_767 });
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const [low, high] = decoded(encodeMulaw(Int16Array.of(Math.min(one, other), Math.max(one, other))));
        expect(low ?? Number.NaN).toBeLessThanOrEqual(high ?? Number.NaN);
      }),
    );
  });

  test('the tables say the same as the functions, for any audio', () => {
    fc.assert(
      fc.property(fc.int16Array(), (samples) => {
        const mulaw = Uint8Array.from(samples, (sample) => linearToMulaw[(sample >> 2) & 0x3fff] ?? 0);
        expect(encodeMulaw(samples)).toEqual(mulaw);
        expect(decoded(mulaw)).toEqual(Int16Array.from(mulaw, (byte) => mulawToLinear[byte] ?? 0));
      }),
    );
  });

  test('writing into a longer buffer leaves its rest alone', () => {
    const into = new Uint8Array(4).fill(7);
    encodeMulawInto(Int16Array.of(0, 8), into);
    expect([...into]).toEqual([0xff, 0xfe, 7, 7]);
  });
});
