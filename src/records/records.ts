import type { Logger } from 'pino';
import type { CallObserver } from '../calls/call-observer.js';
import type { Config } from '../config.js';
import type { Metrics } from '../observability/metrics.js';
import { createCallHistory, type CallHistory } from './call-history.js';
import { createCallRecorder } from './call-recorder.js';
import { createRecordWriter } from './record-writer.js';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.js';
import { isRefusal, RecordsSchemaError } from './records-error.js';
import { ensureSchema } from './records-schema.js';
import { startTranscriptRetention } from './transcript-retention.js';
import { writeRecords } from './write-records.js';

export interface RecordsOptions {
  readonly settings: Config['records'];
  readonly metrics: Metrics;
  readonly log: Logger;
  /** The compiled module of SQLite's thread. Default: the one beside its starter. */
  readonly workerUrl?: URL;
}

/** The records of this process's calls. */
export interface Records {
  readonly observer: CallObserver;
  readonly history: CallHistory;
  /** Writes what is left, within a deadline, and closes the database. The calls have ended before. */
  close(): Promise<void>;
}

/**
 * Opens the records. A database server that is away stops nobody: calls go on, and what they tell waits for it.
 *
 * @throws RecordsSchemaError where the schema is behind; what SQLite says, where its file cannot be used.
 */
export async function openRecords({ settings, metrics, log, workerUrl }: RecordsOptions): Promise<Records> {
  const database = openRecordsDatabase({
    ...settings,
    workerUrl,
    onError: (error) => log.warn({ err: error }, 'connection to the records broke off'),
  });
  await checkSchema(database, log);
  const writer = createRecordWriter({
    write: (records) => writeRecords(database.kysely, records),
    isRefusal,
    metrics,
    log,
  });
  const retention = startTranscriptRetention(database.kysely, { retentionDays: settings.retentionDays, log });

  return {
    observer: createCallRecorder({
      add: (record) => writer.add(record),
      keepsWords: settings.keepsTranscripts,
      numbers: settings.numbers,
    }),
    history: createCallHistory(database.kysely),
    async close() {
      await writer.close();
      await retention.close();
      await database.close();
    },
  };
}

async function checkSchema(database: RecordsDatabase, log: Logger): Promise<void> {
  try {
    await ensureSchema(database);
  } catch (error) {
    if (database.kind === 'sqlite' || error instanceof RecordsSchemaError) {
      await database.close();
      throw error;
    }
    log.error({ err: error }, 'records database does not answer; calls are taken, and their records wait');
  }
}
