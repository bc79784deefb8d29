import { describe, expect, test } from 'vitest';
import { createStreamBudget } from '../../src/telephony/stream-budget.js';

/** A stream that has just begun, on a clock that the test moves. */
function stream() {
  let nowMs = 1000;
  const budget = createStreamBudget(() => nowMs);
  return {
    pass(ms: number) {
      nowMs += ms;
    },
    /** Sends so many messages of so much audio at once; how many were taken. */
    send(messages: number, bytes: number) {
      return Array.from({ length: messages }, () => budget.take(bytes)).filter(Boolean).length;
    },
  };
}

describe('what a stream may send', () => {
  test('Scenario: an hour of frames, one every 20 ms, and a clock that is 300 ppm fast', () => {
    const telephone = stream();
    for (let frame = 0; frame < 180_000; frame += 1) {
      expect(telephone.send(1, 160)).toBe(1);
      telephone.pass(19.994);
    }
  });

  test('Scenario: the network holds twenty seconds back, which come at once', () => {
    const telephone = stream();
    telephone.pass(60_000);
    expect(telephone.send(1000, 160)).toBe(1000);
  });

  test('Scenario: a fresh stream sends five seconds more than anybody had the time to say', () => {
    const telephone = stream();
    expect(telephone.send(251, 160)).toBe(250);
    telephone.pass(20);
    expect(telephone.send(2, 160)).toBe(1);
  });

  test('Scenario: frames come fifty times too fast', () => {
    const telephone = stream();
    telephone.pass(3_600_000);
    let taken = 0;
    for (let second = 0; second < 2; second += 1) {
      taken += telephone.send(2500, 160);
      telephone.pass(1000);
    }
    expect(taken).toBe(1500 + 50);
  });

  test('Scenario: messages without audio, or with a byte of it, are not free', () => {
    const telephone = stream();
    expect(telephone.send(3000, 0)).toBe(2500);
    telephone.pass(1000);
    expect(telephone.send(1000, 1)).toBe(500);
  });
});
