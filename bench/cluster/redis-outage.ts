import { setTimeout as wait } from 'node:timers/promises';
import { barOf } from '../bars.js';
import { machineNow } from '../load/machine-clock.js';
import type { Part } from '../part.js';
import { mostOf } from '../statistics.js';
import { callsOf, heldOf, turnCells, turnColumns } from './cluster-report.js';
import { openClusterStage, outcomeOf, timeUntil } from './cluster-stage.js';
import { tallyTurns } from './turn-tally.js';

/** How long there is no Redis, and for how long there is one before and after, ms. */
const outageMs = 10_000;
const aroundMs = 15_000;
/** Clients who call while it is away, and how often, ms. */
const newCalls = 4;
const newCallEveryMs = 1500;

/** Redis is killed under live calls, and comes back with nothing in it. */
export const redisOutage: Part = {
  name: 'redis',
  title: `Redis outage: gone for ${outageMs / 1000} s under live calls, and back empty`,
  async run({ calls: wanted, seed, logs, tell }) {
    const calls = callsOf(wanted);
    const all = calls + newCalls;
    const settings = { MAX_CONCURRENT_CALLS: String(all) };
    const stage = await openClusterStage({ instances: 2, settings, seed, logs });
    try {
      tell(`${calls} calls begin`);
      const placed = await stage.fill(calls);
      const begunAt = machineNow();
      await wait(aroundMs);
      tell('Redis is gone');
      const goneAt = machineNow();
      await stage.redis.kill();
      const late = Array.from({ length: newCalls }, async (_, index) => {
        await wait(index * newCallEveryMs);
        const call = stage.place();
        return { call, outcome: await outcomeOf(call) };
      });
      await wait(Math.max(0, outageMs - (machineNow() - goneAt)));
      const newOnes = await Promise.all(late);
      const heldAtTheEnd = heldOf(placed);
      const restartedAt = machineNow();
      await stage.redis.restart();
      const backAt = machineNow();
      tell('Redis is back');
      const allShownMs = await timeUntil(
        async () => {
          const lists = await Promise.all(stage.instances.map((instance) => instance.list()));
          return lists.every((list) => list.length === all);
        },
        // Asked more often, the instances would refuse to say so any more.
        { everyMs: 250, withinMs: 20_000 },
      );
      await wait(aroundMs);
      const held = heldOf([...placed, ...newOnes.map(({ call }) => call)]);
      const turnedAway = newOnes.filter(({ outcome }) => outcome === 'turnedAway').length;
      await stage.fallSilent();
      const turns = stage.loaded.takeTurns();
      const phases = {
        before: tallyTurns(turns, placed, { from: begunAt, to: goneAt }),
        meanwhile: tallyTurns(turns, placed, { from: goneAt, to: backAt }),
        after: tallyTurns(turns, [...placed, ...newOnes.map(({ call }) => call)], { from: backAt }),
      };
      const webhookMs = mostOf(await Promise.all(newOnes.map(({ call }) => call.webhookMs)));
      const turnsLost = Object.values(phases).reduce((sum, { lost }) => sum + lost, 0);
      return {
        table: {
          columns: ['Redis', 'calls', ...turnColumns],
          rows: [
            ['there', String(calls), ...turnCells(phases.before)],
            ['gone', String(heldAtTheEnd), ...turnCells(phases.meanwhile)],
            ['back', String(held), ...turnCells(phases.after)],
          ],
        },
        bars: [
          barOf('calls lost', all - turnedAway - held, 'atMost', 0, 'count'),
          barOf('turns lost', turnsLost, 'atMost', 0, 'count'),
          barOf('clients turned away meanwhile', turnedAway, 'atMost', 0, 'count'),
          barOf('a webhook meanwhile', webhookMs, 'atMost', 500, 'ms'),
          barOf('until both instances show all calls', allShownMs, 'atMost', 3000, 'ms'),
        ],
        notes: [`It was away for ${Math.round(restartedAt - goneAt)} ms.`, ...stage.troubles],
        figures: { calls, newCalls, held, turnedAway, webhookMs, allShownMs, phases },
      };
    } finally {
      await stage.close();
    }
  },
};
