import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withSynthesisDeadline, withTranslationDeadline } from '../../src/providers/deadlines.js';
import type { Synthesizer } from '../../src/providers/synthesizer.js';
import type { Translator } from '../../src/providers/translator.js';
import { synthesizerCapabilities, translatorCapabilities } from '../support/fake-providers.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';
import { synthesis } from './synthesizer-contract.js';
import { translation } from './translator-contract.js';

/** Waits until the time has passed or the signal aborts; notes both. */
function after(ms: number, signal: AbortSignal, log: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      log.push('aborted');
      reject(new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort);
  });
}

/** A translator and a synthesizer that send each piece after its delay. */
function fakeProviders(pieces: readonly (readonly [ms: number, piece: string])[]) {
  const log: string[] = [];
  async function* send(signal: AbortSignal) {
    try {
      for (const [ms, piece] of pieces) {
        await after(ms, signal, log);
        yield piece;
      }
    } finally {
      log.push('closed');
    }
  }
  const translator: Translator = {
    provider: 'fake',
    capabilities: translatorCapabilities(['es', 'gl']),
    translate: ({ signal }) => send(signal),
  };
  const synthesizer: Synthesizer = {
    provider: 'fake',
    capabilities: synthesizerCapabilities(['es']),
    async *synthesize({ signal }) {
      for await (const piece of send(signal)) yield Buffer.from(piece);
    },
  };
  return { translator, synthesizer, log };
}

const timedOut = { provider: 'fake', kind: 'timedOut', isRetryable: true };
const wholeDeadline = { firstPieceMs: 1000, betweenPiecesMs: 1000, wholeMs: 250 };
const speechDeadlines = { firstByteMs: 300, betweenBytesMs: 100, maxBytes: 10 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('A translation deadline', () => {
  it('Scenario: the translator repeats itself without end', async () => {
    const { translator, log } = fakeProviders([
      [1, 'un '.repeat(100)],
      [1, 'un '.repeat(10_000)],
    ]);
    const outcome = failureOf(withTranslationDeadline(translator, wholeDeadline).translate(translation()));
    await vi.advanceTimersByTimeAsync(2);
    expect(await outcome).toEqual({ provider: 'fake', kind: 'invalidResponse', isRetryable: true });
    expect(log).toEqual(['closed']);
  });

  it('Scenario: the translation is in time', async () => {
    const { translator, log } = fakeProviders([
      [100, 'Buenos '],
      [100, 'días.'],
    ]);
    const pieces = collect(withTranslationDeadline(translator, wholeDeadline).translate(translation()));
    await vi.advanceTimersByTimeAsync(200);
    expect(await pieces).toEqual(['Buenos ', 'días.']);
    expect(log).toEqual(['closed']);
  });

  it('Scenario: the translation is late as a whole, though no piece of it is', async () => {
    const { translator, log } = fakeProviders([
      [100, 'Buenos '],
      [200, 'días.'],
    ]);
    const outcome = failureOf(withTranslationDeadline(translator, wholeDeadline).translate(translation()));
    await vi.advanceTimersByTimeAsync(250);
    expect(await outcome).toEqual(timedOut);
    expect(log).toEqual(['aborted', 'closed']);
  });

  it('Scenario: the clause is given up before its deadline', async () => {
    const { translator, log } = fakeProviders([[1000, 'Buenos días.']]);
    const giveUp = new AbortController();
    const request = translation({ signal: giveUp.signal });
    const outcome = errorOf(withTranslationDeadline(translator, wholeDeadline).translate(request));
    await vi.advanceTimersByTimeAsync(100);
    giveUp.abort();
    expect(await outcome).toEqual(new Error('aborted'));
    expect(log).toEqual(['aborted', 'closed']);
  });

  it('Scenario: whoever asked goes away after the first piece', async () => {
    const { translator, log } = fakeProviders([
      [0, 'Buenos '],
      [1000, 'días.'],
    ]);
    const stream = withTranslationDeadline(translator, wholeDeadline).translate(translation());
    const pieces = stream[Symbol.asyncIterator]();
    const first = pieces.next();
    await vi.advanceTimersByTimeAsync(0);
    expect(await first).toEqual({ done: false, value: 'Buenos ' });
    await pieces.return?.();
    expect(log).toEqual(['closed']);
  });

  it('changes nothing else of the translator', () => {
    const { translator } = fakeProviders([]);
    expect(withTranslationDeadline(translator, wholeDeadline)).toEqual({
      ...translator,
      translate: expect.any(Function) as unknown,
    });
  });
});

describe('A synthesis deadline', () => {
  it('Scenario: every piece is in time, however long they take together', async () => {
    const { synthesizer, log } = fakeProviders([
      [299, 'one'],
      [99, 'two'],
      [99, 'three'],
    ]);
    const pieces = collect(
      withSynthesisDeadline(synthesizer, { ...speechDeadlines, maxBytes: 11 }).synthesize(synthesis()),
    );
    await vi.advanceTimersByTimeAsync(497);
    expect((await pieces).map(String)).toEqual(['one', 'two', 'three']);
    expect(log).toEqual(['closed']);
  });

  it('Scenario: the first piece is late', async () => {
    const { synthesizer, log } = fakeProviders([[1000, 'one']]);
    const outcome = failureOf(withSynthesisDeadline(synthesizer, speechDeadlines).synthesize(synthesis()));
    await vi.advanceTimersByTimeAsync(300);
    expect(await outcome).toEqual(timedOut);
    expect(log).toEqual(['aborted', 'closed']);
  });

  it('Scenario: the vendor stalls in the middle', async () => {
    const { synthesizer, log } = fakeProviders([
      [10, 'one'],
      [1000, 'two'],
    ]);
    const said: string[] = [];
    const outcome = failureOf(
      (async function* () {
        const limited = withSynthesisDeadline(synthesizer, speechDeadlines);
        for await (const piece of limited.synthesize(synthesis())) yield said.push(String(piece));
      })(),
    );
    await vi.advanceTimersByTimeAsync(110);
    expect(await outcome).toEqual(timedOut);
    expect([said, log]).toEqual([['one'], ['aborted', 'closed']]);
  });

  it('Scenario: the listener takes its time, which is not the fault of the vendor', async () => {
    const { synthesizer } = fakeProviders([
      [10, 'one'],
      [10, 'two'],
    ]);
    const speech = withSynthesisDeadline(synthesizer, speechDeadlines).synthesize(synthesis());
    const pieces = speech[Symbol.asyncIterator]();
    const first = pieces.next();
    await vi.advanceTimersByTimeAsync(10);
    expect(String((await first).value)).toBe('one');
    await vi.advanceTimersByTimeAsync(60_000);
    const second = pieces.next();
    await vi.advanceTimersByTimeAsync(10);
    expect(String((await second).value)).toBe('two');
    await pieces.return?.();
  });

  it('Scenario: the vendor does not stop speaking', async () => {
    const endless = Array.from({ length: 1000 }, () => [1, 'word'] as const);
    const { synthesizer, log } = fakeProviders(endless);
    const outcome = failureOf(withSynthesisDeadline(synthesizer, speechDeadlines).synthesize(synthesis()));
    await vi.advanceTimersByTimeAsync(3);
    expect(await outcome).toEqual({ provider: 'fake', kind: 'invalidResponse', isRetryable: true });
    expect(log).toEqual(['closed']);
  });
});
