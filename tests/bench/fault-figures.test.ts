import { describe, expect, test } from 'vitest';
import { announcementOfNumber, numberOfAnnouncement } from '../../bench/load/announcement-numbers.js';
import { fatesOf, latenciesOf, recoveryOf } from '../../bench/load/fault-figures.js';
import { chooseFaults, loadFaults } from '../../bench/load/faults.js';
import type { SaidTurn, ToldPhrase } from '../../bench/load/loaded-call.js';
import { languageOf } from '../../src/languages.js';

/** A turn of three seconds that was over at a moment, and heard so long after; undefined for one that was not. */
function turn(endSentAt: number, latencyMs: number | undefined, call = 0): SaidTurn {
  const heardAt = latencyMs === undefined ? undefined : endSentAt + latencyMs;
  const startSentAt = endSentAt - 3000;
  return { number: endSentAt, call, party: 'client', isAlone: true, startSentAt, endSentAt, heardAt };
}

const repeat = (at: number, call = 0): ToldPhrase => ({ call, party: 'client', phrase: 'repeat', at });

const moments = { beganAt: 10_000, endedAt: 20_000, seenAt: 60_000 };

describe('what became of the turns around a fault', () => {
  test('Scenario: one is heard, one reported, one cut, one broken off, and one is lost', () => {
    const turns = [
      turn(12_000, 900),
      turn(15_000, undefined, 1),
      turn(15_000, undefined, 2),
      turn(15_000, undefined, 3),
      turn(15_000, undefined, 4),
    ];
    const clauses = [
      { call: 3, party: 'agent', saidAt: 15_200, isCut: true },
      { call: 3, party: 'client', saidAt: 8000, isCut: true },
      { call: 4, party: 'client', saidAt: 15_200, isCut: true },
    ] as const;
    const seen = { told: [repeat(17_000, 1)], clauses };
    const fates = fatesOf(turns, seen, moments, ({ call }) => call === 2);
    expect(fates).toEqual({
      turns: 5,
      heard: 1,
      told: 1,
      cut: 1,
      brokenOff: 1,
      lost: 1,
      lostTurns: [{ call: 3, party: 'client', number: 15_000, startMs: 2000, endMs: 5000 }],
    });
  });

  test.each([
    ['in another call', repeat(17_000, 1)],
    ['before the turn', repeat(11_000)],
    ['long after it', repeat(50_000)],
    ['of another kind', { ...repeat(17_000), phrase: 'connecting' } as const],
  ])('Scenario: what is said %s reports nothing', (_, phrase) => {
    expect(
      fatesOf([turn(15_000, undefined)], { told: [phrase], clauses: [] }, moments, () => false),
    ).toMatchObject({ lost: 1 });
  });

  test('Scenario: what was talked into, or said a moment ago, says nothing', () => {
    const turns = [{ ...turn(15_000, undefined), isAlone: false }, turn(59_000, undefined)];
    expect(fatesOf(turns, { told: [], clauses: [] }, moments, () => false)).toMatchObject({ turns: 0 });
  });
});

describe('how long a fault does something to turns', () => {
  test('Scenario: the next provider takes over after a turn, and the first one is back after one that was late', () => {
    const turns = [
      turn(9000, 900),
      turn(13_500, undefined),
      turn(16_000, 900),
      turn(22_000, 5000),
      turn(25_000, 900),
      turn(28_000, 900),
    ];
    expect(recoveryOf(turns, moments, 1400)).toEqual({
      disturbedMs: 3500,
      recoveryMs: 2000,
      firstTurnMs: 5900,
    });
  });

  test('Scenario: nobody notices anything', () => {
    const turns = [turn(13_000, 900), turn(22_000, 900)];
    expect(recoveryOf(turns, moments, 1400)).toEqual({ disturbedMs: 0, recoveryMs: 0, firstTurnMs: 2900 });
  });

  test.each([
    ['the last turn is still late', [turn(22_000, 900), turn(25_000, 4000)]],
    ['nobody says anything any more', []],
  ])('Scenario: %s: it has not recovered', (_, turns) => {
    expect(recoveryOf(turns, moments, 1400).recoveryMs).toBeUndefined();
  });

  test('latencies are those of the turns that were over in the time', () => {
    const turns = [turn(9000, 100), turn(12_000, 900), turn(13_000, 1000), turn(20_000, 100)];
    expect(latenciesOf(turns, 10_000, 20_000)).toEqual({ count: 2, p50: 900, p99: 1000 });
  });
});

describe('the faults', () => {
  test('each has a name of its own, by whose words it is chosen', () => {
    expect(new Set(loadFaults.map(({ name }) => name)).size).toBe(loadFaults.length);
    const names = chooseFaults(['stall']).map(({ name }) => name);
    expect(names).toHaveLength(6);
    expect(chooseFaults(['drift-fast']).map(({ name }) => name)).toEqual(['drift-fast']);
    expect(chooseFaults(undefined)).toHaveLength(loadFaults.length);
  });
});

describe('the numbers of announcements', () => {
  test.each(['en', 'es'])('each phrase in %s has one, and is known by it', (language) => {
    const phrases = languageOf(language)?.announcements;
    if (phrases === undefined) throw new Error('It is spoken.');
    for (const [phrase, text] of Object.entries<string>({ ...phrases })) {
      expect(announcementOfNumber(numberOfAnnouncement(text) ?? 0)).toBe(phrase);
    }
    expect(announcementOfNumber(12_345)).toBeUndefined();
    expect(numberOfAnnouncement('Good morning.')).toBeUndefined();
  });
});
