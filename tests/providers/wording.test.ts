import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { keepGlossary } from '../../src/providers/kept-glossary.js';
import { withPronunciations } from '../../src/providers/pronunciations.js';
import { ProviderError } from '../../src/providers/provider-error.js';
import type { KeptGlossary } from '../../src/providers/translator.js';
import { withWording } from '../../src/providers/wording.js';
import { fakeSynthesizer, fakeTranslator } from '../support/fake-providers.js';
import { collect } from '../support/vendor-outcome.js';
import { translation } from './translator-contract.js';

describe('Wording', () => {
  it('is told with every request, and is of the request', async () => {
    const translator = fakeTranslator(({ text, formality = '', terms = [] }) =>
      [text, formality, ...terms.map(({ source, target }) => `${source}=${target}`)].join(' '),
    );
    const worded = withWording(translator, ({ text, targetLanguage }) => ({
      formality: targetLanguage === 'de' ? 'informal' : 'formal',
      terms: text.includes('luz') ? [{ source: 'luz', target: 'Strom' }] : [],
    }));
    const translate = (text: string, targetLanguage: string) =>
      collect(worded.translate(translation({ text, targetLanguage })));
    expect([await translate('la luz', 'de'), await translate('hola', 'fr')]).toEqual([
      ['la luz informal luz=Strom'],
      ['hola formal'],
    ]);
  });
});

describe('Pronunciations', () => {
  it('are what the synthesizer reads', async () => {
    const { synthesizer, requests } = fakeSynthesizer();
    const { signal } = new AbortController();
    const spelled = withPronunciations(synthesizer, (text, language) => `${language} ${text.toLowerCase()}`);
    await collect(spelled.synthesize({ text: 'Xunta', language: 'gl', speed: 1, signal }));
    expect(requests).toEqual([{ text: 'gl xunta', language: 'gl', speed: 1, signal }]);
  });
});

describe('Keeping a glossary', () => {
  const glossary: KeptGlossary = {
    owner: 'dragoman.example.com',
    pairs: [{ source: 'es', target: 'en', terms: new Map([['luz', 'electricity']]) }],
  };

  it('asks every translator that keeps one; one that cannot is told of, and harms nobody', async () => {
    const told: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void told.push(line) });
    const kept: KeptGlossary[] = [];
    const keeper = {
      ...fakeTranslator(),
      keepGlossary: (given: KeptGlossary) => Promise.resolve(void kept.push(given)),
    };
    const full = {
      ...fakeTranslator(),
      keepGlossary: () => Promise.reject(new ProviderError('fake-pen', 'quotaExceeded', 'has no room')),
    };
    keepGlossary([full, fakeTranslator(), keeper], glossary, log);
    await expect.poll(() => told.length).toBe(2);
    expect(kept).toEqual([glossary]);
    expect(told.join()).toContain('glossary could not be kept');
  });

  it('has nothing to ask for where there are no terms', () => {
    const keeper = { ...fakeTranslator(), keepGlossary: () => Promise.reject(new Error('was asked')) };
    keepGlossary([keeper], { ...glossary, pairs: [] }, pino({ level: 'silent' }));
  });
});
