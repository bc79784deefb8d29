import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../src/observability/metrics.js';
import { sqliteColumnTypes } from '../../src/records/record-migrations.js';
import type { RecordTables } from '../../src/records/record-tables.js';
import { openRecordsDatabase } from '../../src/records/records-database.js';
import { openRecords } from '../../src/records/records.js';
import { ensureSchema } from '../../src/records/records-schema.js';
import { createSqliteDialect } from '../../src/records/sqlite-dialect.js';
import { createSqliteThread } from '../../src/records/sqlite-thread.js';
import {
  builtSqliteWorker,
  clauseEnded,
  endedCall,
  recordsSettings,
  startedCall,
} from '../support/records.js';
import { describeRecords } from './records-contract.js';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dragoman-records-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data', 'records.sqlite');
}

const open = async (file: string) => {
  const metrics = createMetrics();
  const records = await openRecords({
    settings: { ...recordsSettings, file },
    metrics,
    log: pino({ level: 'silent' }),
    workerUrl: builtSqliteWorker,
  });
  return { ...records, metrics };
};

describe('records in SQLite', () => {
  describeRecords(() => Promise.resolve({ databaseUrl: undefined, file: newFile() }));

  test('Scenario: nothing is there yet; the file is made, with its schema, for its owner alone', async () => {
    const file = newFile();
    const records = await open(file);
    await records.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('Scenario: two processes start at once where nothing is there yet, and both find the schema', async () => {
    for (const moment of [1, 2, 3, 4]) {
      const file = newFile();
      const other = openRecordsDatabase({
        databaseUrl: undefined,
        file,
        onError: () => undefined,
        workerUrl: builtSqliteWorker,
      });
      const thread = createSqliteThread({ file, workerUrl: builtSqliteWorker });
      let statements = 0;
      const dialect = createSqliteDialect({
        ...thread,
        /** The other process makes the schema while this one has the answer to one of its statements on the way. */
        async run(statement, parameters) {
          const result = await thread.run(statement, parameters);
          statements += 1;
          if (statements === moment) await ensureSchema(other);
          return result;
        },
      });
      const kysely = new Kysely<RecordTables>({ dialect });
      await ensureSchema({
        kind: 'sqlite',
        kysely,
        columnTypes: sqliteColumnTypes,
        close: () => kysely.destroy(),
      });
      expect(statements).toBeGreaterThanOrEqual(moment);
      await Promise.all([kysely.destroy(), other.close()]);
    }
  });

  test('Scenario: a process is about to write to a new file just as another opens it, which waits for its turn', async () => {
    const file = newFile();
    mkdirSync(dirname(file));
    const writer = new Database(file);
    onTestFinished(() => void writer.close());
    writer.exec('begin immediate');
    setTimeout(() => writer.exec('commit'), 700);
    const records = await open(file);
    await records.close();
  });

  test('Scenario: a file of an earlier version stops the start, with the command that helps', async () => {
    const file = newFile();
    await (await open(file)).close();
    const database = openRecordsDatabase({
      databaseUrl: undefined,
      file,
      onError: () => undefined,
      workerUrl: builtSqliteWorker,
    });
    onTestFinished(() => database.close());
    await database.kysely.deleteFrom('record_migrations' as never).execute();
    await expect(ensureSchema(database)).rejects.toThrow(/lacks 0001-call-records.*npm run migrate/);
    await expect(open(file)).rejects.toThrow(/npm run migrate/);
  });

  test('Scenario: the file is no database, and the start says so', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'dragoman-records-')), 'notes.txt');
    writeFileSync(file, 'not a database, but long enough to be taken for one '.repeat(20));
    await expect(open(file)).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
  });

  test('Scenario: another process holds the file; no call waits for it, and nothing is lost', async () => {
    const file = newFile();
    const records = await open(file);
    const other = new Database(file);
    onTestFinished(() => void other.close());
    other.exec('begin exclusive');

    const slowest = longestTurn();
    const begun = performance.now();
    for (let index = 0; index < 100; index += 1) {
      const callSid = `CA${String(index)}`;
      records.observer.callStarted(startedCall(callSid));
      records.observer.callReported(callSid, clauseEnded(), 3000);
      records.observer.callEnded(endedCall(callSid));
    }
    const took = performance.now() - begun;
    await expect
      .poll(async () => (await records.metrics.recordWriteFailures.get()).values[0]?.value, { timeout: 8000 })
      .toBeGreaterThan(0);
    const longest = slowest();
    expect((await records.metrics.recordsQueued.get()).values[0]?.value).toBe(600);

    other.exec('rollback');
    await expect
      .poll(async () => (await records.metrics.recordsWritten.get()).values[0]?.value, { timeout: 8000 })
      .toBe(600);
    await records.close();
    expect((await records.metrics.recordsLost.get()).values).toEqual([]);
    // A busy wait of SQLite is 2000 ms: in the thread of the calls it would show here.
    expect(took).toBeLessThan(1000);
    expect(longest).toBeLessThan(1500);
  });

  test('Scenario: the thread is stuck; it is given up, and another one takes over when it has ended', async () => {
    const source = `
      import { parentPort, threadId } from 'node:worker_threads';
      parentPort.on('message', ({ id, statement }) => {
        if (statement === 'stick') while (true);
        parentPort.postMessage({ id, rows: [threadId], changes: 0 });
      });
    `;
    const thread = createSqliteThread({
      file: '',
      workerUrl: new URL(`data:text/javascript,${encodeURIComponent(source)}`),
      timeoutMs: 1500,
    });
    onTestFinished(() => thread.close());
    const before = await thread.run('', []);
    await expect(thread.run('stick', [])).rejects.toThrow('did not answer within 1500 ms');
    await expect.poll(() => thread.run('', []).catch(() => before), { timeout: 8000 }).not.toEqual(before);
    await thread.close();
    await expect(thread.run('', [])).rejects.toThrow('closed');
  });
});

/** Watches the event loop: the longest that a timer of 10 ms was late, ms. */
function longestTurn(): () => number {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 10);
    last = performance.now();
  }, 10);
  return () => {
    clearInterval(timer);
    return longest;
  };
}
