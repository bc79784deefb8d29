import { getCountries } from 'libphonenumber-js';
import { describe, expect, test } from 'vitest';
import { countryLanguages, numberRegions } from '../../src/interpreting/language/country-languages.js';
import {
  languagePrior,
  languagesOfNumber,
  undetermined,
} from '../../src/interpreting/language/language-prior.js';
import { modelledLanguages } from '../../src/interpreting/language/text-evidence.js';
import { languages } from '../../src/languages.js';

const likeliestOf = (weights: ReadonlyMap<string, number>) =>
  [...weights].reduce((best, each) => (each[1] > best[1] ? each : best))[0];

describe('what a number tells of the language', () => {
  test.each([
    ['Vigo', '+34986123456', 'es', 'gl'],
    ['Girona', '+34972123456', 'es', 'ca'],
    ['Donostia', '+34943123456', 'es', 'eu'],
    ['Geneva', '+41227123456', 'fr', 'en'],
    ['Zurich', '+41442123456', 'de', 'it'],
    ['Lugano', '+41912123456', 'it', 'de'],
    ['Antwerp', '+3232123456', 'nl', 'fr'],
    ['Namur', '+3281212345', 'fr', 'nl'],
    ['a Belgian mobile', '+32470123456', 'nl', 'fr'],
    ['Montreal', '+15145550123', 'fr', 'en'],
    ['Bolzano', '+390471123456', 'de', 'it'],
    ['a Moroccan mobile', '+212612345678', 'ar', 'fr'],
  ])('%s (%s): %s, then %s', (_, number, first, second) => {
    const ranked = Object.entries(languagesOfNumber(number)).sort((left, right) => right[1] - left[1]);
    expect(ranked.slice(0, 2).map(([tag]) => tag)).toEqual([first, second]);
  });

  test.each(['', 'anonymous', '+', '266696687', 'sip:somebody@example.com'])(
    '"%s" tells nothing',
    (number) => {
      expect(languagesOfNumber(number)).toEqual({});
    },
  );

  test('a number of a shared calling code whose country is unknown is taken for one of the largest', () => {
    expect(Object.keys(languagesOfNumber('+15555550123'))[0]).toBe('en');
  });
});

describe('the prior', () => {
  test('adds up to one, and nothing is impossible', () => {
    const prior = languagePrior({ number: '+34986123456', hints: ['gl', 'pt-BR'] }, modelledLanguages);
    expect([...prior.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect([...prior.values()].filter((weight) => weight < 0.01)).toEqual([]);
    expect([...prior.keys()].sort()).toEqual([...new Set([...modelledLanguages, undetermined])].sort());
  });

  test('without a number the hints count, the first of them most', () => {
    const prior = languagePrior({ hints: ['de', 'fr'] }, modelledLanguages);
    expect(likeliestOf(prior)).toBe('de');
    expect(prior.get('fr')).toBeGreaterThan(prior.get('en') ?? 1);
  });

  test('a country of which nothing is known leaves all alike', () => {
    const prior = languagePrior({ number: '+9607712345' }, modelledLanguages);
    expect(new Set(prior.values()).size).toBe(1);
  });
});

describe('the tables', () => {
  test('name countries that there are, and weights that are positive', () => {
    const rows = [
      ...Object.values(countryLanguages),
      ...Object.values(numberRegions).flatMap((regions) => regions.map((region) => region.languages)),
    ];
    expect(rows.filter((row) => Object.values(row).some((weight) => weight <= 0))).toEqual([]);
    expect(rows.filter((row) => Object.values(row).reduce((sum, weight) => sum + weight, 0) > 100.5)).toEqual(
      [],
    );
    const known: ReadonlySet<string> = new Set(getCountries());
    expect(Object.keys(countryLanguages).filter((country) => !known.has(country))).toEqual([]);
  });

  test('agree with the languages that are spoken to callers from a country', () => {
    const disagreeing = languages.flatMap(({ tag, countries }) =>
      countries.filter((country) => {
        const weights = countryLanguages[country];
        return weights !== undefined && weights[tag] === undefined;
      }),
    );
    expect(disagreeing).toEqual([]);
  });
});
