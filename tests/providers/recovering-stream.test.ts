import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeMulaw, mulawSilence } from '../../src/media/mulaw.js';
import { createEventQueue } from '../../src/providers/event-queue.js';
import { ProviderError, type ProviderErrorKind } from '../../src/providers/provider-error.js';
import type { Recognizer, RecognizerEvent } from '../../src/providers/recognizer.js';
import { createRoutedRecognizer } from '../../src/providers/routed-recognizer.js';
import { recognizerCapabilities } from '../support/fake-providers.js';
import { candidateMaker } from '../support/test-candidate.js';

const msBytes = 8;
const [loud = 0] = encodeMulaw(new Int16Array([12_000]));
const frameOf = (byte: number) => new Uint8Array(20 * msBytes).fill(byte);

/** One stream of a vendor that does what the test says. */
interface VendorStream {
  readonly language: string;
  heardMs(): number;
  readonly isClosed: () => boolean;
  readonly finalized: () => number;
  readonly say: (event: RecognizerEvent) => void;
  readonly fail: (kind?: ProviderErrorKind) => void;
  readonly end: () => void;
}

function vendor(name: string) {
  const streams: VendorStream[] = [];
  const recognizer: Recognizer = {
    provider: name,
    capabilities: recognizerCapabilities(['es', 'fr']),
    open({ language, signal }) {
      const events = createEventQueue<RecognizerEvent>({ capacity: 100, onDone: () => {} });
      let bytes = 0;
      let finalizations = 0;
      signal.addEventListener('abort', () => events.discard());
      streams.push({
        language,
        heardMs: () => bytes / msBytes,
        isClosed: () => signal.aborted,
        finalized: () => finalizations,
        say: (event) => void events.push(event),
        fail: (kind = 'unavailable') => events.fail(new ProviderError(name, kind, 'failed')),
        end: () => events.end(),
      });
      return {
        write: (mulaw) => void (bytes += mulaw.length),
        finalize: () => void (finalizations += 1),
        end: () => events.end(),
        [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
      };
    },
  };
  return { recognizer, streams };
}

/** Words of 250 ms each, from a place on. */
function said(text: string, startMs: number, isFinal: boolean): RecognizerEvent {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startMs: startMs + index * 250,
    endMs: startMs + (index + 1) * 250,
    confidence: 0.9,
  }));
  const endMs = words.at(-1)?.endMs ?? startMs;
  return { type: 'hypothesis', isFinal, text, words, confidence: 0.9, languages: ['fr'], startMs, endMs };
}

function openLine(...names: readonly string[]) {
  const vendors = names.map((name) => vendor(name));
  const { make, metrics, log } = candidateMaker('recognition');
  const candidates = vendors.map(({ recognizer }) => make(recognizer));
  const recognizer = createRoutedRecognizer(candidates, { metrics, log });
  const hangUp = new AbortController();
  const providers: string[] = [];
  const stream = recognizer.open({
    language: 'multi',
    hints: ['fr'],
    keyterms: [],
    signal: hangUp.signal,
    onProvider: (name) => void providers.push(name),
  });
  const heard: RecognizerEvent[] = [];
  let failure: unknown;
  let isOver = false;
  void (async () => {
    try {
      for await (const event of stream) heard.push(event);
    } catch (error) {
      failure = error;
    }
    isOver = true;
  })();
  /** Frame by frame, as a telephone sends them. */
  async function hear(byte: number, ms: number) {
    for (let at = 0; at < ms; at += 20) {
      stream.write(frameOf(byte));
      await vi.advanceTimersByTimeAsync(20);
    }
  }
  return {
    vendors,
    stream,
    hangUp,
    heard,
    metrics,
    candidates,
    providers,
    failure: () => failure,
    isOver: () => isOver,
    speak: (ms: number) => hear(loud, ms),
    pause: (ms: number) => hear(mulawSilence, ms),
    settle: () => vi.advanceTimersByTimeAsync(0),
    streamOf(index: number, count = 0) {
      const found = vendors[index]?.streams[count];
      if (found === undefined) throw new Error(`Vendor ${index} has no stream ${count}`);
      return found;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('A recognizer with another one behind it', () => {
  it('Scenario: nothing fails, and nobody else is asked', async () => {
    const line = openLine('first', 'second');
    await line.speak(1000);
    line.streamOf(0).say(said('bonjour', 500, true));
    await line.settle();
    expect(line.heard).toEqual([said('bonjour', 500, true)]);
    expect(line.vendors[1]?.streams).toEqual([]);
    expect(line.providers).toEqual(['first']);
    line.hangUp.abort();
    await line.settle();
    expect(line.isOver()).toBe(true);
    expect(line.candidates.map(({ limit }) => limit.active)).toEqual([0, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('Scenario: it dies in mid-sentence; the next one hears what was not final, and words stay where they were', async () => {
    const line = openLine('first', 'second');
    await line.speak(1400);
    line.streamOf(0).say(said('bonjour', 500, true));
    line.streamOf(0).say(said('je', 1000, false));
    await line.settle();
    line.streamOf(0).fail();
    await line.settle();
    expect(line.streamOf(1).heardMs()).toBe(650);
    await line.speak(500);
    expect(line.streamOf(1).heardMs()).toBe(1150);
    line.streamOf(1).say(said('je voudrais', 250, true));
    await line.settle();
    expect(line.heard.at(-1)).toEqual(said('je voudrais', 1000, true));
    expect(line.providers).toEqual(['first', 'second']);
    expect((await line.metrics.providerFailovers.get()).values).toEqual([
      { labels: { stage: 'recognition', provider: 'second' }, value: 1 },
    ]);
  });

  it('Scenario: the next one hears the end of a word that was final already; it is not said twice', async () => {
    const line = openLine('first', 'second');
    await line.speak(1400);
    line.streamOf(0).say(said('bonjour', 500, true));
    await line.settle();
    line.streamOf(0).fail();
    await line.settle();
    line.streamOf(1).say({
      type: 'hypothesis',
      isFinal: true,
      text: 'our madame',
      words: [
        { text: 'our', startMs: 0, endMs: 60, confidence: 0.5 },
        { text: 'madame', startMs: 250, endMs: 500, confidence: 0.9 },
      ],
      confidence: 0.8,
      languages: ['fr'],
      startMs: 0,
      endMs: 500,
    });
    await line.settle();
    expect(line.heard.at(-1)).toMatchObject({
      text: 'madame',
      words: [{ text: 'madame', startMs: 1000, endMs: 1250 }],
    });
  });

  it('Scenario: it falls silent while somebody talks; who finds words first goes on', async () => {
    const line = openLine('first', 'second');
    await line.pause(1000);
    await line.speak(1480);
    expect(line.vendors[1]?.streams).toEqual([]);
    await line.speak(60);
    expect(line.streamOf(1).heardMs()).toBeGreaterThanOrEqual(2480);
    expect(line.streamOf(0).isClosed()).toBe(false);
    line.streamOf(1).say(said('bonjour', 1000, false));
    await line.settle();
    expect(line.heard).toEqual([said('bonjour', 1000, false)]);
    expect(line.streamOf(0).isClosed()).toBe(true);
    const { values } = await line.metrics.providerErrors.get();
    expect(values.map(({ labels }) => labels)).toEqual([
      { stage: 'recognition', provider: 'first', kind: 'timedOut' },
    ]);
  });

  it('Scenario: it stalls behind a guess that it never makes final', async () => {
    const line = openLine('first', 'second');
    await line.speak(800);
    line.streamOf(0).say(said('bonjour', 0, false));
    await line.settle();
    await line.pause(2100);
    line.streamOf(1).say(said('bonjour', 0, true));
    await line.settle();
    expect(line.heard.at(-1)).toEqual(said('bonjour', 0, true));
    expect(line.streamOf(0).isClosed()).toBe(true);
  });

  const bonjourIsOver: RecognizerEvent = { type: 'utterance.ended', endMs: 250 };

  it('Scenario: it made the words final and stalls before it says that they are all', async () => {
    const line = openLine('first', 'second');
    await line.speak(800);
    line.streamOf(0).say(said('bonjour', 0, true));
    await line.pause(1900);
    expect(line.heard).toEqual([said('bonjour', 0, true)]);
    await line.pause(200);
    expect(line.heard).toEqual([said('bonjour', 0, true), bonjourIsOver]);
    await line.pause(5000);
    expect(line.heard).toHaveLength(2);
    line.hangUp.abort();
  });

  it('Scenario: it made the words final and dies; the next one hears silence, and the utterance ends all the same', async () => {
    const line = openLine('first', 'second');
    await line.speak(800);
    line.streamOf(0).say(said('bonjour', 0, true));
    await line.settle();
    line.streamOf(0).fail();
    await line.pause(2100);
    expect(line.heard).toEqual([said('bonjour', 0, true), bonjourIsOver]);
    line.hangUp.abort();
  });

  it('Scenario: somebody talks on behind final words, and the utterance is not ended for them', async () => {
    const line = openLine('first', 'second');
    await line.speak(800);
    line.streamOf(0).say(said('bonjour', 0, true));
    await line.pause(1500);
    await line.speak(1000);
    expect(line.heard).toEqual([said('bonjour', 0, true)]);
    line.hangUp.abort();
  });

  it('Scenario: the line plays music; the second opinion finds no words either, and is not asked again soon', async () => {
    const line = openLine('first', 'second');
    await line.speak(6000);
    expect(line.streamOf(1).isClosed()).toBe(true);
    expect(line.streamOf(0).isClosed()).toBe(false);
    await line.speak(6000);
    expect(line.vendors[1]?.streams).toHaveLength(1);
    await line.speak(6000);
    expect(line.vendors[1]?.streams).toHaveLength(2);
    expect(line.candidates.map(({ breaker }) => breaker.state)).toEqual(['closed', 'closed']);
    expect(line.failure()).toBeUndefined();
    line.hangUp.abort();
  });

  it('Scenario: it was only slow; it keeps the line', async () => {
    const line = openLine('first', 'second');
    await line.speak(1600);
    line.streamOf(0).say(said('bonjour', 0, false));
    await line.settle();
    expect(line.streamOf(1).isClosed()).toBe(true);
    line.streamOf(1).say(said('bonsoir', 0, false));
    await line.settle();
    expect(line.heard).toEqual([said('bonjour', 0, false)]);
    line.hangUp.abort();
  });

  it('Scenario: the final text was asked for when it died; the next one is asked too', async () => {
    const line = openLine('first', 'second');
    await line.speak(500);
    line.stream.finalize();
    line.streamOf(0).fail();
    await line.settle();
    expect(line.streamOf(1).finalized()).toBe(1);
    line.hangUp.abort();
  });

  it('Scenario: no more audio comes; the stream ends when the vendor has', async () => {
    const line = openLine('first', 'second');
    await line.speak(500);
    line.stream.end();
    await line.settle();
    expect(line.isOver()).toBe(true);
    expect(line.failure()).toBeUndefined();
  });

  it('Scenario: all fail, one after the other; the line fails as the last one did', async () => {
    const line = openLine('first', 'second');
    line.streamOf(0).fail();
    await line.settle();
    line.streamOf(1).fail();
    await line.settle();
    line.streamOf(0, 1).fail('rateLimited');
    await line.settle();
    expect(line.failure()).toMatchObject({ provider: 'first', kind: 'rateLimited' });
  });

  it('Scenario: the only one breaks off; it is opened again and hears what was not final', async () => {
    const line = openLine('only');
    await line.speak(1000);
    line.streamOf(0).end();
    await line.settle();
    expect(line.streamOf(0, 1).heardMs()).toBe(1000);
    line.hangUp.abort();
  });

  it('Scenario: a key is wrong; that one is not asked a second time', async () => {
    const line = openLine('only');
    line.streamOf(0).fail('unauthorized');
    await line.settle();
    expect(line.failure()).toMatchObject({ provider: 'only', kind: 'unauthorized' });
    expect(line.vendors[0]?.streams).toHaveLength(1);
  });

  it('keeps the last 15 s of a speaker who does not pause', async () => {
    const line = openLine('first', 'second');
    for (let second = 1; second <= 20; second += 1) {
      await line.speak(1000);
      line.streamOf(0).say(said('encore', 0, false));
      await line.settle();
    }
    line.streamOf(0).fail();
    await line.settle();
    expect(line.streamOf(1).heardMs()).toBe(15_000);
    line.streamOf(1).say(said('encore', 14_000, false));
    await line.settle();
    expect(line.heard.at(-1)).toEqual(said('encore', 19_000, false));
    line.hangUp.abort();
  });

  it('a stream that never lives long is not replaced for ever', async () => {
    const line = openLine('first', 'second');
    let opened = 0;
    for (let count = 0; count < 20 && line.failure() === undefined; count += 1) {
      opened = line.vendors.reduce((sum, { streams }) => sum + streams.length, 0);
      const last = line.vendors.flatMap(({ streams }) => streams).find((one) => !one.isClosed());
      last?.say(said('oui', 0, false));
      await line.settle();
      last?.fail();
      await line.settle();
    }
    expect(line.failure()).toBeInstanceOf(ProviderError);
    expect(opened).toBe(9);
  });
});
