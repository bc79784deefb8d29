import { setTimeout as wait } from 'node:timers/promises';
import { barOf } from '../bars.js';
import { machineNow } from '../load/machine-clock.js';
import type { Part } from '../part.js';
import { mostOf } from '../statistics.js';
import { callsOf, heldOf, servedBy, turnCells, turnColumns } from './cluster-report.js';
import { openClusterStage, outcomeOf, timeUntil } from './cluster-stage.js';
import { tallyTurns } from './turn-tally.js';

/** How long the instance lets its calls go on, ms. */
const drainTimeoutMs = 15_000;
/** Half of its calls hang up by themselves so long after the signal, ms. */
const hangUpAfterMs = 8000;
/** New clients call so often while it drains, ms. */
const newCallEveryMs = 500;
const newCalls = 8;
/** What is left of the drain when its time is over: telling everybody, in words, and closing, ms. */
const closingMs = 20_000;

/** One of two instances is told to end while both have calls, and clients go on calling. */
export const drain: Part = {
  name: 'drain',
  title: 'Drain: SIGTERM to one of two instances under live calls',
  async run({ calls: wanted, seed, logs, tell }) {
    const calls = callsOf(wanted);
    const stage = await openClusterStage({
      instances: 2,
      settings: { MAX_CONCURRENT_CALLS: String(calls + newCalls), DRAIN_TIMEOUT_MS: String(drainTimeoutMs) },
      seed,
      logs,
    });
    try {
      tell(`${calls} calls begin`);
      const placed = await stage.fill(calls);
      const { leaving, staying, ofLeaving, ofStaying } = await servedBy(stage, placed);
      tell('SIGTERM');
      const drainedAt = machineNow();
      leaving.service.terminate();
      const readinessOffMs = await timeUntil(
        async () => (await leaving.ask('GET', '/health/ready')).status === 503,
        { everyMs: 2, withinMs: 5000 },
      );
      const late = Array.from({ length: newCalls }, async (_, index) => {
        await wait(index * newCallEveryMs);
        const call = stage.place();
        return { call, outcome: await outcomeOf(call) };
      });
      await wait(hangUpAfterMs);
      const finished = ofLeaving.filter((_, index) => index % 2 === 0);
      const told = ofLeaving.filter((_, index) => index % 2 === 1);
      const stillTalking = heldOf(ofLeaving);
      await Promise.all(finished.map((call) => call.hangUp()));
      const newOnes = await Promise.all(late);
      tell('the instance ends');
      const exitCode = await leaving.service.exited;
      const exitMs = machineNow() - drainedAt;
      const taken = newOnes.flatMap(({ call, outcome }) => (outcome === 'connected' ? [call] : []));
      const toldCalls = (await leaving.log()).filter(
        ({ msg, outcome }) => msg === 'call ended' && outcome === 'shutdown',
      ).length;
      const heldOfStaying = heldOf(ofStaying);
      const newOnesHeld = heldOf(taken);
      await stage.fallSilent();
      const turns = stage.loaded.takeTurns();
      const leavingTurns = tallyTurns(turns, ofLeaving, { from: drainedAt });
      const stayingTurns = tallyTurns(turns, ofStaying, { from: drainedAt });
      const newTurns = tallyTurns(turns, taken);
      const turnsLost = leavingTurns.lost + stayingTurns.lost + newTurns.lost;
      const webhookMs = mostOf(await Promise.all(newOnes.map(({ call }) => call.webhookMs)));
      const readyAfter = (await staying.ask('GET', '/health/ready')).status === 200;
      return {
        table: {
          columns: ['calls', 'there', 'went on', ...turnColumns],
          rows: [
            [
              'of the instance that ends',
              String(ofLeaving.length),
              String(stillTalking),
              ...turnCells(leavingTurns),
            ],
            ['of the other one', String(ofStaying.length), String(heldOfStaying), ...turnCells(stayingTurns)],
            ['that came meanwhile', String(newCalls), String(newOnesHeld), ...turnCells(newTurns)],
          ],
        },
        bars: [
          barOf('readiness off', readinessOffMs, 'atMost', 100, 'ms'),
          barOf('new calls turned away', newCalls - taken.length, 'atMost', 0, 'count'),
          barOf('a new call’s webhook', webhookMs, 'atMost', 1000, 'ms'),
          barOf('live calls that did not go on', ofLeaving.length - stillTalking, 'atMost', 0, 'count'),
          barOf('turns lost', turnsLost, 'atMost', 0, 'count'),
          barOf('calls told at the end', toldCalls, 'atLeast', told.length, 'count'),
          barOf(
            'other calls lost',
            ofStaying.length + taken.length - heldOfStaying - newOnesHeld,
            'atMost',
            0,
            'count',
          ),
          barOf('exit code', exitCode ?? undefined, 'atMost', 0, 'count'),
          barOf('until it had ended', exitMs, 'atMost', drainTimeoutMs + closingMs, 'ms'),
        ],
        notes: [
          `DRAIN_TIMEOUT_MS=${drainTimeoutMs}. ${finished.length} of its calls hung up by themselves after ${hangUpAfterMs} ms.`,
          ...(readyAfter ? [] : ['The other instance was not ready afterwards.']),
          ...stage.troubles,
        ],
        figures: {
          calls,
          readinessOffMs,
          exitMs,
          exitCode,
          finished: finished.length,
          toldCalls,
          newCalls,
          taken: taken.length,
          webhookMs,
          leavingTurns,
          stayingTurns,
          newTurns,
        },
      };
    } finally {
      await stage.close();
    }
  },
};
