import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../src/observability/metrics.js';
import type { HistoryPlace } from '../../src/records/call-history.js';
import { openRecordsDatabase, type RecordsDatabaseOptions } from '../../src/records/records-database.js';
import { openRecords } from '../../src/records/records.js';
import { migrateRecords, pendingMigrations } from '../../src/records/records-schema.js';
import { startTranscriptRetention } from '../../src/records/transcript-retention.js';
import {
  builtSqliteWorker,
  clauseEnded,
  endedCall,
  recordsSettings,
  startedCall,
} from '../support/records.js';

export type RecordsLocation = Pick<RecordsDatabaseOptions, 'databaseUrl' | 'file'>;

/** What holds for the records in either database: `newLocation` names one that is empty. */
export function describeRecords(newLocation: () => Promise<RecordsLocation>): void {
  async function migratedDatabase() {
    const location = await newLocation();
    const database = openRecordsDatabase({
      ...location,
      onError: (error) => expect.unreachable(error.message),
      workerUrl: builtSqliteWorker,
    });
    onTestFinished(() => database.close());
    await migrateRecords(database);
    return { location, database };
  }

  async function open(location: RecordsLocation, settings: Partial<typeof recordsSettings> = {}) {
    const metrics = createMetrics();
    const records = await openRecords({
      settings: { ...recordsSettings, ...settings, ...location },
      metrics,
      log: pino({ level: 'silent' }),
      workerUrl: builtSqliteWorker,
    });
    return { ...records, metrics };
  }

  test('migrating twice does it once, and two at a time do it once', async () => {
    const location = await newLocation();
    const open = () =>
      openRecordsDatabase({ ...location, onError: () => undefined, workerUrl: builtSqliteWorker });
    const databases = [open(), open()];
    onTestFinished(async () => {
      for (const database of databases) await database.close();
    });
    const steps = await Promise.all(databases.map(migrateRecords));
    expect(steps.flat()).toEqual(['0001-call-records', '0002-providers-of-clauses']);
    const [database] = databases;
    expect(database && (await migrateRecords(database))).toEqual([]);
    expect(database && (await pendingMigrations(database))).toEqual([]);
  });

  test('Scenario: a call is recorded as it goes, and read when it has ended', async () => {
    const { location } = await migratedDatabase();
    const records = await open(location);
    const { observer } = records;
    observer.callStarted(startedCall('CA1'));
    observer.callReported('CA1', clauseEnded(), 3000);
    const lost = { stage: 'recognition', provider: 'deepgram', reason: 'unavailable' } as const;
    observer.callReported('CA1', { type: 'recognizer.lost', party: 'agent', failure: lost }, 5000.5);
    await records.close();

    const again = await open(location);
    expect(await again.history.find('CA1')).toBeUndefined();
    again.observer.callStarted(startedCall('CA1'));
    again.observer.callReported(
      'CA1',
      {
        ...clauseEnded({ id: 'clause-2', state: 'failed', timings: {} }),
        failure: { stage: 'translation', provider: 'deepl', reason: 'quota' },
      } as never,
      6000,
    );
    again.observer.callEnded(endedCall('CA1'));
    await again.close();

    const reader = await open(location);
    onTestFinished(() => reader.close());
    expect(await reader.history.find('CA1')).toEqual({
      callSid: 'CA1',
      startedAt: '2026-11-22T10:00:00.000Z',
      endedAt: '2026-11-22T10:02:10.000Z',
      durationMs: 130_000,
      outcome: 'clientHungUp',
      providers: { recognizer: 'deepgram', translator: 'deepl', synthesizer: 'elevenlabs' },
      cost: {
        telephony: 0.053_75,
        recognition: 0.0232,
        translation: 0.000_322,
        synthesis: 0.0006,
      },
      legs: {
        client: {
          callSid: 'CA1',
          number: '+33*******00',
          country: 'FR',
          language: 'fr',
          languageSource: 'speech',
          connectedMs: 130_000,
          turnLatency: { count: 2, p50: 800, p95: 913 },
          clauses: { heard: 2, cut: 1, merged: 0, failed: 1 },
        },
        agent: {
          callSid: 'CA1-agent',
          number: '+34*******01',
          country: 'ES',
          language: 'es',
          languageSource: 'configured',
          connectedMs: 110_000,
          turnLatency: { count: 0 },
          clauses: { heard: 0, cut: 0, merged: 0, failed: 0 },
        },
      },
      clauses: expect.arrayContaining([
        {
          id: 'clause-1',
          direction: 'clientToAgent',
          state: 'heard',
          sourceLanguage: 'fr',
          targetLanguage: 'es',
          timings: { speechOnset: 1000, speechEnd: 2000, committed: 2301, firstMarkHeard: 2900 },
          words: { text: 'Bonjour à tous', translation: 'Hola a todos' },
        },
        expect.objectContaining({ id: 'clause-2', state: 'failed', timings: {} }),
      ]) as unknown,
      errors: [
        { atMs: 6000, stage: 'translation', provider: 'deepl', reason: 'quota', clauseId: 'clause-2' },
      ],
    });
    expect((await reader.metrics.recordsLost.get()).values).toEqual([]);
  });

  test('words are recorded only where transcripts are kept, and numbers whole only where that is asked for', async () => {
    const { location } = await migratedDatabase();
    const records = await open(location, { keepsTranscripts: false as never, numbers: 'full' as never });
    records.observer.callStarted(startedCall('CA1'));
    records.observer.callReported('CA1', clauseEnded(), 3000);
    records.observer.callEnded(endedCall('CA1'));
    await records.close();
    const reader = await open(location);
    onTestFinished(() => reader.close());
    const call = await reader.history.find('CA1');
    expect(call?.clauses.map(({ id, words }) => ({ id, words }))).toEqual([
      { id: 'clause-1', words: undefined },
    ]);
    expect(call?.legs.client?.number).toBe('+33142685300');
    expect(JSON.stringify(call)).not.toContain('Bonjour');
  });

  test('Scenario: a person pages through the history; calls that ended in one moment are shown once each', async () => {
    const { location } = await migratedDatabase();
    const records = await open(location);
    onTestFinished(() => records.close());
    const ends = ['10:00', '10:01', '10:01', '10:01', '10:02'];
    ends.forEach((time, index) => {
      const callSid = `CA${String(index)}`;
      records.observer.callStarted(startedCall(callSid));
      records.observer.callEnded(endedCall(callSid, `2026-11-22T${time}:00.000Z`));
    });
    records.observer.callStarted(startedCall('CAlive'));
    await expect.poll(async () => (await records.history.page({ limit: 9 })).calls.length).toBe(5);

    const pages: string[][] = [];
    let before: HistoryPlace | undefined;
    do {
      const { calls, next } = await records.history.page({ limit: 2, before });
      pages.push(calls.map(({ callSid }) => callSid));
      before = next;
    } while (before !== undefined && pages.length < 9);
    expect(pages).toEqual([['CA4', 'CA3'], ['CA2', 'CA1'], ['CA0']]);
  });

  test('words are deleted when their time has come, and nothing else is', async () => {
    const { database, location } = await migratedDatabase();
    const records = await open(location);
    records.observer.callStarted(startedCall('CA1'));
    records.observer.callReported('CA1', clauseEnded(), 3000);
    records.observer.callReported('CA1', clauseEnded({ id: 'clause-2' }), 4000);
    records.observer.callEnded(endedCall('CA1'));
    await records.close();
    const monthAgo = new Date(Date.now() - 31 * 24 * 3600 * 1000).toISOString();
    await database.kysely
      .updateTable('clause_words')
      .set({ recorded_at: monthAgo })
      .where('clause_id', '=', 'clause-1')
      .execute();

    const retention = startTranscriptRetention(database.kysely, {
      retentionDays: 30,
      log: pino({ level: 'silent' }),
    });
    await retention.close();
    const rows = await database.kysely.selectFrom('clause_words').select('clause_id').execute();
    expect(rows).toEqual([{ clause_id: 'clause-2' }]);
    const clauses = await database.kysely
      .selectFrom('clauses')
      .select(['clause_id', 'recognizer', 'translator', 'synthesizer'])
      .orderBy('clause_id')
      .execute();
    const providers = { recognizer: 'deepgram', translator: 'openai', synthesizer: 'elevenlabs' };
    expect(clauses).toEqual(['clause-1', 'clause-2'].map((id) => ({ clause_id: id, ...providers })));
  });

  test('Scenario: a row that the database refuses is lost alone, and counted', async () => {
    const { location, database } = await migratedDatabase();
    const records = await open(location);
    const { observer, metrics } = records;
    observer.callStarted({ ...startedCall('CA1'), callSid: null as never });
    observer.callStarted(startedCall('CA2'));
    observer.callStarted(startedCall('CA3'));
    await records.close();
    const rows = await database.kysely.selectFrom('calls').select('call_sid').orderBy('call_sid').execute();
    expect(rows.map(({ call_sid }) => call_sid)).toEqual(['CA2', 'CA3']);
    expect((await metrics.recordsLost.get()).values).toMatchObject([
      { labels: { reason: 'refused' }, value: 1 },
    ]);
  });
}
