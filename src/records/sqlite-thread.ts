import { Worker } from 'node:worker_threads';
import { RecordsError } from './records-error.js';
import type { SqliteAnswer, SqliteRequest, SqliteWorkerSetup } from './sqlite-messages.js';

/** How long a statement may take before its thread is given up, ms: longer than it waits for another writer. */
const statementTimeoutMs = 5000;
/** What the first one gets beyond that: the thread has to load, on a machine that may be busy. */
const startTimeoutMs = 15_000;
const exitTimeoutMs = 2000;

/** SQLite refused a statement. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError';

  constructor(
    message: string,
    /** SQLite's name of it, such as SQLITE_BUSY. */
    readonly code: string,
  ) {
    super(message);
  }
}

export interface SqliteThreadOptions {
  readonly file: string;
  /** The worker's compiled module. Default: the one beside this module. */
  readonly workerUrl?: URL | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface SqliteResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/** A SQLite file and the thread that waits for it, so that nobody else does. */
export interface SqliteThread {
  /** @throws SqliteError where SQLite refuses it; RecordsError where it takes too long, or its thread is stuck. */
  run(statement: string, parameters: readonly unknown[]): Promise<SqliteResult>;
  /** Ends the thread; what it was asked fails. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: SqliteResult) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * SQLite's calls return when the disk has answered: in the main thread every call of the process would wait for it.
 * The thread starts with the first statement. One that is stuck is given up with all that it was asked, which undoes an
 * open transaction; there is another one when it has ended, and never two at a time.
 */
export function createSqliteThread(options: SqliteThreadOptions): SqliteThread {
  const { workerUrl = new URL('./sqlite-worker.js', import.meta.url), timeoutMs = statementTimeoutMs } =
    options;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let isGivenUp = false;
  let isClosed = false;
  let requests = 0;

  function start(): Worker {
    const workerData: SqliteWorkerSetup = { file: options.file };
    const started = new Worker(workerUrl, { workerData });
    started.on('message', settle);
    started.on('error', (cause) => failAll(new RecordsError('The thread of the records failed', { cause })));
    started.on('exit', () => {
      failAll(new RecordsError('The thread of the records ended'));
      worker = undefined;
      isGivenUp = false;
    });
    return started;
  }

  function settle(answer: SqliteAnswer) {
    const request = take(answer.id);
    if (request === undefined) return;
    if ('error' in answer) request.reject(new SqliteError(answer.error.message, answer.error.code));
    else request.resolve(answer);
  }

  function take(id: number): Waiting | undefined {
    const request = waiting.get(id);
    if (request !== undefined) clearTimeout(request.timer);
    waiting.delete(id);
    return request;
  }

  function failAll(error: RecordsError) {
    for (const id of [...waiting.keys()]) take(id)?.reject(error);
  }

  function giveUp(deadlineMs: number) {
    isGivenUp = true;
    void worker?.terminate();
    failAll(new RecordsError(`The records did not answer within ${deadlineMs} ms`));
  }

  return {
    run(statement, parameters) {
      if (isClosed) return Promise.reject(new RecordsError('The records are closed'));
      if (isGivenUp) return Promise.reject(new RecordsError('The thread of the records is stuck'));
      const deadlineMs = worker === undefined ? startTimeoutMs + timeoutMs : timeoutMs;
      worker ??= start();
      const thread = worker;
      return new Promise((resolve, reject) => {
        requests += 1;
        waiting.set(requests, { resolve, reject, timer: setTimeout(() => giveUp(deadlineMs), deadlineMs) });
        thread.postMessage({ id: requests, statement, parameters } satisfies SqliteRequest);
      });
    },
    async close() {
      isClosed = true;
      if (worker === undefined) return;
      const stuck = new Promise<void>((resolve) => setTimeout(resolve, exitTimeoutMs).unref());
      await Promise.race([worker.terminate(), stuck]);
    },
  };
}
