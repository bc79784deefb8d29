import { describe, expect, test } from 'vitest';
import { guardTranslation } from '../../src/interpreting/translation-guard.js';

const request = {
  text: 'I paid 45 euros on March 15th.',
  sourceLanguage: 'en',
  targetLanguage: 'es',
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
