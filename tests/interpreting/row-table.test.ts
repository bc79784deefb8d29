import { describe, expect, test } from 'vitest';
import { createRowTable } from '../../src/interpreting/language/row-table.js';

describe('a table of rows', () => {
  test('each name has its own row', () => {
    const table = createRowTable(
      new Map([
        ['ab', Float64Array.of(1, 2, 3)],
        ['cd', Float64Array.of(4, 5, 6)],
      ]),
    );
    expect(table.get('ab')).toEqual(Float64Array.of(1, 2, 3));
    expect(table.get('cd')).toEqual(Float64Array.of(4, 5, 6));
    expect(table.has('cd')).toBe(true);
  });

  test('a name without a row has none, also in an empty table', () => {
    const table = createRowTable(new Map([['ab', Float64Array.of(1)]]));
    expect(table.get('constructor')).toBeUndefined();
    expect(table.has('')).toBe(false);
    expect(createRowTable(new Map()).get('ab')).toBeUndefined();
  });
});
