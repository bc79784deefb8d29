import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heardPieces } from '../../bench/heard-pieces.js';
import { hearingOf } from '../../bench/hearing.js';
import type { Clip } from '../../sandbox/script.js';
import { toClip } from '../../sandbox/sound/clip.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import type { LineRecording } from '../../sandbox/telephone/line.js';

const frames = 600;
const language = 'es';

let voices: Voices;
let whole: Clip;
let rest: Clip;
beforeAll(async () => {
  voices = createVoices();
  const speak = async (text: string) =>
    toClip({ id: text, language, text, samples: await voices.speak({ text, language, voice: 'f1' }) });
  whole = await speak(
    'El repartidor dejó el paquete con un vecino, pero nadie del edificio sabe nada de él.',
  );
  rest = await speak('pero nadie del edificio sabe nada de él.');
});
afterAll(() => voices.close());

/** A recording whose frame n was played at 20 n ms, with sounds laid into it at a time, ms. */
function recordingWith(
  sounds: readonly { readonly at: number; readonly samples: Int16Array }[],
): LineRecording {
  const heard = new Int16Array(frames * 160);
  for (const { at, samples } of sounds) heard.set(samples, at * 8);
  const times = Array.from({ length: frames }, (_, frame) => frame * 20);
  return { heard, spoken: new Int16Array(frames * 160), frameTimes: times, arrivalTimes: times };
}

const window = { fromAt: 0, toAt: frames * 20 };

describe('pieces of sounds in an ear', () => {
  test('Scenario: a rendition is held back for 300 ms and goes on where it was', () => {
    const recording = recordingWith([
      { at: 1000, samples: whole.samples.subarray(0, 1700 * 8) },
      { at: 3000, samples: whole.samples.subarray(1700 * 8) },
    ]);
    const [before, after, ...more] = heardPieces(recording, window, [whole, rest], 2500);
    expect(more).toEqual([]);
    expect([before?.clip.id, after?.clip.id]).toEqual([whole.id, whole.id]);
    expect(Math.abs((before?.endAt ?? 0) - 2700)).toBeLessThan(120);
    expect(Math.abs((after?.startAt ?? 0) - 3000)).toBeLessThan(120);
    expect(Math.abs((after?.fromMs ?? 0) - (before?.toMs ?? 0))).toBeLessThan(250);
  });

  test('Scenario: a rendition is cut, and its last clause is said again', () => {
    const recording = recordingWith([
      { at: 1000, samples: whole.samples.subarray(0, 3400 * 8) },
      { at: 6000, samples: rest.samples },
    ]);
    const pieces = heardPieces(recording, window, [whole, rest], 4200);
    expect(pieces.map(({ clip }) => clip.id)).toEqual([whole.id, rest.id]);
    expect(Math.abs((pieces[0]?.endAt ?? 0) - 4400)).toBeLessThan(21);
    expect((pieces[1]?.toMs ?? 0) + 250).toBeGreaterThan(rest.words.at(-1)?.endMs ?? 0);
  });

  test('Scenario: a rendition is cut at the end of a pause of its own: it was heard until then', () => {
    const pauseMs = 400;
    const wordEndMs = whole.words.find(({ text }) => text === 'vecino,')?.endMs ?? 0;
    const end = wordEndMs * 8;
    const soft = Int16Array.from({ length: pauseMs * 8 }, (_, index) => (index % 7) - 3);
    const samples = Int16Array.of(...whole.samples.subarray(0, end), ...soft, ...whole.samples.subarray(end));
    const paused = toClip({ id: 'paused', language, text: whole.text, samples });
    const recording = recordingWith([
      { at: 1000, samples: samples.subarray(0, end + (pauseMs - 60) * 8) },
      { at: 6000, samples: rest.samples },
    ]);
    const [cut] = heardPieces(recording, window, [paused, rest], 1000 + wordEndMs);
    expect(cut?.clip.id).toBe('paused');
    expect(Math.abs((cut?.toMs ?? 0) - (wordEndMs + pauseMs - 60))).toBeLessThan(41);
  });

  test('Scenario: a rendition is cut when it has just begun, too soon to be recognized, and is said again', () => {
    const recording = recordingWith([
      { at: 1000, samples: whole.samples.subarray(0, 460 * 8) },
      { at: 4000, samples: whole.samples },
    ]);
    const pieces = heardPieces(recording, window, [whole, rest], 1250);
    expect(pieces.map(({ clip }) => clip.id)).toEqual([whole.id, whole.id]);
    expect(Math.abs((pieces[0]?.endAt ?? 0) - 1460)).toBeLessThan(21);
    expect(Math.abs((pieces[0]?.toMs ?? 0) - 460)).toBeLessThan(40);
  });

  test('Scenario: a rendition that was held back goes on for a moment, is cut after all, and its rest is said again', () => {
    const recording = recordingWith([
      { at: 1000, samples: whole.samples.subarray(0, 1700 * 8) },
      { at: 3000, samples: whole.samples.subarray(1700 * 8, 2140 * 8) },
      { at: 6000, samples: rest.samples },
    ]);
    const pieces = heardPieces(recording, window, [whole, rest], 2500);
    expect(pieces.map(({ clip }) => clip.id)).toEqual([whole.id, whole.id, rest.id]);
    expect(Math.abs((pieces[1]?.fromMs ?? 0) - 1700)).toBeLessThan(40);
    expect(Math.abs((pieces[1]?.toMs ?? 0) - 2140)).toBeLessThan(40);
  });

  test('a short sound that is none of those that were asked for is left unexplained', () => {
    const recording = recordingWith([{ at: 1000, samples: rest.samples.subarray(800 * 8, 1260 * 8) }]);
    expect(heardPieces(recording, window, [whole], 1250)).toEqual([]);
  });

  test('sound that nobody asked for is left unexplained', () => {
    const recording = recordingWith([{ at: 1000, samples: rest.samples }]);
    const wanted = hearingOf(recording, window, { sounds: [rest], texts: [rest.text] });
    expect(wanted.renditions.map(({ clip }) => clip.id)).toEqual([rest.id]);
    expect(wanted.unexplainedMs).toBeLessThan(50);
    const unwanted = hearingOf(recording, window, { sounds: [rest], texts: ['Otra cosa.'] });
    expect(unwanted.renditions).toEqual([]);
    expect(unwanted.unexplainedMs).toBeGreaterThan(1000);
  });
});
