import { describe, expect, test } from 'vitest';
import { createUnderstanding } from '../../src/interpreting/understanding.js';

function decisions(confidences: readonly number[]) {
  const understanding = createUnderstanding({ confidenceThreshold: 0.5 });
  return confidences.map((confidence) => understanding.take({ confidence }));
}

describe('understanding', () => {
  test('Scenario: a bad line; the speaker is asked twice, then what was heard is interpreted as it is', () => {
    expect(decisions([0.9, 0.3, 0.4, 0.2, 0.49])).toEqual([
      'interpret',
      'askToRepeat',
      'askToRepeat',
      'interpretDoubtfully',
      'interpretDoubtfully',
    ]);
  });

  test('Scenario: the answer to the question is understood, and the next doubt is asked about again', () => {
    expect(decisions([0.3, 0.8, 0.3, 0.3, 0.5, 0.3])).toEqual([
      'askToRepeat',
      'interpret',
      'askToRepeat',
      'askToRepeat',
      'interpret',
      'askToRepeat',
    ]);
  });
});
