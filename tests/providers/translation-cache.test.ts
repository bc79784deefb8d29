import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/providers/provider-error.js';
import { withTranslationCache, type SharedPhrases } from '../../src/providers/translation-cache.js';
import type { TranslationRequest } from '../../src/providers/translator.js';
import { fakeTranslator } from '../support/fake-providers.js';
import { collect, errorOf } from '../support/vendor-outcome.js';
import { translation } from './translator-contract.js';

/** A cache around a translator that answers as told, and how often that was asked. */
function remembering(
  answer: (request: TranslationRequest) => string,
  capacity = 100,
  shared?: SharedPhrases,
) {
  const asked: string[] = [];
  const lookups: string[] = [];
  const translator = withTranslationCache(
    fakeTranslator((request) => {
      asked.push(request.text);
      return answer(request);
    }),
    { capacity, shared, onLookup: (outcome) => lookups.push(outcome) },
  );
  const say = async (
    text: string,
    context: readonly string[] = [],
    given: Partial<TranslationRequest> = {},
  ) => (await collect(translator.translate(translation({ text, context, ...given })))).join('');
  return { translator, asked, lookups, say };
}

describe('Phrases that come again', () => {
  it('Scenario: a phrase that was translated twice alike, behind different words, is not asked for again', async () => {
    const { say, asked, lookups } = remembering(({ text }) => `«${text}»`);
    for (const before of ['Ola.', 'Non.', 'Si.'])
      expect(await say('Un momento.', [before])).toBe('«Un momento.»');
    expect(asked).toHaveLength(2);
    expect(lookups).toEqual(['miss', 'miss', 'hit']);
  });

  it('Scenario: the same request twice tells nothing about other contexts', async () => {
    const { say, asked } = remembering(({ text }) => text);
    for (const before of ['Ola.', 'Ola.', 'Ola.', 'Non.', 'Ola.']) await say('Un momento.', [before]);
    expect(asked).toHaveLength(4);
  });

  it('Scenario: what a word means depends on what was said before, and it is always asked for', async () => {
    const { say, asked } = remembering(({ context: [before] }) =>
      before === 'Queres?' ? 'Claro.' : 'Despejado.',
    );
    const heard: string[] = [];
    for (const before of ['Queres?', 'O ceo?', 'Queres?', 'E o ceo?', 'O ceo?'])
      heard.push(await say('Claro.', [before]));
    expect(heard).toEqual(['Claro.', 'Despejado.', 'Claro.', 'Despejado.', 'Despejado.']);
    expect(asked).toHaveLength(5);
  });

  it('Scenario: a greeting begins every call, and is kept for beginnings alone', async () => {
    const { say, asked } = remembering(({ text }) => text);
    for (let call = 0; call < 5; call += 1) await say('Bos días.');
    expect(asked).toHaveLength(2);
    await say('Bos días.', ['Ola.']);
    expect(asked).toHaveLength(3);
  });

  it.each<[string, Partial<TranslationRequest>]>([
    ['language that is spoken', { sourceLanguage: 'pt' }],
    ['language that is heard', { targetLanguage: 'ca' }],
    ['form of address', { formality: 'informal' }],
    ['glossary', { terms: [{ source: 'bos', target: 'buenos' }] }],
  ])('Scenario: another %s makes another translation', async (_, given) => {
    const { say, asked } = remembering(({ text }) => text);
    for (let call = 0; call < 3; call += 1) await say('Bos días.');
    await say('Bos días.', [], given);
    expect(asked).toHaveLength(3);
  });

  it('Scenario: a kept translation was not good enough; the second attempt is the translator’s, and the phrase is dropped', async () => {
    let answer = 'first';
    const { say, asked } = remembering(() => answer);
    for (let call = 0; call < 3; call += 1) await say('Bos días.');
    answer = 'second';
    expect(await say('Bos días.')).toBe('first');
    expect(await say('Bos días.', [], { isSecondAttempt: true })).toBe('second');
    expect(await say('Bos días.')).toBe('second');
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['with a number', 'Son 12 euros.'],
    ['longer than a phrase', 'a'.repeat(61)],
  ])('Scenario: a clause %s is always the translator’s', async (_, text) => {
    const { say, asked, lookups } = remembering((request) => request.text);
    for (let call = 0; call < 4; call += 1) await say(text);
    expect(asked).toHaveLength(4);
    expect(lookups).toEqual([]);
  });

  it('Scenario: what one instance keeps another one knows, until it is translated in two ways', async () => {
    const kept = new Map<string, string>();
    const shared: SharedPhrases = {
      get: ([key = '']) => Promise.resolve(kept.get(key)),
      set: ([key = ''], phrase) => Promise.resolve(void kept.set(key, phrase)),
    };
    const [one, other, third] = [0, 1, 2].map(() => remembering(({ text }) => `«${text}»`, 100, shared));
    await one?.say('Un momento.', ['Ola.']);
    expect(kept.size).toBe(0);
    await one?.say('Un momento.', ['Non.']);
    expect(await other?.say('Un momento.', ['Si.'])).toBe('«Un momento.»');
    expect([other?.asked, other?.lookups]).toEqual([[], ['hit']]);

    const changed = remembering(() => 'Despacio.', 100, shared);
    expect(await changed.say('Un momento.', ['Si.'])).toBe('«Un momento.»');
    await changed.say('Un momento.', ['Si.'], { isSecondAttempt: true });
    for (const before of ['Ola.', 'Non.']) await third?.say('Un momento.', [before]);
    expect(third?.lookups).toEqual(['miss', 'miss']);
  });

  it('Scenario: more phrases than fit', async () => {
    const { say, asked } = remembering(({ text }) => text, 2);
    for (const text of ['un', 'un', 'dous', 'dous', 'tres', 'tres', 'un', 'tres']) await say(text);
    expect(asked).toEqual(['un', 'un', 'dous', 'dous', 'tres', 'tres', 'un']);
  });

  it('Scenario: a translation that failed, or that was given up, teaches nothing', async () => {
    let isFailing = true;
    const { say, translator, asked } = remembering(({ text }) => {
      if (isFailing) throw new ProviderError('fake-pen', 'unavailable', 'is down');
      return text;
    });
    expect(await errorOf(translator.translate(translation({ text: 'Bos días.' })))).toBeInstanceOf(
      ProviderError,
    );
    isFailing = false;
    for await (const _ of translator.translate(translation({ text: 'Bos días.' }))) break;
    for (let call = 0; call < 3; call += 1) await say('Bos días.');
    expect(asked).toHaveLength(4);
    const reason = new Error('nobody waits for it');
    const givenUp = translator.translate(
      translation({ text: 'Bos días.', signal: AbortSignal.abort(reason) }),
    );
    expect(await errorOf(givenUp)).toBe(reason);
  });
});
