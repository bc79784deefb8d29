import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMetrics } from '../../src/observability/metrics.js';
import type { CallRecord } from '../../src/records/record-tables.js';
import { createRecordWriter } from '../../src/records/record-writer.js';

const record = (position: number): CallRecord => ({
  table: 'call_errors',
  row: {
    call_sid: 'CA1',
    position,
    at_ms: 0,
    stage: 'actor',
    provider: 'dragoman',
    reason: 'Error',
    clause_id: null,
    party: null,
  },
});

const positionsOf = (records: readonly CallRecord[]) =>
  records.map(({ row }) => ('position' in row ? row.position : undefined));

const refusal = new Error('refused');

/** A writer in front of a database that answers as it is told. */
function open({ capacity = 100 }: { capacity?: number } = {}) {
  const attempts: (number | undefined)[][] = [];
  const levels: string[] = [];
  const metrics = createMetrics();
  let answer: (records: readonly CallRecord[]) => Promise<void> = () => Promise.resolve();
  const writer = createRecordWriter({
    capacity,
    metrics,
    isRefusal: (error) => error === refusal,
    log: pino({ level: 'info' }, { write: (line: string) => levels.push(levelAndMessage(line)) }),
    write(records) {
      attempts.push(positionsOf(records));
      return answer(records);
    },
  });
  return {
    writer,
    attempts,
    levels,
    answerWith: (next: typeof answer) => void (answer = next),
    add: (...positions: number[]) => positions.forEach((position) => writer.add(record(position))),
    lost: async () =>
      (await metrics.recordsLost.get()).values.map(({ labels, value }) => [labels.reason, value] as const),
    queued: async () => (await metrics.recordsQueued.get()).values[0]?.value,
  };
}

function levelAndMessage(line: string): string {
  const { level, msg } = JSON.parse(line) as { level: number; msg: string };
  return `${pino.levels.labels[level] ?? ''}: ${msg}`;
}

describe('the writer of records', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('what comes within 200 ms is written at once, in order', async () => {
    const { add, attempts } = open();
    add(1, 2);
    await vi.advanceTimersByTimeAsync(199);
    add(3);
    expect(attempts).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(attempts).toEqual([[1, 2, 3]]);
  });

  test('Scenario: the database is away for a while; it is asked ever less often, and gets everything in the end', async () => {
    const { add, attempts, levels, answerWith, lost } = open();
    answerWith(() => Promise.reject(new Error('away')));
    add(1);
    await vi.advanceTimersByTimeAsync(200 + 500 + 1000 + 2000);
    expect(attempts).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(600_000);
    const askedAfterTenMinutes = attempts.length;
    expect(askedAfterTenMinutes).toBeLessThan(30);
    answerWith(() => Promise.resolve());
    add(2);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(attempts.slice(askedAfterTenMinutes)).toEqual([[1, 2]]);
    expect(await lost()).toEqual([]);
    expect(levels).toEqual([
      'warn: records could not be written; they wait',
      'info: records are written again',
    ]);
  });

  test('Scenario: it is away for so long that the queue is full; what is lost is counted, and said once', async () => {
    const { add, levels, answerWith, lost, queued, attempts } = open({ capacity: 3 });
    answerWith(() => Promise.reject(new Error('away')));
    add(1, 2, 3, 4, 5);
    await vi.advanceTimersByTimeAsync(10_000);
    add(6);
    expect(await queued()).toBe(3);
    expect(await lost()).toEqual([['queueFull', 3]]);
    answerWith(() => Promise.resolve());
    await vi.advanceTimersByTimeAsync(30_000);
    expect(attempts.at(-1)).toEqual([1, 2, 3]);
    expect(levels.filter((line) => line.startsWith('error'))).toEqual(['error: records are being lost']);
  });

  test('Scenario: an answer takes long; nothing else is written meanwhile, and no call waits', async () => {
    const { add, attempts, answerWith } = open();
    let finish = () => {};
    answerWith(() => new Promise((resolve) => (finish = resolve)));
    add(1);
    await vi.advanceTimersByTimeAsync(200);
    add(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts).toEqual([[1]]);
    finish();
    await vi.advanceTimersByTimeAsync(200);
    expect(attempts).toEqual([[1], [2]]);
  });

  test('Scenario: one record is refused; it is found, and those beside it are written', async () => {
    const { add, attempts, answerWith, lost } = open();
    answerWith((records) => (positionsOf(records).includes(2) ? Promise.reject(refusal) : Promise.resolve()));
    add(1, 2, 3);
    await vi.advanceTimersByTimeAsync(200);
    add(4, 5);
    await vi.advanceTimersByTimeAsync(400);
    expect(attempts).toEqual([[1, 2, 3], [1], [2], [3], [4, 5]]);
    expect(await lost()).toEqual([['refused', 1]]);
  });

  test('closing writes what is left; what comes afterwards is lost', async () => {
    const { add, attempts, writer, lost } = open({ capacity: 1000 });
    add(...Array.from({ length: 450 }, (_, index) => index));
    await writer.close();
    expect(attempts.map(({ length }) => length)).toEqual([200, 200, 50]);
    add(1);
    expect(await lost()).toEqual([['closed', 1]]);
  });

  test('closing waits 4 s for a database that does not answer, and then says what is lost', async () => {
    const { add, writer, lost, levels, answerWith } = open();
    answerWith(() => new Promise(() => {}));
    add(1, 2);
    const closed = vi.fn();
    void writer.close().then(closed);
    await vi.advanceTimersByTimeAsync(3999);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(closed).toHaveBeenCalled();
    expect(await lost()).toEqual([['closed', 2]]);
    expect(levels).toEqual(['error: records could not be written before the end, and are lost']);
  });
});
