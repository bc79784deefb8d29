import { describe, expect, test } from 'vitest';
import { createGlossary, missingTerms, type GlossaryEntry } from '../../src/interpreting/glossary.js';

const entry = (
  forms: GlossaryEntry['forms'],
  pronunciations: GlossaryEntry['pronunciations'] = {},
): GlossaryEntry => ({ forms, pronunciations });

const glossary = createGlossary([
  entry({ es: ['vida'], en: ['life'] }),
  entry({ es: ['vida laboral'], en: ['employment history', 'employment record'], gl: ['vida laboral'] }),
  entry({ es: ['Xunta'], gl: ['Xunta'], en: ['Xunta'] }, { en: 'Shoon-ta' }),
  entry({ es: ['A.E.A.T.'] }, { es: 'agencia tributaria' }),
]);

const found = (text: string, source = 'es', target = 'en') =>
  glossary.termsIn(text, source, target).map((term) => `${term.source} > ${term.target}`);

describe('the terms of a glossary in a text', () => {
  test.each([
    ['Necesito mi vida laboral.', ['vida laboral > employment history']],
    ['VIDA LABORAL', ['vida laboral > employment history']],
    ['Las vidas laborales de los dos', ['vida laboral > employment history']],
    ['La vida, y la vida laboral', ['vida laboral > employment history', 'vida > life']],
    ['La laboral vida', ['vida > life']],
    ['¿La xunta?', ['Xunta > Xunta']],
    ['vidriera elaborada', []],
    ['vivir', []],
    ['', []],
  ])('%s', (text, terms) => {
    expect(found(text)).toEqual(terms);
  });

  test('varieties of a language are the language', () => {
    expect(found('mi vida laboral', 'es-MX', 'en-GB')).toEqual(['vida laboral > employment history']);
  });

  test('a term without a word in the other language is none', () => {
    expect(found('mi vida laboral', 'es', 'fr')).toEqual([]);
    expect(found('my employment record', 'en', 'gl')).toEqual(['employment record > vida laboral']);
  });

  test.each([
    ['I need my employment history.', 0],
    ['I need my employment records.', 0],
    ['I need my Employment-History', 0],
    ['I need my working life.', 1],
    ['History of employment', 1],
  ])('in “%s” so many are missing: %i', (translation, count) => {
    expect(missingTerms(glossary.termsIn('vida laboral', 'es', 'en'), translation)).toHaveLength(count);
  });
});

describe('what recognizers and vendors are given', () => {
  test('the terms of the language, in the order of the file', () => {
    expect(glossary.keytermsOf('en-US')).toEqual([
      'life',
      'employment history',
      'employment record',
      'Xunta',
    ]);
    expect(glossary.keytermsOf('de')).toEqual([]);
  });

  test('each pair of languages that shares a term, every form with the first one of the other', () => {
    expect(glossary.pairs.map(({ source, target }) => `${source}-${target}`)).toEqual([
      'es-en',
      'es-gl',
      'en-es',
      'en-gl',
      'gl-es',
      'gl-en',
    ]);
    expect([...(glossary.pairs[3]?.terms ?? [])]).toEqual([
      ['employment history', 'vida laboral'],
      ['employment record', 'vida laboral'],
      ['Xunta', 'Xunta'],
    ]);
  });
});

describe('how a text is read', () => {
  test.each([
    ['The Xunta, and the xunta’s letter.', 'en', 'The Shoon-ta, and the Shoon-ta’s letter.'],
    ['Xuntanza, Xuntá', 'en', 'Xuntanza, Xuntá'],
    ['La Xunta', 'es-MX', 'La Xunta'],
    ['La A.E.A.T. le escribe', 'es', 'La agencia tributaria le escribe'],
    ['La AXEXAXTX', 'es', 'La AXEXAXTX'],
    ['Die Xunta', 'de', 'Die Xunta'],
  ])('%s (%s)', (text, language, read) => {
    expect(glossary.pronounced(text, language)).toBe(read);
  });
});
