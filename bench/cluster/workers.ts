import { isInterpreted } from '../../sandbox/instance.js';
import { barOf } from '../bars.js';
import { machineNow } from '../load/machine-clock.js';
import type { Part } from '../part.js';
import { mostOf } from '../statistics.js';
import { callsOf, turnCells, turnColumns } from './cluster-report.js';
import { openClusterStage, outcomeOf, timeUntil } from './cluster-stage.js';
import { tallyTurns } from './turn-tally.js';
import { setTimeout as wait } from 'node:timers/promises';

/** How long everybody talks, ms. */
const talkMs = 15_000;
const showWithinMs = 10_000;

/** One process with two workers that share a Redis. */
export const workers: Part = {
  name: 'workers',
  title: 'WORKERS=2 with REDIS_URL: one port, two processes, one limit',
  async run({ calls: wanted, seed, logs, tell }) {
    const calls = callsOf(wanted);
    const settings = { WORKERS: '2', MAX_CONCURRENT_CALLS: String(calls) };
    const stage = await openClusterStage({ instances: 1, settings, seed, logs });
    try {
      const [service] = stage.instances;
      if (service === undefined) throw new Error('There is no instance.');
      tell(`${calls} calls begin`);
      const placed = await stage.fill(calls);
      const begunAt = machineNow();
      const aboveLimit = await outcomeOf(stage.place());
      // Each question may reach the other worker.
      const shown: number[] = [];
      for (let question = 0; question < 4; question += 1) {
        shown.push((await service.list()).filter(isInterpreted).length);
      }
      await wait(talkMs);
      const log = await service.log();
      const started = log.filter(({ msg }) => msg === 'call started');
      const processes = new Set(started.map(({ pid }) => pid)).size;
      const relayed = log.filter(({ msg }) => msg === 'stream passed to its instance').length;
      await stage.fallSilent();
      const turns = tallyTurns(stage.loaded.takeTurns(), placed, { from: begunAt });
      tell('all are ended');
      const answers = await Promise.all(placed.map(({ sid }) => service.ask('POST', `/calls/${sid}/end`)));
      const endedMs = await timeUntil(() => placed.every(({ loaded }) => loaded.endedAt !== undefined), {
        everyMs: 20,
        withinMs: showWithinMs,
      });
      const left = await service.list();
      const webhookMs = mostOf(await Promise.all(placed.map((call) => call.webhookMs)));
      return {
        table: {
          columns: ['workers', 'calls', 'streams relayed', ...turnColumns],
          rows: [[String(processes), String(calls), `${relayed} of ${2 * calls}`, ...turnCells(turns)]],
        },
        bars: [
          barOf('workers that have calls', processes, 'atLeast', 2, 'count'),
          barOf('calls with both legs, by any worker', Math.min(...shown), 'atLeast', calls, 'count'),
          barOf('calls above the limit', aboveLimit === 'turnedAway' ? 0 : 1, 'atMost', 0, 'count'),
          barOf('turns lost', turns.lost, 'atMost', 0, 'count'),
          barOf(
            'ends not taken',
            answers.filter(({ status }) => status !== 202).length,
            'atMost',
            0,
            'count',
          ),
          barOf('until all had ended', endedMs, 'atMost', 3000, 'ms'),
          barOf('calls left', left.length, 'atMost', 0, 'count'),
        ],
        notes: [...stage.troubles],
        figures: { calls, processes, relayed, shown, turns, endedMs, webhookMs },
      };
    } finally {
      await stage.close();
    }
  },
};
