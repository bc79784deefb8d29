import { describe, expect, test } from 'vitest';
import { createClauseScreen, type ScreenedClause } from '../../src/interpreting/clause-screen.js';

const clause = (given: Partial<ScreenedClause> = {}): ScreenedClause => ({
  text: 'Je voudrais savoir',
  confidence: 0.95,
  startMs: 0,
  endMs: 1000,
  voicedMs: 950,
  isEcho: false,
  ...given,
});
const mumbled = clause({ confidence: 0.3 });

describe('what is screened', () => {
  test('speech is interpreted, also where nobody knows how much of it was voice', () => {
    const screen = createClauseScreen(0.5);
    expect(screen.take(clause())).toEqual({ outcome: 'interpreted' });
    expect(screen.take(clause({ voicedMs: undefined }))).toEqual({ outcome: 'interpreted' });
  });

  test('an echo is refused, however clear it is', () => {
    expect(createClauseScreen(0.5).take(clause({ isEcho: true }))).toEqual({
      outcome: 'refused',
      reason: 'echo',
    });
  });

  test.each([
    { what: 'silence', given: { voicedMs: 0 }, reason: 'noSpeech' },
    { what: 'a little noise', given: { voicedMs: 250, confidence: 0.5 }, reason: 'unsure' },
  ])('what a recognizer makes of $what is refused, and nobody is asked', ({ given, reason }) => {
    expect(createClauseScreen(0.5).take(clause(given))).toEqual({ outcome: 'refused', reason });
  });

  test('Scenario: a speaker is not understood; they are asked twice, and then taken at their word', () => {
    const screen = createClauseScreen(0.5);
    expect([mumbled, mumbled, mumbled].map((each) => screen.take(each).outcome)).toEqual([
      'misunderstood',
      'misunderstood',
      'interpreted',
    ]);
    screen.take(clause());
    expect(screen.take(mumbled).outcome).toBe('misunderstood');
  });
});
