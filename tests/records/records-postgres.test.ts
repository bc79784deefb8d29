import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../src/observability/metrics.js';
import { openRecordsDatabase } from '../../src/records/records-database.js';
import { openRecords } from '../../src/records/records.js';
import { migrateRecords } from '../../src/records/records-schema.js';
import {
  postgresBinaries,
  startPostgres,
  type PostgresServer,
} from '../../sandbox/servers/postgres-server.js';
import { endedCall, recordsSettings, startedCall } from '../support/records.js';
import { describeRecords } from './records-contract.js';

const binaries = postgresBinaries();
if (binaries === undefined && process.env['REQUIRE_SERVERS'] === 'true') {
  throw new Error('These tests want a PostgreSQL server: apt-get install postgresql');
}

const openDatabase = (databaseUrl: string) =>
  openRecordsDatabase({ databaseUrl, file: '', onError: () => undefined });

async function migrate(databaseUrl: string) {
  const database = openDatabase(databaseUrl);
  await migrateRecords(database);
  await database.close();
}

async function open(databaseUrl: string) {
  const metrics = createMetrics();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const records = await openRecords({ settings: { ...recordsSettings, databaseUrl }, metrics, log });
  return { ...records, metrics, lines };
}

describe.skipIf(binaries === undefined)(
  'records in PostgreSQL (skipped where no server is installed)',
  () => {
    let server: PostgresServer;

    beforeAll(async () => {
      server = await startPostgres(binaries ?? '');
    });
    afterAll(() => server.close());

    describeRecords(async () => ({ databaseUrl: await server.newDatabase(), file: '' }));

    test('Scenario: an empty database stops the start, with the command that helps', async () => {
      const databaseUrl = await server.newDatabase();
      await expect(open(databaseUrl)).rejects.toThrow(/lacks 0001-call-records.*npm run migrate/);
    });

    test('Scenario: the server is not there at the start; calls are taken, and it is said', async () => {
      const records = await open('postgres://nobody@127.0.0.1:1/nowhere');
      records.observer.callStarted(startedCall('CA1'));
      await expect(records.history.page({ limit: 1 })).rejects.toMatchObject({ name: 'RecordsError' });
      await records.close();
      expect(records.lines.join()).toContain('records database does not answer');
      expect(records.lines.join()).toContain('could not be written before the end, and are lost');
      expect((await records.metrics.recordsLost.get()).values).toMatchObject([
        { labels: { reason: 'closed' }, value: 1 },
      ]);
    });

    test('Scenario: the server is gone between two statements of a transaction, which fails, and nothing else does', async () => {
      const database = openDatabase(await server.newDatabase());
      onTestFinished(() => database.close());
      const transaction = database.kysely.transaction().execute(async (open) => {
        await sql`select 1`.execute(open);
        await server.stop();
        await sql`select 1`.execute(open);
      });
      await expect(transaction).rejects.toThrow();
      await server.start();
      await expect(sql`select 1`.execute(database.kysely)).resolves.toMatchObject({ rows: [{}] });
    });

    test('Scenario: the server stands still during calls; none waits, and afterwards all is there', async () => {
      const databaseUrl = await server.newDatabase();
      await migrate(databaseUrl);
      const records = await open(databaseUrl);
      onTestFinished(() => records.close());
      records.observer.callStarted(startedCall('CA1'));
      await expect.poll(async () => (await records.metrics.recordsWritten.get()).values[0]?.value).toBe(1);

      server.freeze();
      const begun = performance.now();
      try {
        for (let index = 2; index <= 100; index += 1) {
          records.observer.callStarted(startedCall(`CA${String(index)}`));
          records.observer.callEnded(endedCall(`CA${String(index)}`));
        }
        expect(performance.now() - begun).toBeLessThan(1000);
        await expect(records.history.page({ limit: 1 })).rejects.toMatchObject({ name: 'RecordsError' });
        await expect
          .poll(async () => (await records.metrics.recordWriteFailures.get()).values[0]?.value, {
            timeout: 9000,
          })
          .toBeGreaterThan(0);
      } finally {
        server.thaw();
      }
      await expect
        .poll(async () => (await records.metrics.recordsQueued.get()).values[0]?.value, { timeout: 9000 })
        .toBe(0);
      const { calls } = await records.history.page({ limit: 100 });
      expect(calls).toHaveLength(99);
      expect((await records.metrics.recordsLost.get()).values).toEqual([]);
      expect(records.lines.join()).toContain('records are written again');
    });
  },
);
