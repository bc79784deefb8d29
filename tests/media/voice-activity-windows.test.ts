import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEnergyGate } from '../../src/media/voice-activity/energy-gate.js';
import { windowSamples } from '../../src/media/voice-activity/silero.js';
import { createWindowBuffer, type WindowBuffer } from '../../src/media/voice-activity/window-buffer.js';
import { mulawToLinear } from '../../src/media/mulaw.js';

interface TakenWindow {
  readonly position: number;
  readonly samples: Float32Array;
}

function takeAll(buffer: WindowBuffer): TakenWindow[] {
  const taken: TakenWindow[] = [];
  for (;;) {
    const samples = new Float32Array(windowSamples);
    const position = buffer.take(samples);
    if (position === undefined) return taken;
    taken.push({ position, samples });
  }
}

function decoded(mulaw: Uint8Array): Float32Array {
  return Float32Array.from(mulaw, (byte) => (mulawToLinear[byte] ?? Number.NaN) / 32_768);
}

describe('a window buffer', () => {
  test('re-blocks audio into the same windows, whatever the pieces it came in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 700 })), fc.boolean(), (pieces, isTakenAtOnce) => {
        const buffer = createWindowBuffer();
        const taken: TakenWindow[] = [];
        let position = 0;
        for (const piece of pieces) {
          buffer.push(position, piece);
          position += piece.length;
          if (isTakenAtOnce) taken.push(...takeAll(buffer));
        }
        taken.push(...takeAll(buffer));
        const audio = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        const starts = Array.from(
          { length: Math.floor(audio.length / windowSamples) },
          (_, index) => index * windowSamples,
        );
        expect(taken).toEqual(
          starts.map((start) => ({
            position: start,
            samples: decoded(audio.subarray(start, start + windowSamples)),
          })),
        );
      }),
    );
  });

  test('begins a fresh window behind a gap', () => {
    const buffer = createWindowBuffer();
    buffer.push(0, new Uint8Array(100).fill(1));
    buffer.push(500, new Uint8Array(windowSamples).fill(2));
    expect(takeAll(buffer)).toEqual([
      { position: 500, samples: decoded(new Uint8Array(windowSamples).fill(2)) },
    ]);
  });

  test('keeps a copy: the piece may be used again', () => {
    const buffer = createWindowBuffer();
    const piece = new Uint8Array(windowSamples).fill(1);
    buffer.push(0, piece);
    piece.fill(2);
    expect(takeAll(buffer)).toEqual([
      { position: 0, samples: decoded(new Uint8Array(windowSamples).fill(1)) },
    ]);
  });
});

describe('the energy gate', () => {
  const loud = 10 ** (-40 / 10);
  const quiet = 10 ** (-55 / 10);

  test('is shut on a line that has been quiet, and opens with the first loud window', () => {
    const gate = createEnergyGate();
    expect([quiet, quiet, loud].map((energy) => gate.hear(energy))).toEqual(['shut', 'shut', 'loud']);
  });

  test('shuts only after half a second of quiet', () => {
    const gate = createEnergyGate();
    gate.hear(loud);
    const levels = Array.from({ length: 17 }, () => gate.hear(quiet));
    expect(levels).toEqual([...Array.from({ length: 15 }, () => 'quiet'), 'shut', 'shut']);
  });

  test('a loud window in between holds it open for another half second', () => {
    const gate = createEnergyGate();
    gate.hear(loud);
    for (let window = 0; window < 15; window += 1) gate.hear(quiet);
    expect([loud, ...Array.from({ length: 15 }, () => quiet)].map((energy) => gate.hear(energy))).toEqual([
      'loud',
      ...Array.from({ length: 15 }, () => 'quiet'),
    ]);
  });
});
