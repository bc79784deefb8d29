import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../src/interpreting/words.js';

describe('words of a text', () => {
  test.each([
    ["D'accord, J’ÉCOUTE…", ['d', 'accord', 'j', 'ecoute']],
    ['¿El 23,5 %?', ['el', '23', '5']],
    ['مرحبًا، أهلاً', ['مرحبا', 'اهلا']],
    ['– … !', []],
  ])('%s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});
