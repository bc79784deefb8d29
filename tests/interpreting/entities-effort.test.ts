import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareEntities } from '../../src/interpreting/entities/compare-entities.js';
import { isSameEntity, keysOf, units, type Entity } from '../../src/interpreting/entities/entity.js';
import { withSourceEntities } from '../../src/interpreting/entities/source-entities.js';
import { cpuMsOf } from '../support/cpu-time.js';

/** Four times what a vendor may say in one turn: time that goes by the square of it is ten seconds. */
const length = 12_000;
/** Several times what the slowest of them takes. */
const mostMs = 3000;

describe('words that are said a thousand times', () => {
  test.each([
    ['en', 'a '],
    ['ro', 'o '],
    ['es', 'un '],
    ['en', 'a.'],
    ['en', 'a-'],
    ['de', 'a1'],
    ['fr', '1,'],
    ['ro', '3 h '],
    ['de', 'vierund'],
  ])('%s: "%s" is compared in time that goes by its length', async (language, word) => {
    const text = word.repeat(length / word.length);
    const spent = await cpuMsOf(() => compareEntities({ text, language }, { text, language }));
    expect(spent).toBeLessThan(mostMs);
  });

  test('Scenario: a translation has other values, a thousand of them', async () => {
    const source = { text: '12 kg; '.repeat(length / 7), language: 'en' };
    const translation = { text: '13 km; '.repeat(length / 7), language: 'es' };
    const spent = await cpuMsOf(() => withSourceEntities(translation, source));
    expect(spent).toBeLessThan(mostMs);
  });

  test('Scenario: numbers that are all different', async () => {
    const upward = Array.from({ length: length / 6 }, (_, index) => `${1000 + index};`);
    const source = { text: upward.join(' '), language: 'en' };
    const translation = { text: upward.toReversed().join(' '), language: 'nl' };
    const spent = await cpuMsOf(() => expect(compareEntities(source, translation).isFaithful).toBe(true));
    expect(spent).toBeLessThan(mostMs);
  });
});

describe('what an entity is looked for by', () => {
  const value = fc.oneof(
    fc.nat(99).map(String),
    fc.nat(9999).map((hundredths) => String(hundredths / 100)),
  );
  const hour = fc.integer({ min: 0, max: 23 });
  const entity = fc.oneof<fc.Arbitrary<Entity>[]>(
    fc
      .record({ value, unit: fc.option(fc.constantFrom(...units), { nil: undefined }) })
      .map(({ value: said, unit }) =>
        unit === undefined ? { kind: 'number', value: said } : { kind: 'number', value: said, unit },
      ),
    fc.record({ kind: fc.constantFrom('ordinal', 'code', 'email'), value: fc.nat(24).map(String) }),
    fc.record({ kind: fc.constant('date'), day: fc.nat(2), month: fc.nat(2) }),
    fc.record({ kind: fc.constant('weekday'), weekday: fc.nat(7) }),
    fc.record({
      kind: fc.constant('time'),
      hour,
      minute: fc.constantFrom(0, 30),
      isTwelveHour: fc.boolean(),
    }),
  );

  test('is common to all that are the same', () => {
    fc.assert(
      fc.property(entity, entity, (source, translation) => {
        const keys = new Set(keysOf(translation));
        return !isSameEntity(source, translation) || keysOf(source).some((key) => keys.has(key));
      }),
      { numRuns: 20_000 },
    );
  });

  test('Scenario: units of one measure', () => {
    const week: Entity = { kind: 'number', value: '1', unit: 'week' };
    const days: Entity = { kind: 'number', value: '7', unit: 'day' };
    expect(isSameEntity(week, days)).toBe(true);
    expect(keysOf(week).filter((key) => keysOf(days).includes(key))).not.toEqual([]);
  });
});
