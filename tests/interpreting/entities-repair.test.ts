import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareEntities, entitiesOf } from '../../src/interpreting/entities/compare-entities.js';
import { units, type Entity } from '../../src/interpreting/entities/entity.js';
import { withSourceEntities } from '../../src/interpreting/entities/source-entities.js';
import { spokenEntity } from '../../src/interpreting/entities/spoken-entities.js';
import { numberSentences } from '../support/number-sentences.js';

describe('the source’s own values are spoken', () => {
  test.each([
    ['in place of the altered one', 'en', 'I paid 45 euros.', 'es', 'Pagué 54 euros.', 'Pagué 45 euros.'],
    [
      'each in its own place, by what it counts',
      'en',
      'The 3 bags cost 45 euros on March 15th.',
      'es',
      'El 16 de marzo las 4 maletas costaron 54 euros.',
      'El 15 de marzo las 3 maletas costaron 45 euros.',
    ],
    [
      'digit by digit where it is a code',
      'fr',
      'La référence est A B sept zéro deux.',
      'es',
      'La referencia es AB720.',
      'La referencia es A B 7 0 2.',
    ],
    [
      'at the end, where the translation left it out',
      'de',
      'Meine Nummer ist vier fünf sieben.',
      'es',
      'Mi número es ese.',
      'Mi número es ese: 4 5 7.',
    ],
    [
      'without what the source does not say',
      'es',
      'Le llamaré el lunes.',
      'en',
      'I will call you on Monday at 9.',
      'I will call you on Monday at.',
    ],
    [
      'times as the language tells them',
      'es',
      'Venga a las 20:30.',
      'en',
      'Come at half past nine.',
      'Come at 8:30 pm.',
    ],
    [
      'addresses as they are spelled',
      'en',
      'Write to ana.garcia@example.com.',
      'es',
      'Escriba a anna.garcia@example.com.',
      'Escriba a ana punto garcia arroba example punto com.',
    ],
    ['and nothing changes where nothing was altered', 'en', 'It is 5.', 'es', 'Son 5.', 'Son 5.'],
  ])('%s', (_, from, source, to, translation, spoken) => {
    expect(withSourceEntities({ language: to, text: translation }, { language: from, text: source })).toBe(
      spoken,
    );
  });

  test('and only they, in every altered sentence of the contact centers', () => {
    const wrong = numberSentences.flatMap((sentence) => {
      const source = { language: sentence.sourceLanguage, text: sentence.source };
      return sentence.altered
        .map((altered) => withSourceEntities({ language: sentence.targetLanguage, text: altered }, source))
        .filter((text) => !compareEntities(source, { language: sentence.targetLanguage, text }).isFaithful);
    });
    expect(wrong).toEqual([]);
  });

  const language = fc.constantFrom('en', 'es', 'fr', 'de', 'it', 'pt', 'gl', 'ca', 'ro', 'nl');

  test('what is written for a voice is read as the same value again', () => {
    const whole = fc.integer({ min: 2, max: 9_999_999 });
    const value = fc.oneof(
      whole.map(String),
      fc.tuple(whole, fc.integer({ min: 1, max: 9 })).map(([integer, tenths]) => `${integer}.${tenths}`),
    );
    // Without vowels: a spoken "een" or "six" may be the digit.
    const label = '[b-df-hj-np-tv-z]{3,8}';
    const entity: fc.Arbitrary<Entity> = fc.oneof(
      value.map((number) => ({ kind: 'number' as const, value: number })),
      fc.tuple(value, fc.constantFrom(...units)).map(([number, unit]) => ({
        kind: 'number' as const,
        value: number,
        unit,
      })),
      fc
        .stringMatching(/^[A-Z]?[A-Z0-9]{2,8}[0-9]{2}$/)
        // "12H30" is the time of day, in capitals.
        .filter((code) => !/^\d{1,2}H[0-5]\d$/.test(code))
        .map((code) => ({ kind: 'code' as const, value: code })),
      fc
        .record({
          day: fc.integer({ min: 1, max: 31 }),
          month: fc.integer({ min: 1, max: 12 }),
          year: fc.integer({ min: 1950, max: 2049 }),
        })
        .map((date) => ({ kind: 'date' as const, ...date })),
      fc.integer({ min: 1, max: 7 }).map((weekday) => ({ kind: 'weekday' as const, weekday })),
      fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.boolean())
        .map(([hour, minute, isOpen]) => ({
          kind: 'time' as const,
          hour,
          minute,
          isTwelveHour: isOpen && hour >= 1 && hour <= 11,
        })),
      fc
        .stringMatching(new RegExp(`^${label}(?:[._-]${label})?@${label}(?:-${label})?\\.(?:com|es|fr)$`))
        .map((address) => ({ kind: 'email' as const, value: address })),
    );
    fc.assert(
      fc.property(entity, language, (written, tag) => {
        expect(entitiesOf(`x: ${spokenEntity(written, tag)}.`, tag)).toEqual([written]);
      }),
      { numRuns: 1500 },
    );
  });

  test('however a translation garbles its numbers', () => {
    const numbers = fc.array(fc.integer({ min: 2, max: 99_999 }), { minLength: 0, maxLength: 4 });
    const sentence = (values: readonly number[]) =>
      `x ${values.map((value) => `x ${value} x,`).join(' ')} x.`;
    fc.assert(
      fc.property(numbers, numbers, language, (said, garbled, tag) => {
        const source = { language: 'es', text: sentence(said) };
        const text = withSourceEntities({ language: tag, text: sentence(garbled) }, source);
        expect(compareEntities(source, { language: tag, text })).toEqual({
          isFaithful: true,
          missing: [],
          added: [],
        });
      }),
      { numRuns: 200 },
    );
  });
});
