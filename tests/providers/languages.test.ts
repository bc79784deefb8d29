import { describe, expect, it } from 'vitest';
import { introductionOf } from '../../machines/call/introduction.js';
import { isLanguage, languageOf, languageOfNumber, languages, languageTags } from '../../src/languages.js';

const announcementNames = [
  'askedToRepeat',
  'busy',
  'connecting',
  'failure',
  'invitation',
  'noAgent',
  'repeat',
  'unsupportedLanguage',
] as const;

describe('The table of languages', () => {
  it('has a row each', () => {
    expect(languageTags).toEqual(['en', 'fr', 'de', 'it', 'pt', 'ar', 'gl', 'es', 'ca', 'eu', 'ro', 'nl']);
  });

  it.each(languages)('has every announcement in $englishName, each another', ({ announcements }) => {
    expect(Object.keys(announcements).sort()).toEqual(announcementNames);
    const texts = announcementNames.map((name) => announcements[name]);
    expect(texts.filter((text) => text !== text.trim() || !/[.?؟]$/.test(text))).toEqual([]);
    expect(new Set(texts).size).toBe(announcementNames.length);
  });

  it.each(languages)('introduces calls in $englishName', ({ tag, introduction }) => {
    expect(introduction.known).toMatch(/\{language\}\.$/);
    expect(introduction.unknown).toMatch(/^[^{]+\.$/);
    const introductions = languageTags.map((client) => introductionOf(introduction, tag, client));
    expect(new Set([...introductions, introduction.unknown]).size).toBe(languageTags.length + 1);
  });

  it('says nothing in two languages with the same words', () => {
    const texts = languages.flatMap(({ announcements }) =>
      announcementNames.map((name) => announcements[name]),
    );
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  it('puts no country in two rows', () => {
    const countries = languages.flatMap((language) => language.countries);
    expect(countries.filter((country, index) => countries.indexOf(country) !== index)).toEqual([]);
  });
});

describe('The introduction of a call', () => {
  const { introduction } = languages.find(({ tag }) => tag === 'es') ?? {};
  it.each([
    ['fr', 'Llamada en francés.'],
    ['gl', 'Llamada en gallego.'],
    ['pt-BR', 'Llamada en portugués de Brasil.'],
    // Nobody has a name for it.
    ['qzz', 'Llamada en un idioma aún desconocido.'],
    [undefined, 'Llamada en un idioma aún desconocido.'],
  ])('of a client who speaks %s', (language, expected) => {
    expect(introduction && introductionOf(introduction, 'es', language)).toBe(expected);
  });
});

describe('A tag', () => {
  it.each([
    ['es', 'es'],
    ['pt-BR', 'pt'],
    ['ca-ES-valencia', 'ca'],
    ['ar-EG', 'ar'],
  ])('%s is a language: %s', (tag, expected) => {
    expect([isLanguage(tag), languageOf(tag)?.tag]).toEqual([true, expected]);
  });

  it.each(['', 'xx', 'ES', 'es_ES', 'es-', 'es-ñ', 'spanish', 'multi'])('"%s" is none', (tag) => {
    expect([isLanguage(tag), languageOf(tag)]).toEqual([false, undefined]);
  });
});

describe('A caller', () => {
  it.each([
    ['France', '+33123456789', 'fr'],
    ['Belgium', '+3225551234', 'fr'],
    ['Germany', '+4930123456', 'de'],
    ['Austria', '+43123456789', 'de'],
    ['Switzerland', '+41446681800', 'de'],
    ['Great Britain', '+442079460000', 'en'],
    ['Ireland', '+35316710000', 'en'],
    ['the United States', '+12125550100', 'en'],
    ['a number of North America that nobody has', '+15550001111', 'en'],
    ['a number of the British plan that nobody has', '+441632960000', 'en'],
    ['Italy', '+393331234567', 'it'],
    ['Portugal', '+351211234567', 'pt'],
    ['Brazil', '+5511999999999', 'pt'],
    ['Morocco', '+212522000000', 'ar'],
    ['Egypt', '+20221234567', 'ar'],
    ['Galicia', '+34981000000', 'es'],
    ['Mexico', '+525512345678', 'es'],
    ['Andorra', '+376712345', 'ca'],
    ['Romania', '+40211234567', 'ro'],
    ['the Netherlands', '+31201234567', 'nl'],
  ])('from %s (%s) most likely speaks %s', (_, number, tag) => {
    expect(languageOfNumber(number, 'fallback')).toBe(tag);
  });

  it.each(['+81312345678', 'anonymous', '+266696687', '', '+', '34981000000'])(
    'whose number is "%s" may speak anything',
    (number) => {
      expect(languageOfNumber(number, 'fallback')).toBe('fallback');
    },
  );
});
