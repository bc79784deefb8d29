import { setTimeout as wait } from 'node:timers/promises';
import { leaseTimes } from '../../src/cluster/redis-backplane.js';
import { barOf } from '../bars.js';
import { machineNow } from '../load/machine-clock.js';
import type { Part } from '../part.js';
import { mostOf } from '../statistics.js';
import { callsOf, heldOf, servedBy, turnCells, turnColumns } from './cluster-report.js';
import { openClusterStage, outcomeOf, timeUntil, type PlacedCall } from './cluster-stage.js';
import { tallyTurns } from './turn-tally.js';

/** A client tries again so often, and so long, ms. */
const tryEveryMs = 500;
const tryForMs = 30_000;
/** A place is free when its lease is over; then somebody has to try. */
const mostUntilFreeMs = leaseTimes.expiryMs + leaseTimes.renewalMs + 2 * tryEveryMs;
/** Telephones notice within this time that nobody is there, ms. */
const mostUntilHungUpMs = 5000;

/** An instance dies with its calls while all places are taken. */
export const crash: Part = {
  name: 'crash',
  title: 'Crash: SIGKILL to one of two instances, all places taken',
  async run({ calls: wanted, seed, logs, tell }) {
    const calls = callsOf(wanted);
    const settings = { MAX_CONCURRENT_CALLS: String(calls) };
    const stage = await openClusterStage({ instances: 2, settings, seed, logs });
    try {
      tell(`${calls} calls begin`);
      const placed = await stage.fill(calls);
      const { leaving, staying, ofLeaving, ofStaying } = await servedBy(stage, placed);
      const fullBefore = await outcomeOf(stage.place());
      tell('SIGKILL');
      const killedAt = machineNow();
      leaving.service.kill();
      const taken: PlacedCall[] = [];
      let tries = 0;
      const placeFreeMs = await timeUntil(
        async () => {
          const call = stage.place();
          tries += 1;
          if ((await outcomeOf(call)) === 'connected') taken.push(call);
          return taken.length > 0;
        },
        { everyMs: tryEveryMs, withinMs: tryForMs },
      );
      while (taken.length < ofLeaving.length && machineNow() - killedAt < tryForMs) {
        const call = stage.place();
        tries += 1;
        if ((await outcomeOf(call)) === 'connected') taken.push(call);
        else await wait(tryEveryMs);
      }
      const allFreeMs = taken.length === ofLeaving.length ? machineNow() - killedAt : undefined;
      const hungUpMs = mostOf(ofLeaving.map(({ loaded }) => (loaded.endedAt ?? Infinity) - killedAt));
      const shown = (await staying.list()).length;
      const held = heldOf(ofStaying);
      await stage.fallSilent();
      const turns = stage.loaded.takeTurns();
      const stayingTurns = tallyTurns(turns, ofStaying, { from: killedAt });
      const newTurns = tallyTurns(turns, taken);
      return {
        table: {
          columns: ['calls', 'there', 'went on', ...turnColumns],
          rows: [
            ['of the instance that died', String(ofLeaving.length), '0', '-', '-', '-'],
            ['of the other one', String(ofStaying.length), String(held), ...turnCells(stayingTurns)],
            ['in the places that came free', String(taken.length), '-', ...turnCells(newTurns)],
          ],
        },
        bars: [
          barOf('calls above the limit before', fullBefore === 'turnedAway' ? 0 : 1, 'atMost', 0, 'count'),
          barOf('calls of the other one lost', ofStaying.length - held, 'atMost', 0, 'count'),
          barOf('turns of the other one lost', stayingTurns.lost + newTurns.lost, 'atMost', 0, 'count'),
          barOf('until its telephones were free', hungUpMs, 'atMost', mostUntilHungUpMs, 'ms'),
          barOf('until a place was free', placeFreeMs, 'atMost', mostUntilFreeMs, 'ms'),
          barOf('places that came free', taken.length, 'atLeast', ofLeaving.length, 'count'),
          barOf('calls shown afterwards', shown, 'atMost', calls, 'count'),
        ],
        notes: [
          `${tries} tries; all places were taken again ${allFreeMs === undefined ? 'never' : `after ${Math.round(allFreeMs)} ms`}.`,
          ...stage.troubles,
        ],
        figures: {
          calls,
          died: ofLeaving.length,
          placeFreeMs,
          allFreeMs,
          hungUpMs,
          shown,
          stayingTurns,
          newTurns,
        },
      };
    } finally {
      await stage.close();
    }
  },
};
