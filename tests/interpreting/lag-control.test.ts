import { describe, expect, test } from 'vitest';
import { createLagControl, speedOf } from '../../src/interpreting/lag-control.js';

const tickMs = 10;
const recognitionMs = 350;
const translationMs = 250;
const synthesisMs = 290;

/**
 * Five minutes of a speaker who never pauses: clauses one behind the other, and renditions too, each synthesized
 * when the line is about to fall silent. `renditionMs` is at the voice's normal rate.
 */
function interpret({ clauseMs, renditionMs, isControlled = true }: Readonly<Simulation>) {
  const control = createLagControl();
  const clauses = Math.floor(300_000 / clauseMs);
  /** Onset of a clause to the onset of its rendition, ms. */
  const spans: number[] = [];
  const changes: { atMs: number; speed: number }[] = [];
  let committed = 0;
  let synthesized = 0;
  let startMs = 0;
  let freeMs = 0;
  let speed = 1;

  for (let now = 0; spans.length < clauses; now += tickMs) {
    if (committed < clauses && now >= (committed + 1) * clauseMs + recognitionMs) {
      control.committed(String(committed), committed * clauseMs, now);
      committed += 1;
    }
    if (spans.length < synthesized && now >= startMs) {
      control.heard(String(spans.length), now);
      spans.push(now - spans.length * clauseMs);
    }
    const isTranslated = now >= (synthesized + 1) * clauseMs + recognitionMs + translationMs;
    if (spans.length === synthesized && isTranslated && now >= freeMs - synthesisMs) {
      if (isControlled && control.state().speed !== speed) {
        speed = control.state().speed;
        changes.push({ atMs: now, speed });
      }
      startMs = Math.max(now + synthesisMs, freeMs);
      freeMs = startMs + renditionMs / speed;
      synthesized += 1;
    }
  }
  return { spans, changes };
}

interface Simulation {
  clauseMs: number;
  renditionMs: number;
  isControlled?: boolean;
}

describe('lag control', () => {
  test('a rendition behind which its speaker goes on is a little faster, and never slower for it', () => {
    const state = { earVoiceSpanMs: undefined, shouldMerge: false };
    expect(speedOf({ ...state, speed: 1 }, false)).toBe(1);
    expect(speedOf({ ...state, speed: 1 }, true)).toBe(1.2);
    expect(speedOf({ ...state, speed: 1.25 }, true)).toBe(1.25);
  });

  test('Scenario: renditions take 1.15 times as long as what a fast speaker says, for five minutes', () => {
    for (const clauseMs of [1_500, 1_790, 2_500]) {
      const speech = { clauseMs, renditionMs: clauseMs * 1.15 };
      const { spans, changes } = interpret(speech);
      expect(spans).toHaveLength(Math.floor(300_000 / clauseMs));
      expect(Math.max(...spans)).toBeLessThan(5_000);

      const alone = interpret({ ...speech, isControlled: false }).spans;
      expect(alone.at(-1)).toBeGreaterThan(40_000);

      expect(changes.length).toBeGreaterThan(0);
      // Less than once in six seconds, and a new pace is kept for a clause or more.
      expect(changes.length).toBeLessThan(50);
    }
  });

  test('Scenario: the speaker is at the pace of the voice, and no rendition is hurried however long the clauses are', () => {
    for (const clauseMs of [1_500, 2_500, 6_000])
      expect(interpret({ clauseMs, renditionMs: clauseMs * 0.95 }).changes).toEqual([]);
  });

  test('the span is of the clause heard last, or so far of the one that has waited longest', () => {
    const control = createLagControl();
    expect(control.state()).toEqual({ earVoiceSpanMs: undefined, speed: 1, shouldMerge: false });
    control.committed('a', 1_000, 3_000);
    control.heard('a', 3_800);
    expect(control.state().earVoiceSpanMs).toBe(2_800);
    control.committed('b', 3_000, 5_000);
    control.committed('c', 5_000, 6_500);
    expect(control.state().earVoiceSpanMs).toBe(3_500);
    control.gone('b', 6_600);
    expect(control.state().earVoiceSpanMs).toBe(2_800);
    control.committed('d', 19_000, 20_000);
    control.gone('c', 20_000);
    expect(control.state().earVoiceSpanMs).toBe(1_000);
  });

  test('the further behind, the faster; and merging where that is not enough', () => {
    /** A clause of 1 s that was heard with this ear-voice span. */
    const after = (spanMs: number) => {
      const control = createLagControl();
      control.committed('a', 0, 1_000);
      control.heard('a', spanMs);
      control.committed('b', spanMs, spanMs);
      const { speed, shouldMerge } = control.state();
      return [speed, shouldMerge];
    };
    expect([2_200, 2_300, 2_600, 3_000, 4_500].map(after)).toEqual([
      [1, false],
      [1.1, false],
      [1.2, false],
      [1.25, false],
      [1.25, true],
    ]);
  });

  test('a clause that took long to say is not behind for that, but for what its rendition waited for others', () => {
    const control = createLagControl();
    /** Clauses of 4 s, one behind the other: how long each rendition waited behind the commit. */
    const waits = [900, 1_100, 1_900, 900, 900, 900, 900, 900, 900, 900];
    const speeds = waits.map((waitedMs, index) => {
      const committedMs = (index + 1) * 4_000;
      control.committed(String(index), committedMs - 4_000, committedMs);
      control.heard(String(index), committedMs + waitedMs);
      return control.state().speed;
    });
    expect(speeds).toEqual([1, 1.25, 1.25, 1.25, 1.2, 1.2, 1.1, 1.1, 1, 1]);
    expect(control.state().earVoiceSpanMs).toBe(4_900);
  });

  test('speed is taken up at once, kept within the band, and given up step by step', () => {
    const control = createLagControl();
    /** Clauses of 2 s: when each was heard, its ear-voice span, the speed behind it. */
    const course = [
      [10_000, 4_200, 1.25],
      [13_000, 3_200, 1.25],
      [16_000, 2_400, 1.25],
      [19_000, 2_400, 1.2],
      [21_000, 4_200, 1.2],
      [23_500, 4_200, 1.25],
      [26_500, 2_400, 1.25],
      [32_000, 2_400, 1.2],
      [35_000, 2_400, 1.2],
      [40_500, 2_400, 1.1],
      [49_000, 2_400, 1],
      [58_000, 2_400, 1],
    ] as const;
    const taken = course.map(([heardMs, spanMs], index) => {
      const onsetMs = heardMs - spanMs;
      control.committed(String(index), onsetMs, onsetMs + 2_000);
      control.heard(String(index), heardMs);
      return [heardMs, spanMs, control.state().speed];
    });
    expect(taken).toEqual(course);
  });

  test('merging ends when the lag is back within the band', () => {
    const control = createLagControl();
    const mergesAfter = (id: string, atMs: number, spanMs: number) => {
      control.committed(id, atMs - spanMs, atMs - spanMs + 2_000);
      control.heard(id, atMs);
      control.committed('next', atMs, atMs);
      const { shouldMerge } = control.state();
      control.gone('next', atMs);
      control.gone(id, atMs);
      return shouldMerge;
    };
    expect(mergesAfter('a', 10_000, 4_500)).toBe(true);
    expect(mergesAfter('b', 12_000, 3_600)).toBe(true);
    expect(mergesAfter('c', 14_000, 3_300)).toBe(false);
    expect(mergesAfter('d', 16_000, 4_300)).toBe(false);
  });

  test('Scenario: the speaker talks on and on, and a clause that is next is not kept back for what follows', () => {
    const control = createLagControl();
    control.committed('a', 0, 2_000);
    control.heard('a', 5_000);
    control.committed('b', 2_000, 5_200);
    expect(control.state().shouldMerge).toBe(true);
    control.gone('a', 6_000);
    expect(control.state().shouldMerge).toBe(false);
    control.committed('c', 5_200, 6_500);
    expect(control.state().shouldMerge).toBe(true);
    control.heard('b', 6_600);
    control.heard('c', 7_000);
    expect(control.state().shouldMerge).toBe(false);
  });

  test('clauses that nobody tells the end of are forgotten, oldest first', () => {
    const control = createLagControl();
    for (let count = 0; count < 65; count += 1) control.committed(String(count), count, count);
    control.heard('0', 70);
    expect(control.state().earVoiceSpanMs).toBe(63);
    control.heard('1', 71);
    expect(control.state().earVoiceSpanMs).toBe(70);
  });
});
