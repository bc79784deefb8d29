import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mulawSilence } from '../../src/media/mulaw.js';
import { ProviderError, type ProviderErrorKind } from '../../src/providers/provider-error.js';
import { createRoutedSynthesizer } from '../../src/providers/routed-synthesizer.js';
import { createRoutedTranslator } from '../../src/providers/routed-translator.js';
import type { Synthesizer } from '../../src/providers/synthesizer.js';
import type { Translator } from '../../src/providers/translator.js';
import { synthesizerCapabilities, translatorCapabilities } from '../support/fake-providers.js';
import { candidateMaker } from '../support/test-candidate.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';
import { synthesis } from './synthesizer-contract.js';
import { translation } from './translator-contract.js';

/** What a provider does with one request: it says pieces, and then ends, fails, or falls silent. */
interface Behavior<Piece> {
  readonly says?: readonly Piece[];
  readonly then: 'ends' | 'stalls' | ProviderErrorKind;
  readonly status?: number;
}

/** Plays one behavior after the other; the last one for all that follow. */
function behaving<Piece>(name: string, behaviors: readonly Behavior<Piece>[]) {
  let asked = 0;
  async function* play(signal: AbortSignal): AsyncGenerator<Piece> {
    const behavior = behaviors[Math.min(asked, behaviors.length - 1)];
    asked += 1;
    await Promise.resolve();
    yield* behavior?.says ?? [];
    const how = behavior?.then ?? 'ends';
    if (how === 'ends') return;
    if (how === 'stalls') {
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
      );
      return;
    }
    const { status } = behavior ?? {};
    throw new ProviderError(name, how, 'failed', status === undefined ? {} : { status });
  }
  return {
    play,
    get asked() {
      return asked;
    },
  };
}

function translatorOf(name: string, behaviors: readonly Behavior<string>[], languages = ['es', 'gl']) {
  const behavior = behaving(name, behaviors);
  const translator: Translator = {
    provider: name,
    capabilities: translatorCapabilities(languages),
    translate: ({ signal }) => behavior.play(signal),
  };
  return { translator, behavior };
}

function routedTranslator(...all: readonly ReturnType<typeof translatorOf>[]) {
  const { make, metrics, log } = candidateMaker('translation', 1);
  const candidates = all.map(({ translator }) => make(translator));
  return { translator: createRoutedTranslator(candidates, { metrics, log }), candidates, metrics };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const fine = (text: string): Behavior<string> => ({ says: [text], then: 'ends' });

describe('A routed translator', () => {
  it.each<[string, Behavior<string>]>([
    ['is overloaded', { then: 'unavailable', status: 503 }],
    ['has too many requests', { then: 'rateLimited', status: 429 }],
    ['answers garbage', { says: ['Bue'], then: 'invalidResponse' }],
    ['has a wrong key', { then: 'unauthorized', status: 403 }],
  ])('Scenario: the first one %s, and the next one translates the whole clause', async (_, behavior) => {
    const first = translatorOf('first', [behavior]);
    const { translator, metrics } = routedTranslator(first, translatorOf('second', [fine('Buenos días.')]));
    const asked: string[] = [];
    const onProvider = (name: string) => void asked.push(name);
    expect(await collect(translator.translate({ ...translation(), onProvider }))).toEqual(['Buenos días.']);
    expect(asked).toEqual(['first', 'second']);
    expect((await metrics.providerFailovers.get()).values).toEqual([
      { labels: { stage: 'translation', provider: 'second' }, value: 1 },
    ]);
  });

  it('Scenario: the first one says nothing, and is not waited for long', async () => {
    const { translator } = routedTranslator(
      translatorOf('first', [{ then: 'stalls' }]),
      translatorOf('second', [fine('Buenos días.')]),
    );
    const pieces = collect(translator.translate(translation()));
    await vi.advanceTimersByTimeAsync(1100);
    expect(await pieces).toEqual(['Buenos días.']);
  });

  it('Scenario: the first one stops in the middle of a sentence; nothing is said twice', async () => {
    const { translator } = routedTranslator(
      translatorOf('first', [{ says: ['Buenos '], then: 'stalls' }]),
      translatorOf('second', [fine('Buenos días.')]),
    );
    const pieces = collect(translator.translate(translation()));
    await vi.advanceTimersByTimeAsync(600);
    expect(await pieces).toEqual(['Buenos días.']);
  });

  it('Scenario: there is no other one, so that a slow one is waited for', async () => {
    const { translator } = routedTranslator(translatorOf('only', [{ then: 'stalls' }]));
    const outcome = failureOf(translator.translate(translation()));
    let isOver = false;
    void outcome.then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(3900);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(await outcome).toEqual({ provider: 'only', kind: 'timedOut', isRetryable: true });
  });

  it('Scenario: a connection breaks at once; the same one is asked again', async () => {
    const first = translatorOf('first', [{ then: 'unavailable' }, fine('Buenos días.')]);
    const second = translatorOf('second', [fine('Buenas.')]);
    const { translator } = routedTranslator(first, second);
    expect(await collect(translator.translate(translation()))).toEqual(['Buenos días.']);
    expect(second.behavior.asked).toBe(0);
  });

  it('Scenario: the only one is overloaded; it is asked once more, and no more', async () => {
    const only = translatorOf('only', [{ then: 'unavailable', status: 503 }]);
    const { translator } = routedTranslator(only);
    expect(await failureOf(translator.translate(translation()))).toMatchObject({ kind: 'unavailable' });
    expect(only.behavior.asked).toBe(2);
  });

  it('Scenario: all fail, and the last one is named', async () => {
    const { translator } = routedTranslator(
      translatorOf('first', [{ then: 'rateLimited' }]),
      translatorOf('second', [{ then: 'quotaExceeded' }]),
    );
    expect(await failureOf(translator.translate(translation()))).toMatchObject({ provider: 'second' });
  });

  it('Scenario: one that has failed three times is not asked any more while another one is there', async () => {
    const first = translatorOf('first', [{ then: 'rateLimited' }]);
    const { translator, candidates } = routedTranslator(first, translatorOf('second', [fine('Buenas.')]));
    for (let count = 0; count < 5; count += 1) await collect(translator.translate(translation()));
    expect(first.behavior.asked).toBe(3);
    for (const { breaker } of candidates) breaker.close();
  });

  it('Scenario: the first one is busy, and the next one is asked at once', async () => {
    const first = translatorOf('first', [{ then: 'stalls' }]);
    const { translator } = routedTranslator(first, translatorOf('second', [fine('Buenas.')]));
    const giveUp = new AbortController();
    const busy = errorOf(translator.translate(translation({ signal: giveUp.signal })));
    await vi.advanceTimersByTimeAsync(0);
    expect(await collect(translator.translate(translation()))).toEqual(['Buenas.']);
    giveUp.abort();
    expect(await busy).toBe(giveUp.signal.reason);
    expect(first.behavior.asked).toBe(1);
  });

  it('Scenario: the clause is given up; nobody else is asked', async () => {
    const second = translatorOf('second', [fine('Buenas.')]);
    const { translator, candidates } = routedTranslator(translatorOf('first', [{ then: 'stalls' }]), second);
    const giveUp = new AbortController();
    const outcome = errorOf(translator.translate(translation({ signal: giveUp.signal })));
    await vi.advanceTimersByTimeAsync(100);
    giveUp.abort();
    expect(await outcome).toBe(giveUp.signal.reason);
    expect(second.behavior.asked).toBe(0);
    expect(candidates.map(({ limit }) => limit.active)).toEqual([0, 0]);
  });

  it('Scenario: the first one does not know the language, and is not asked', async () => {
    const first = translatorOf('first', [fine('?')], ['en', 'es']);
    const { translator } = routedTranslator(first, translatorOf('second', [fine('Buenas.')]));
    expect(await collect(translator.translate(translation()))).toEqual(['Buenas.']);
    expect(first.behavior.asked).toBe(0);
  });

  it('Scenario: nobody knows the language', async () => {
    const { translator } = routedTranslator(translatorOf('first', [fine('?')], ['en', 'es']));
    expect(await failureOf(translator.translate(translation()))).toEqual({
      provider: 'first',
      kind: 'unsupportedLanguage',
      isRetryable: false,
    });
  });
});

const sound = (ms: number) => new Uint8Array(ms * 8).fill(mulawSilence ^ 0x40);

function synthesizerOf(name: string, behaviors: readonly Behavior<Uint8Array>[], slowLanguages = ['gl']) {
  const behavior = behaving(name, behaviors);
  const synthesizer: Synthesizer = {
    provider: name,
    capabilities: { ...synthesizerCapabilities(['es', 'gl']), slowLanguages: new Set(slowLanguages) },
    synthesize: ({ signal }) => behavior.play(signal),
  };
  return synthesizer;
}

function routedSynthesizer(...all: readonly Synthesizer[]): Synthesizer {
  const { make, metrics, log } = candidateMaker('synthesis');
  return createRoutedSynthesizer(
    all.map((one) => make(one)),
    { metrics, log },
  );
}

const bytesOf = async (audio: Promise<Uint8Array[]>) => Buffer.concat(await audio).length;

describe('A routed synthesizer', () => {
  const whole: Behavior<Uint8Array> = { says: [sound(1000), sound(1000)], then: 'ends' };

  /** A tenth of what was given and 120 ms are heard again, for a voice that is faster or began sooner, ms. */
  const takenUp = 700 + 2000 - (630 - 120);

  it('Scenario: a voice breaks off in the middle; the next one goes on where it was', async () => {
    const synthesizer = routedSynthesizer(
      synthesizerOf('first', [{ says: [sound(700)], then: 'unavailable', status: 500 }]),
      synthesizerOf('second', [whole]),
    );
    const asked: string[] = [];
    const onProvider = (name: string) => void asked.push(name);
    const heard = await bytesOf(collect(synthesizer.synthesize({ ...synthesis(), onProvider })));
    expect(heard).toBe(takenUp * 8);
    expect(asked).toEqual(['first', 'second']);
  });

  it('Scenario: a voice falls silent in the middle', async () => {
    const synthesizer = routedSynthesizer(
      synthesizerOf('first', [{ says: [sound(700)], then: 'stalls' }]),
      synthesizerOf('second', [whole]),
    );
    const audio = collect(synthesizer.synthesize(synthesis()));
    await vi.advanceTimersByTimeAsync(600);
    expect(await bytesOf(audio)).toBe(takenUp * 8);
  });

  it.each([
    ['es', 1100],
    ['gl', 2500],
  ])('Scenario: a voice does not begin; in %s it is waited for %i ms', async (language, ms) => {
    const synthesizer = routedSynthesizer(
      synthesizerOf('first', [{ then: 'stalls' }]),
      synthesizerOf('second', [whole]),
    );
    const audio = collect(synthesizer.synthesize({ ...synthesis(), language }));
    await vi.advanceTimersByTimeAsync(ms);
    expect(await bytesOf(audio)).toBe(2000 * 8);
  });

  it('Scenario: an announcement is prepared that nobody waits for; a slow voice may take its time', async () => {
    const synthesizer = routedSynthesizer(
      synthesizerOf('first', [{ then: 'stalls' }]),
      synthesizerOf('second', [whole]),
    );
    let isOver = false;
    const audio = collect(synthesizer.synthesize({ ...synthesis(), canWait: true }));
    void audio.then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(3900);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(await bytesOf(audio)).toBe(2000 * 8);
  });

  it('Scenario: nobody speaks the language', async () => {
    const synthesizer = routedSynthesizer(synthesizerOf('first', [whole]));
    const outcome = failureOf(synthesizer.synthesize({ ...synthesis(), language: 'eu' }));
    expect(await outcome).toMatchObject({ provider: 'first', kind: 'unsupportedLanguage' });
  });
});
