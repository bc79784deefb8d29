import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';
import type { SqliteAnswer, SqliteRequest, SqliteWorkerSetup } from './sqlite-messages.js';

/** How long a statement waits for another process that writes, ms. */
const busyTimeoutMs = 2000;
/** How long it is until a file that another process has for itself is opened again, ms. */
const openingPauseMs = 10;

const { file } = workerData as SqliteWorkerSetup;
let database: Database.Database | undefined;
/** Nobody writes to it: who waits for it sleeps. */
const pause = new Int32Array(new SharedArrayBuffer(4));

parentPort?.on('message', (request: SqliteRequest) => parentPort?.postMessage(answer(request)));

function answer({ id, statement, parameters }: SqliteRequest): SqliteAnswer {
  try {
    database ??= open();
    const prepared = database.prepare(statement);
    if (prepared.reader) return { id, rows: prepared.all(parameters), changes: 0 };
    return { id, rows: [], changes: prepared.run(parameters).changes };
  } catch (error) {
    // libsql leaves a statement that failed as busy under way until its memory is collected, and no transaction of the
    // connection can end meanwhile. In a transaction the connection is kept: it is about to be rolled back.
    if (database?.inTransaction === false) {
      database.close();
      database = undefined;
    }
    return { id, error: describe(error) };
  }
}

function open(): Database.Database {
  mkdirSync(dirname(file), { recursive: true });
  // SQLite gives the files beside it the same mode: nobody else reads who called.
  closeSync(openSync(file, 'a', 0o600));
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    const opened = new Database(file);
    try {
      // Readers and the writer do not wait for each other; a crash of the machine may cost the last moments, not the file.
      opened.exec(
        `pragma busy_timeout = ${busyTimeoutMs}; pragma journal_mode = wal; pragma synchronous = normal`,
      );
      return opened;
    } catch (error) {
      opened.close();
      // A new file's journal is changed by who has the file alone, and for that SQLite waits for nobody.
      if (describe(error).code !== 'SQLITE_BUSY' || performance.now() > deadline) throw error;
    }
    Atomics.wait(pause, 0, 0, openingPauseMs);
  }
}

function describe(error: unknown): { readonly message: string; readonly code: string } {
  if (!(error instanceof Error)) return { message: typeof error, code: 'UNKNOWN' };
  return { message: error.message, code: 'code' in error ? String(error.code) : 'UNKNOWN' };
}
