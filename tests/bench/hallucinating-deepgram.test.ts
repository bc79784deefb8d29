import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { delays } from '../../bench/delays.js';
import {
  startHallucinatingDeepgram,
  type HallucinatingDeepgram,
} from '../../bench/hallucinating-deepgram.js';
import { createSoundLibrary } from '../../sandbox/sound/matcher.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { createFaultPlan } from '../../sandbox/vendors/faults.js';
import { mulawSilence } from '../../src/media/mulaw.js';
import { createDeepgramRecognizer } from '../../src/providers/deepgram/deepgram-recognizer.js';
import type { RecognizerEvent } from '../../src/providers/recognizer.js';

const apiKey = 'bench';
/** Audio in which something is surely made up, bytes: some of it is lost before the socket is open. */
const aMinute = 60 * 8000;
const piece = 1600;

let server: HallucinatingDeepgram;
let voices: Voices;
beforeEach(async () => {
  voices = createVoices();
  const library = createSoundLibrary();
  const options = { apiKey, library, lines: new Map(), voices, delays, faults: createFaultPlan() };
  server = await startHallucinatingDeepgram({ ...options, observe: () => undefined }, 1);
});
afterEach(async () => {
  await server.close();
  await voices.close();
});

/** What the service's own client makes of so much silence. */
async function hearSilence(): Promise<RecognizerEvent[]> {
  const abort = new AbortController();
  const recognizer = createDeepgramRecognizer({ apiKey, baseUrl: server.url });
  const stream = recognizer.open({ language: 'multi', hints: [], keyterms: [], signal: abort.signal });
  void write();
  const events: RecognizerEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;

  async function write() {
    for (let sent = 0; sent < aMinute; sent += piece) {
      stream.write(new Uint8Array(piece).fill(mulawSilence));
      await nextTurn();
    }
    stream.end();
  }
}

describe('a recognizer that makes words up', () => {
  test('Scenario: nobody speaks, and it hears clauses, interim first and then final', async () => {
    const events = await hearSilence();
    const made = events.filter((event) => event.type === 'hypothesis');
    const finals = made.filter(({ isFinal }) => isFinal);
    expect(finals.length).toBeGreaterThan(1);
    expect(server.hallucinations).toBeGreaterThanOrEqual(finals.length);
    for (const { text, words } of finals) {
      expect(made.some((event) => !event.isFinal && event.text === text)).toBe(true);
      expect(words.map((word) => word.text).join(' ')).toBe(text);
      expect(words.every(({ confidence }) => confidence <= 0.96)).toBe(true);
    }
  });

  test('Scenario: it has been calmed, and hears nothing', async () => {
    server.calm();
    expect(await hearSilence()).toEqual([]);
    expect(server.hallucinations).toBe(0);
  });
});
