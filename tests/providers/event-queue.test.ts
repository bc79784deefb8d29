import { describe, expect, it } from 'vitest';
import { createEventQueue } from '../../src/providers/event-queue.js';
import { collect, errorOf } from '../support/vendor-outcome.js';

function createQueue(capacity = 10) {
  const done: string[] = [];
  const queue = createEventQueue<string>({ capacity, onDone: () => done.push('done') });
  return { queue, done };
}

describe('An event queue', () => {
  it('delivers what waited, then ends', async () => {
    const { queue, done } = createQueue();
    expect([queue.push('one'), queue.push('two')]).toEqual([true, true]);
    queue.end();
    expect(await collect(queue)).toEqual(['one', 'two']);
    expect(done).toEqual(['done']);
  });

  it('wakes the consumer for what comes later', async () => {
    const { queue } = createQueue();
    const iterator = queue[Symbol.asyncIterator]();
    const first = iterator.next();
    queue.push('one');
    queue.push('two');
    expect([await first, await iterator.next()]).toEqual([
      { done: false, value: 'one' },
      { done: false, value: 'two' },
    ]);
    const end = iterator.next();
    queue.end();
    expect(await end).toEqual({ done: true, value: undefined });
  });

  it('delivers what waited, then fails', async () => {
    const { queue, done } = createQueue();
    const failure = new Error('broken');
    queue.push('one');
    queue.fail(failure);
    const iterator = queue[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 'one' });
    await expect(iterator.next()).rejects.toBe(failure);
    expect(done).toEqual(['done']);
  });

  it('drops what waited, where it is discarded', async () => {
    const { queue } = createQueue();
    queue.push('one');
    queue.discard();
    expect(await collect(queue)).toEqual([]);
  });

  it('refuses what it has no room for, until some was taken', async () => {
    const { queue } = createQueue(1);
    expect([queue.push('one'), queue.push('two')]).toEqual([true, false]);
    const iterator = queue[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 'one' });
    expect(queue.push('three')).toBe(true);
  });

  it('keeps to how it was closed first', async () => {
    const failure = new Error('broken');
    const failed = createQueue().queue;
    failed.fail(failure);
    failed.end();
    expect(failed.push('one')).toBe(false);
    expect(await errorOf(failed)).toBe(failure);
    const ended = createQueue().queue;
    ended.end();
    ended.fail(failure);
    expect(await collect(ended)).toEqual([]);
  });

  it('is done when its consumer leaves early', async () => {
    const { queue, done } = createQueue();
    queue.push('one');
    for await (const event of queue) {
      expect(event).toBe('one');
      break;
    }
    expect(done).toEqual(['done']);
  });
});
