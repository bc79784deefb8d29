import { describe, expect, test } from 'vitest';
import { sinceOnset } from '../../bench/echo-lines.js';

describe('where a voice begins on a line', () => {
  test('a click with silence behind it is not the beginning', () => {
    expect(sinceOnset([10, 19, 20, 21, 22])).toEqual([19, 20, 21, 22]);
  });

  test('a sound of less than 60 ms is none either, whatever follows', () => {
    expect(sinceOnset([10, 11, 15, 16, 17, 30])).toEqual([15, 16, 17, 30]);
  });

  test('a voice that falters for up to two frames has begun', () => {
    expect(sinceOnset([10, 13, 14, 20])).toEqual([10, 13, 14, 20]);
  });

  test('a line on which nothing lasts keeps all that is loud', () => {
    expect(sinceOnset([10, 20])).toEqual([10, 20]);
    expect(sinceOnset([])).toEqual([]);
  });
});
