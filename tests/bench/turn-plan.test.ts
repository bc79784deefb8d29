import { describe, expect, test } from 'vitest';
import { planTurns, talkShares, type PlannedTurn } from '../../bench/load/turn-plan.js';
import { createRandom } from '../../sandbox/telephone/random.js';

const lineMs = { client: [2500, 3200, 2900], agent: [3000, 2700] };

function planned(seed: number, turns: number): PlannedTurn[] {
  const plan = planTurns(lineMs, createRandom(seed));
  return Array.from({ length: turns }, () => plan.next().value);
}

describe('the turns of a conversation under load', () => {
  test('one party talks 45 % of the time, and both 5 %', () => {
    const turns = planned(1, 4000);
    const spans = turns.map(({ party, line, startMs }) => ({
      startMs,
      endMs: startMs + (lineMs[party][line] ?? 0),
    }));
    const totalMs = turns.at(-1)?.startMs ?? 0;
    const talkMs = spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    const bothMs = spans.reduce((sum, { endMs }, index) => {
      const next = spans[index + 1];
      return sum + (next === undefined ? 0 : Math.max(0, Math.min(endMs, next.endMs) - next.startMs));
    }, 0);
    expect((talkMs - 2 * bothMs) / totalMs).toBeCloseTo(talkShares.one, 1.7);
    expect(bothMs / totalMs).toBeCloseTo(talkShares.both, 1.7);
  });

  test('the same seed plans the same conversation, another one another', () => {
    expect(planned(7, 50)).toEqual(planned(7, 50));
    expect(planned(8, 50)).not.toEqual(planned(7, 50));
  });

  test('nobody talks into a turn that is alone, nor into the pause for its rendition', () => {
    const turns = planned(3, 1000);
    for (const [index, { party, line, startMs, isAlone }] of turns.entries()) {
      const next = turns[index + 1];
      if (!isAlone || next === undefined) continue;
      const lengthMs = lineMs[party][line] ?? 0;
      expect(next.startMs - startMs - lengthMs).toBeGreaterThan(0.9 * lengthMs);
    }
  });
});
