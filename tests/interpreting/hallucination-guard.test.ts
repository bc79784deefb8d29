import { describe, expect, test } from 'vitest';
import { judgeClause, type ClauseEvidence } from '../../src/interpreting/hallucination-guard.js';

/** A clear clause of 1.5 s, all of it voiced, but for what a test says. */
const heard = (text: string, evidence: Partial<ClauseEvidence> = {}) =>
  judgeClause({
    text,
    confidence: 0.9,
    startMs: 1_000,
    endMs: 2_500,
    voicedMs: 1_400,
    ...evidence,
  });

const within = (spanMs: number, voicedMs: number) => ({ startMs: 0, endMs: spanMs, voicedMs });

describe('hallucination guard', () => {
  test.each([
    ['Gracias.', { ...within(450, 250), confidence: 0.75 }],
    ['Thank you.', { ...within(600, 320), confidence: 0.7 }],
    ['Bye.', { ...within(180, 96), confidence: 0.65 }],
    ['Sí.', { ...within(0, 128), confidence: 0.6 }],
    ['Merci, au revoir.', { ...within(900, 900), confidence: 0.35 }],
    ['Quería cambiar la cita del martes', { confidence: 0.6, meanLevelDb: -45 }],
    ['No, no, no, no', { ...within(1_300, 1_200), confidence: 0.9 }],
    ['Es el cero, cero, cero, siete', {}],
    ['Le llamo… porque… no me llegó', { ...within(4_000, 1_300), confidence: 0.8 }],
  ] satisfies [string, Partial<ClauseEvidence>][])(
    'Scenario: somebody says "%s", and it passes',
    (text, evidence) => {
      expect(heard(text, evidence)).toBe('accepted');
    },
  );

  test.each([
    ['silence', 'Gracias.', { voicedMs: 0, confidence: 0.99 }],
    ['a click', 'Thank you.', { ...within(600, 32), confidence: 0.95 }],
    ['office noise', 'Gracias por ver el vídeo', { voicedMs: 200, confidence: 0.95 }],
    ['line hiss', 'Bye.', { meanLevelDb: -62 }],
    ['anything', '…', {}],
  ] satisfies [string, string, Partial<ClauseEvidence>][])(
    'Scenario: the recognizer makes words of %s, and there was no speech',
    (_, text, evidence) => {
      expect(heard(text, evidence)).toBe('noSpeech');
    },
  );

  test('Scenario: a sentence stands where there was time for a word', () => {
    const sentence = 'Subtítulos realizados por la comunidad de Amara punto org';
    expect(heard(sentence, within(900, 900))).toBe('tooFast');
    expect(heard(sentence, within(2_500, 2_300))).toBe('accepted');
  });

  test.each([
    ['Gracias gracias gracias gracias', { voicedMs: 1_000 }],
    ['Gracias, gracias, gracias, gracias', { confidence: 0.7 }],
    ['y luego y luego y luego', { voicedMs: 1_000 }],
    ['I want to go I want to go I want to go', { ...within(3_000, 2_000) }],
    ['bueno la la la la sí', { confidence: 0.6 }],
  ] satisfies [string, Partial<ClauseEvidence>][])(
    'Scenario: the recognizer falls into a loop on music ("%s")',
    (text, evidence) => {
      expect(heard(text, evidence)).toBe('repetitive');
    },
  );

  test('a word three times and a group twice are no loop', () => {
    expect(heard('gracias gracias gracias', { voicedMs: 1_000 })).toBe('accepted');
    expect(heard('y luego y luego nada', { voicedMs: 1_000 })).toBe('accepted');
  });

  test('the less voice there is, the surer the recognizer has to be', () => {
    const leastConfidence = (voicedShare: number) => {
      for (let percent = 0; percent <= 100; percent += 1) {
        const evidence = { ...within(1_000, 1_000 * voicedShare), confidence: percent / 100 };
        if (heard('una palabra', evidence) === 'accepted') return percent / 100;
      }
      return undefined;
    };
    expect([0.1, 0.2, 0.4, 0.6, 0.7, 1].map(leastConfidence)).toEqual([undefined, 0.8, 0.6, 0.4, 0.3, 0.3]);
    expect(heard('una palabra', { ...within(1_000, 300), confidence: 0.5 })).toBe('unsure');
  });
});
