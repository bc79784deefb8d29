import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { readSamples } from '../../sandbox/metric-samples.js';
import {
  postgresBinaries,
  startPostgres,
  type PostgresServer,
} from '../../sandbox/servers/postgres-server.js';
import { openRecordsDatabase } from '../../src/records/records-database.js';
import { migrateRecords } from '../../src/records/records-schema.js';
import { barOf } from '../bars.js';
import { machineNow } from '../load/machine-clock.js';
import type { Part } from '../part.js';
import { mostOf } from '../statistics.js';
import { callsOf, heldOf, turnCells, turnColumns } from './cluster-report.js';
import { openClusterStage, outcomeOf, timeUntil, type ClusterStage } from './cluster-stage.js';
import { tallyTurns } from './turn-tally.js';

/** How long PostgreSQL does not answer, and how long it does before and between, ms. */
const outageMs = 10_000;
const aroundMs = 12_000;
/** A writer that failed for so long tries again after 16 s at the latest, ms. */
const catchUpMs = 30_000;
/** What may lie between the turn latencies before and meanwhile, of so few turns, ms. */
const mostDelayMs = 100;

/** PostgreSQL goes away under live calls, in the two ways in which a server does. */
export const recordsOutage: Part = {
  name: 'records',
  title: `PostgreSQL outage: ${outageMs / 1000} s without it, and ${outageMs / 1000} s in which it stands still`,
  async run({ calls: wanted, seed, logs, tell }) {
    const binaries = postgresBinaries();
    if (binaries === undefined) return { skipped: 'no PostgreSQL server is installed' };
    const calls = callsOf(wanted);
    const postgres = await startPostgres(binaries);
    try {
      const databaseUrl = await postgres.newDatabase();
      await migrate(databaseUrl);
      const settings = { MAX_CONCURRENT_CALLS: String(calls + 2), DATABASE_URL: databaseUrl };
      const stage = await openClusterStage({ instances: 2, settings, seed, logs });
      try {
        return await measure(stage, postgres, databaseUrl, calls, tell);
      } finally {
        await stage.close();
      }
    } finally {
      await postgres.close();
    }
  },
};

async function measure(
  stage: ClusterStage,
  postgres: PostgresServer,
  databaseUrl: string,
  calls: number,
  tell: (progress: string) => void,
) {
  tell(`${calls} calls begin`);
  const placed = await stage.fill(calls);
  const begunAt = machineNow();
  await wait(aroundMs);

  tell('PostgreSQL is gone');
  const goneAt = machineNow();
  await postgres.stop();
  const first = stage.place();
  const firstOutcome = await outcomeOf(first);
  await wait(Math.max(0, outageMs - (machineNow() - goneAt)));
  const waitedThen = await recordCounts(stage);
  await postgres.start();
  const backAt = machineNow();
  await wait(aroundMs);

  tell('PostgreSQL stands still');
  const frozenAt = machineNow();
  postgres.freeze();
  const second = stage.place();
  const secondOutcome = await outcomeOf(second);
  await wait(Math.max(0, outageMs - (machineNow() - frozenAt)));
  postgres.thaw();
  const thawedAt = machineNow();
  await wait(aroundMs);

  const all = [...placed, first, second];
  const held = heldOf(all);
  await stage.fallSilent();
  const turns = stage.loaded.takeTurns();
  await Promise.all(all.map((call) => call.hangUp()));
  tell('records are written');
  const caughtUpMs = await timeUntil(async () => (await recordCounts(stage)).queued === 0, {
    everyMs: 500,
    withinMs: catchUpMs,
  });
  const counts = await recordCounts(stage);
  const rows = await countRows(databaseUrl);
  const phases = {
    before: tallyTurns(turns, all, { from: begunAt, to: goneAt }),
    gone: tallyTurns(turns, all, { from: goneAt, to: backAt }),
    between: tallyTurns(turns, all, { from: backAt, to: frozenAt }),
    frozen: tallyTurns(turns, all, { from: frozenAt, to: thawedAt }),
    after: tallyTurns(turns, all, { from: thawedAt }),
  };
  const delays = [phases.gone, phases.frozen].map(({ p50 }) =>
    p50 === undefined || phases.before.p50 === undefined ? Infinity : p50 - phases.before.p50,
  );
  const turnedAway = [firstOutcome, secondOutcome].filter((outcome) => outcome === 'turnedAway').length;
  const webhookMs = mostOf(await Promise.all([first.webhookMs, second.webhookMs]));
  const turnsLost = Object.values(phases).reduce((sum, { lost }) => sum + lost, 0);
  return {
    table: {
      columns: ['PostgreSQL', ...turnColumns],
      rows: [
        ['there', ...turnCells(phases.before)],
        ['gone', ...turnCells(phases.gone)],
        ['back', ...turnCells(phases.between)],
        ['stands still', ...turnCells(phases.frozen)],
        ['goes on', ...turnCells(phases.after)],
      ],
    },
    bars: [
      barOf('calls lost', calls + 2 - turnedAway - held, 'atMost', 0, 'count'),
      barOf('turns lost', turnsLost, 'atMost', 0, 'count'),
      barOf('clients turned away meanwhile', turnedAway, 'atMost', 0, 'count'),
      barOf('a webhook meanwhile', webhookMs, 'atMost', 500, 'ms'),
      barOf('turns later than before, p50', mostOf(delays), 'atMost', mostDelayMs, 'ms'),
      barOf('until all records were written', caughtUpMs, 'atMost', catchUpMs, 'ms'),
      barOf('records lost', counts.lost, 'atMost', 0, 'count'),
      barOf('calls recorded to their end', rows.calls, 'atLeast', calls + 2, 'count'),
      barOf('legs recorded', rows.legs, 'atLeast', 2 * (calls + 2), 'count'),
      barOf('clauses not recorded', counts.clauses - rows.clauses, 'atMost', 0, 'count'),
    ],
    notes: [
      `${waitedThen.queued} records waited when it came back. ${rows.clauses} clauses are recorded of ${counts.clauses} that ended; ${counts.failures} writes failed and were tried again.`,
      ...stage.troubles,
    ],
    figures: { calls, held, webhookMs, phases, caughtUpMs, waited: waitedThen.queued, counts, rows },
  };
}

async function migrate(databaseUrl: string): Promise<void> {
  const database = openRecordsDatabase({ databaseUrl, file: '', onError: () => undefined });
  try {
    await migrateRecords(database);
  } finally {
    await database.close();
  }
}

/** What the instances together say of their records. */
async function recordCounts({ instances }: ClusterStage) {
  const sums = await Promise.all(instances.map(async (instance) => readSamples(await instance.metrics())));
  const sum = (name: string) => sums.reduce((total, samples) => total + samples.sum(name), 0);
  return {
    queued: sum('dragoman_records_queued'),
    lost: sum('dragoman_records_lost_total'),
    failures: sum('dragoman_record_write_failures_total'),
    clauses: sum('dragoman_clauses_total'),
  };
}

async function countRows(databaseUrl: string) {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const count = async (from: string) => {
      const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${from}`);
      return Number(rows[0]?.count);
    };
    return {
      calls: await count('calls where ended_at is not null'),
      legs: await count('legs'),
      clauses: await count('clauses'),
    };
  } finally {
    await client.end();
  }
}
