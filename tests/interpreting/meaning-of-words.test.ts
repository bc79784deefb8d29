import { expect, test } from 'vitest';
import { meaningOfWords } from '../../src/interpreting/meaning-of-words.js';

test.each([
  ['Sí.', 'es', 'backchannel'],
  ['Muy', 'es', 'backchannel'],
  ['Sí, muy', 'es', 'backchannel'],
  ['Muy caro, no', 'es', 'interruption'],
  ['Muy caro', 'es', undefined],
  ['Muy caro me parece', 'es', 'other'],
  ['Espere', 'es', 'interruption'],
  ['Very', 'en', 'backchannel'],
  ['The', 'en', undefined],
  ['The price is', 'en', 'other'],
])('%s (%s), as far as it is heard: %s', (text, language, meaning) => {
  expect(meaningOfWords(text, language)).toBe(meaning);
});
