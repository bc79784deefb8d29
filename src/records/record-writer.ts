import type { Logger } from 'pino';
import type { Metrics } from '../observability/metrics.js';
import type { CallRecord } from './record-tables.js';

export interface RecordWriterOptions {
  /** Writes all of the records, or throws; within a deadline of its own. */
  readonly write: (records: readonly CallRecord[]) => Promise<void>;
  /** Whether what `write` threw would be thrown again for the same records. */
  readonly isRefusal: (error: unknown) => boolean;
  readonly metrics: Pick<Metrics, 'recordsQueued' | 'recordsWritten' | 'recordsLost' | 'recordWriteFailures'>;
  readonly log: Logger;
  /** Records that wait at most; what comes beyond it is lost. */
  readonly capacity?: number;
}

/** Writes records behind the back of the calls. */
export interface RecordWriter {
  /** Takes a record to be written, and returns at once; never throws. */
  add(record: CallRecord): void;
  /** Writes what is left, within a deadline; what cannot be written by then is lost, counted and said. */
  close(): Promise<void>;
}

/** Some thousand calls, or an hour's worth of a busy process: 20 MB at most. */
const defaultCapacity = 20_000;
/** Records in one write at most. */
const batchSize = 200;
/** So long records gather before they are written, ms. */
const gatherMs = 200;
/** Wait after the first failed write, and after many, ms. */
const leastRetryMs = 500;
const mostRetryMs = 30_000;
const closeTimeoutMs = 4000;

/**
 * A bounded queue in front of a database that may be slow or away: one write at a time, in order, again and again until
 * it succeeds. A record that the database refuses for what it says is found by writing one at a time, and left out.
 */
export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { write, isRefusal, metrics, log, capacity = defaultCapacity } = options;
  const queue: CallRecord[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let failures = 0;
  let lostSinceSuccess = 0;
  /** How many of the next records are written one at a time, because one of them was refused. */
  let suspects = 0;
  let isClosed = false;

  function schedule(delayMs: number) {
    if (queue.length === 0 || timer !== undefined || writing !== undefined || isClosed) return;
    timer = setTimeout(() => void begin(), delayMs);
  }

  function begin() {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeBatch().finally(() => {
      writing = undefined;
      schedule(
        failures > 0 ? retryDelay(failures) : queue.length < batchSize && suspects === 0 ? gatherMs : 0,
      );
    });
    return writing;
  }

  async function writeBatch() {
    const batch = queue.slice(0, suspects > 0 ? 1 : batchSize);
    try {
      await write(batch);
      done(batch);
      metrics.recordsWritten.inc(batch.length);
      if (failures > 0)
        log.info({ attempts: failures + 1, lost: lostSinceSuccess }, 'records are written again');
      failures = 0;
      lostSinceSuccess = 0;
    } catch (error) {
      metrics.recordWriteFailures.inc();
      if (isRefusal(error)) refuse(batch, error);
      else fail(error);
    }
  }

  function done(batch: readonly CallRecord[]) {
    queue.splice(0, batch.length);
    suspects = Math.max(0, suspects - batch.length);
    metrics.recordsQueued.set(queue.length);
  }

  function refuse(batch: readonly CallRecord[], error: unknown) {
    if (batch.length > 1) {
      suspects = batch.length;
      return;
    }
    done(batch);
    metrics.recordsLost.inc({ reason: 'refused' });
    log.error({ table: batch[0]?.table, err: error }, 'record refused by its database, and lost');
  }

  function fail(error: unknown) {
    failures += 1;
    const level = failures === 1 ? 'warn' : 'debug';
    log[level]({ waiting: queue.length, err: error }, 'records could not be written; they wait');
  }

  function lose(reason: 'queueFull' | 'closed') {
    metrics.recordsLost.inc({ reason });
    if (lostSinceSuccess === 0) log.error({ reason, waiting: queue.length }, 'records are being lost');
    lostSinceSuccess += 1;
  }

  async function flush() {
    await writing;
    do {
      if (queue.length === 0) return;
      await begin();
    } while (failures === 0);
  }

  return {
    add(record) {
      if (isClosed || queue.length >= capacity) {
        lose(isClosed ? 'closed' : 'queueFull');
        return;
      }
      queue.push(record);
      metrics.recordsQueued.set(queue.length);
      schedule(gatherMs);
    },

    async close() {
      const deadline = new Promise((resolve) => setTimeout(resolve, closeTimeoutMs).unref());
      await Promise.race([flush(), deadline]);
      isClosed = true;
      clearTimeout(timer);
      if (queue.length === 0) return;
      metrics.recordsLost.inc({ reason: 'closed' }, queue.length);
      log.error({ lost: queue.length }, 'records could not be written before the end, and are lost');
    },
  };
}

function retryDelay(failures: number): number {
  return Math.min(mostRetryMs, leastRetryMs * 2 ** (failures - 1));
}
