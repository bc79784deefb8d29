import { describe, expect, test } from 'vitest';
import { createFrameArrivals } from '../../src/media/frame-arrivals.js';

/** A stream whose frames of 20 ms arrive when the test says, and what was said of them. */
function stream() {
  const counts = { lost: 0, late: 0 };
  let nowMs = 0;
  const arrivals = createFrameArrivals(() => nowMs, {
    lost: (frames) => (counts.lost += frames),
    late: () => (counts.late += 1),
    echoed: () => undefined,
  });
  return {
    counts,
    /** One frame that stands there in the stream, so much behind the quickest. */
    arrive: (timestampMs: number, delayMs = 0, bytes = 160) => {
      nowMs = 5000 + timestampMs + bytes / 8 + delayMs;
      arrivals.take(timestampMs, bytes);
    },
  };
}

describe('frames that arrive', () => {
  test('Scenario: one after the other, with the jitter that a network has: nothing to say', () => {
    const { counts, arrive } = stream();
    for (let frame = 0; frame < 500; frame += 1) arrive(frame * 20, frame % 3 === 0 ? 40 : 0);
    expect(counts).toEqual({ lost: 0, late: 0 });
  });

  test('Scenario: a hole of 100 ms, and larger frames behind it', () => {
    const { counts, arrive } = stream();
    arrive(200);
    arrive(220);
    arrive(340);
    arrive(360, 0, 800);
    arrive(460);
    expect(counts).toEqual({ lost: 5, late: 0 });
  });

  test('Scenario: the network stalls for 300 ms and all comes at once: late until it has caught up', () => {
    const { counts, arrive } = stream();
    for (let frame = 0; frame < 50; frame += 1) arrive(frame * 20);
    for (let frame = 0; frame < 15; frame += 1) arrive(1000 + frame * 20, 300 - frame * 20);
    for (let frame = 0; frame < 50; frame += 1) arrive(1300 + frame * 20);
    // Those that were 300, 280, ... 80 ms late; 60 ms is what the cushion bears.
    expect(counts).toEqual({ lost: 0, late: 12 });
  });

  test("Scenario: a clock that runs 200 parts in a million slower than ours is not late after an hour's call", () => {
    const { counts, arrive } = stream();
    for (let frame = 0; frame < 180_000; frame += 1) arrive(frame * 20, frame * 20 * 2e-4);
    expect(counts).toEqual({ lost: 0, late: 0 });
  });

  test('Scenario: the time of the stream leaps, as after a hold: it begins anew', () => {
    const { counts, arrive } = stream();
    arrive(0);
    arrive(1e15);
    arrive(1e15 + 20);
    arrive(0);
    arrive(20);
    expect(counts).toEqual({ lost: 0, late: 0 });
  });
});
