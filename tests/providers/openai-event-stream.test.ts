import { describe, expect, test } from 'vitest';
import { eventData } from '../../src/providers/openai/event-stream.js';
import { cpuMsOf } from '../support/cpu-time.js';

async function* inPieces(text: string, size: number) {
  await Promise.resolve();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function dataOf(pieces: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const events: string[] = [];
  for await (const data of eventData('vendor', pieces)) events.push(data);
  return events;
}

describe('server-sent events', () => {
  test.each([1, 2, 3, 5, 100])('Scenario: lines end in every way, in pieces of %i bytes', async (size) => {
    const body = 'data: uno\r\n\r\ndata: dos\rdata:tres\r\r: nothing\n\nevent: x\ndata: año\n\n\ndata: cut';
    expect(await dataOf(inPieces(body, size))).toEqual(['uno', 'dos\ntres', 'año']);
  });

  test('Scenario: a long line comes letter by letter, and each letter is read once', async () => {
    const line = 'a'.repeat(200_000);
    const spent = await cpuMsOf(async () => {
      expect(await dataOf(inPieces(`data: ${line}\n\n`, 1))).toEqual([line]);
    });
    // A fifth of a second; ten where the line is read again with each letter.
    expect(spent).toBeLessThan(2000);
  });
});
