import { describe, expect, test } from 'vitest';
import { createTelephoneEar } from '../../bench/load/telephone-ear.js';

describe("a telephone's ear under load", () => {
  test('Scenario: audio comes ahead of its time: it is heard in order, its marks when it was', () => {
    const ear = createTelephoneEar();
    expect(ear.play(160, 1000)).toBe(1000);
    ear.mark('first', 1000);
    expect(ear.play(1600, 1005)).toBe(1020);
    ear.mark('last', 1005);
    expect(ear.takeMarks(1019)).toEqual([]);
    expect(ear.takeMarks(1020)).toEqual(['first']);
    expect(ear.takeMarks(1219)).toEqual([]);
    expect(ear.takeMarks(1220)).toEqual(['last']);
    expect(ear.gaps).toEqual({ count: 0, totalMs: 0 });
  });

  test('Scenario: a piece comes when the one before it is over: a hole is heard', () => {
    const ear = createTelephoneEar();
    ear.play(800, 1000);
    ear.play(800, 1130);
    ear.play(800, 1230);
    expect(ear.gaps).toEqual({ count: 1, totalMs: 30 });
  });

  test('Scenario: the next sound comes long after: that is no hole', () => {
    const ear = createTelephoneEar();
    ear.play(800, 1000);
    ear.play(800, 2000);
    expect(ear.gaps.count).toBe(0);
  });

  test('Scenario: the line is cleared: all marks come back, and what follows is heard at once', () => {
    const ear = createTelephoneEar();
    ear.play(8000, 1000);
    ear.mark('unheard', 1000);
    ear.clear(1100);
    expect(ear.takeMarks(1100)).toEqual(['unheard']);
    expect(ear.play(160, 1120)).toBe(1120);
    expect(ear.gaps.count).toBe(0);
  });

  test('a mark behind nothing comes back at once', () => {
    const ear = createTelephoneEar();
    ear.mark('alone', 500);
    expect(ear.takeMarks(500)).toEqual(['alone']);
  });
});
