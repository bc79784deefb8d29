import { describe, expect, test } from 'vitest';
import { invitedLanguages } from '../../src/interpreting/language/invited-languages.js';
import { languageTags } from '../../src/languages.js';

describe('A caller is asked what they need', () => {
  test.each([
    { from: 'France', number: '+33142685300', presumed: 'fr', expected: ['fr'] },
    { from: 'Manchester', number: '+441614960123', presumed: 'en', expected: ['en'] },
    { from: 'Madrid', number: '+34911234567', presumed: 'es', expected: ['es'] },
    { from: 'Ourense', number: '+34988391200', presumed: 'es', expected: ['es', 'gl'] },
    { from: 'Barcelona', number: '+34932000000', presumed: 'es', expected: ['es', 'ca'] },
    { from: 'Brussels', number: '+3225551234', presumed: 'fr', expected: ['fr', 'nl'] },
    { from: 'a hidden number', number: 'anonymous', presumed: 'es', expected: ['es', 'en', 'fr'] },
  ])('from $from in $expected', ({ number, presumed, expected }) => {
    expect(invitedLanguages(presumed, { number }, languageTags)).toEqual(expected);
  });

  test('in what the hints name, besides what the number says', () => {
    const caller = { number: '+33142685300', hints: ['ar', 'en'] };
    expect(invitedLanguages('fr', caller, languageTags)).toEqual(['fr', 'ar']);
  });

  test('in nothing that nobody can interpret', () => {
    const covered = languageTags.filter((tag) => tag !== 'gl');
    expect(invitedLanguages('es', { number: '+34988391200' }, covered)).toEqual(['es']);
  });

  test('in the presumed language first, of whatever variety', () => {
    expect(invitedLanguages('pt-BR', { number: '+5511912345678' }, languageTags)).toEqual(['pt-BR']);
  });
});
