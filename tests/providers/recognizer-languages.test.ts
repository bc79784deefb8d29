import { describe, expect, it } from 'vitest';
import { languages } from '../../src/languages.js';
import { scribeLanguages, tagOfScribeCode } from '../../src/providers/elevenlabs/scribe-languages.js';
import {
  englishNameOf,
  openaiLanguages,
  tagOfOpenaiLanguage,
} from '../../src/providers/openai/openai-languages.js';

const house = languages.map(({ tag }) => tag);

describe('what the recognizers cover', () => {
  it.each([
    ['Scribe', scribeLanguages],
    ['OpenAI, and Whisper', openaiLanguages],
  ])('%s: all languages of the house, Galician among them, but Basque', (_, covered) => {
    expect(house.filter((tag) => !covered.has(tag))).toEqual(['eu']);
    expect(covered.has('gl')).toBe(true);
    for (const tag of covered) expect(Intl.getCanonicalLocales(tag)).toHaveLength(1);
  });

  it.each([
    ['glg', 'gl'],
    ['gl', 'gl'],
    ['pt-BR', 'pt'],
    ['SPA', 'es'],
    ['eus', undefined],
    ['', undefined],
  ])('Scribe: %s is %s', (code, tag) => {
    expect(tagOfScribeCode(code)).toBe(tag);
  });

  it.each([
    ['galician', 'gl'],
    ['Galician', 'gl'],
    ['gl', 'gl'],
    ['basque', undefined],
    ['constructor', undefined],
  ])('OpenAI: %s is %s', (name, tag) => {
    expect(tagOfOpenaiLanguage(name)).toBe(tag);
  });

  it('OpenAI: calls each language by the name that is read', () => {
    for (const tag of openaiLanguages) expect(tagOfOpenaiLanguage(englishNameOf(tag) ?? '')).toBe(tag);
  });
});
