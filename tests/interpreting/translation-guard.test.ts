import { describe, expect, test } from 'vitest';
import { guardTranslation } from '../../src/interpreting/translation-guard.js';

const request = {
  text: 'I paid 45 euros on March 15th.',
  sourceLanguage: 'en',
  targetLanguage: 'es',
  terms: [],
};
const faithful = 'Pagué 45 euros el 15 de marzo.';
const altered = 'Pagué 54 euros el 15 de marzo.';

/** Answers the attempts in order, and keeps which were made. */
function scripted(...answers: readonly (string | Error)[]) {
  const attempts: number[] = [];
  const translate = (attempt: 1 | 2): Promise<string> => {
    attempts.push(attempt);
    const answer = answers[attempt - 1];
    return typeof answer === 'string'
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new Error('no answer'));
  };
  return { attempts, translate };
}

describe('translation guard', () => {
  test('Scenario: the translation has the values of the source, and is asked for once', async () => {
    const { attempts, translate } = scripted(faithful);
    expect(await guardTranslation(request, translate)).toEqual({
      translation: faithful,
      outcome: 'faithful',
    });
    expect(attempts).toEqual([1]);
  });

  test('Scenario: an amount is altered, and the second translation has it right', async () => {
    const { attempts, translate } = scripted(altered, faithful);
    expect(await guardTranslation(request, translate)).toEqual({
      translation: faithful,
      outcome: 'askedAgain',
    });
    expect(attempts).toEqual([1, 2]);
  });

  test('Scenario: both translations alter it, and the source’s own amount is spoken', async () => {
    const { attempts, translate } = scripted(altered, 'Pagué 450 euros el 15 de marzo.');
    expect(await guardTranslation(request, translate)).toEqual({
      translation: faithful,
      outcome: 'repaired',
    });
    expect(attempts).toEqual([1, 2]);
  });

  test('Scenario: the second attempt fails, and the first translation is repaired', async () => {
    const failure = new Error('timed out');
    const { translate } = scripted(altered, failure);
    expect(await guardTranslation(request, translate)).toEqual({
      translation: faithful,
      outcome: 'repaired',
      failure,
    });
  });

  test('the first attempt’s failure is the caller’s', async () => {
    const failure = new Error('unavailable');
    const { attempts, translate } = scripted(failure);
    await expect(guardTranslation(request, translate)).rejects.toBe(failure);
    expect(attempts).toEqual([1]);
  });
});

describe('translation guard, with a glossary', () => {
  const terms = [{ source: 'invoice', target: 'factura', accepted: ['factura', 'recibo'] }];
  const invoiced = { ...request, text: 'I paid the invoice of 45 euros.', terms };
  const called = 'Pagué la factura de 45 euros.';
  const miscalled = 'Pagué la nota de 45 euros.';

  test.each([
    ['it has the term', [called], called, 'faithful'],
    [
      'it has another form of it',
      ['Pagué el recibo de 45 euros.'],
      'Pagué el recibo de 45 euros.',
      'faithful',
    ],
    ['only the second has it', [miscalled, called], called, 'askedAgain'],
    [
      'none has it',
      [miscalled, 'Pagué la cuenta de 45 euros.'],
      'Pagué la cuenta de 45 euros.',
      'termMissed',
    ],
    [
      'the second has it, and a wrong amount',
      [miscalled, 'Pagué la factura de 54 euros.'],
      miscalled,
      'termMissed',
    ],
    [
      'the first has it, and a wrong amount',
      ['Pagué la factura de 54 euros.', miscalled],
      miscalled,
      'termMissed',
    ],
    [
      'both have a wrong amount, the first alone the term',
      ['Pagué la factura de 54 euros.', 'Pagué la nota de 54 euros.'],
      called,
      'repaired',
    ],
  ])('Scenario: %s', async (_, answers, translation, outcome) => {
    const { attempts, translate } = scripted(...answers);
    expect(await guardTranslation(invoiced, translate)).toEqual({ translation, outcome });
    expect(attempts).toHaveLength(answers.length);
  });

  test('Scenario: the second attempt fails, and the first is accepted without the term', async () => {
    const failure = new Error('timed out');
    const { translate } = scripted(miscalled, failure);
    expect(await guardTranslation(invoiced, translate)).toEqual({
      translation: miscalled,
      outcome: 'termMissed',
      failure,
    });
  });
});
