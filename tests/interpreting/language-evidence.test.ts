import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clauseEvidenceOf, evidenceFor } from '../../src/interpreting/language/clause-evidence.js';
import { languageProfiles } from '../../src/interpreting/language/language-profiles.js';
import { createLanguagePosterior } from '../../src/interpreting/language/language-posterior.js';
import { agreementOf } from '../../src/interpreting/language/tag-evidence.js';
import { modelledLanguages, textEvidenceOf } from '../../src/interpreting/language/text-evidence.js';

const scoreOf = (text: string, language: string) =>
  textEvidenceOf(text).scores[modelledLanguages.indexOf(language)] ?? NaN;
const rankOf = (text: string) =>
  [...modelledLanguages].sort((left, right) => scoreOf(text, right) - scoreOf(text, left));

describe('the evidence of a text', () => {
  test('speaks for the language of each profile in its own sentences', () => {
    const mistaken = languageProfiles.flatMap(({ tag, speech }) =>
      speech
        .split(/[.?؟。？]/u)
        .filter((sentence) => textEvidenceOf(sentence).size >= 4 && rankOf(sentence)[0] !== tag)
        .map((sentence) => ({ tag, sentence })),
    );
    expect(mistaken).toEqual([]);
  });

  test.each([
    ['a rua não tem iluminação', 4.5],
    ['a rua, a rua, a rua não tem iluminação', 4.5],
    ['Na rua Winterbottom não tem iluminação', 5],
    ['24 A7 trezentos', 0],
    ["c'est vrai", 2.5],
    ['我要看医生', 2.5],
    ['', 0],
  ])('"%s" has %d words that tell: no names or numbers, each once, short ones half', (text, size) => {
    expect(textEvidenceOf(text).size).toBe(size);
  });

  test('a letter that a language does not have speaks against it', () => {
    const lead = (text: string) => scoreOf(text, 'pt') - scoreOf(text, 'gl');
    expect(
      lead('a instalação da iluminação na povoação') - lead('a instalacao da iluminacao na povoacao'),
    ).toBeGreaterThan(3);
  });

  test('counts for little where the usual words of the language are missing', () => {
    const rare = 'planificador electromecánico rechazaba desbordamientos';
    expect(scoreOf(rare, 'es')).toBeLessThan(scoreOf('no me lo puede decir', 'es') / 2);
  });
});

describe('the evidence of tags', () => {
  test('a small language is often taken for a large neighbor, and hardly ever the other way round', () => {
    const agreement = (tag: string, language: string) => agreementOf(new Map([[tag, 1]]), language);
    expect(agreement('es', 'es')).toBe(1);
    expect(agreement('es', 'gl')).toBeGreaterThan(agreement('gl', 'es'));
    expect(agreement('ru', 'uk')).toBeGreaterThan(agreement('uk', 'ru'));
    expect(agreement('en', 'gl')).toBe(0);
  });

  test('a language without a model has a part in the words of its relatives, if the tags tell of it', () => {
    const candidates = ['pl', 'sk', 'cs'];
    const segment = { text: 'to jest dla mnie bardzo dobrze', words: [], confidence: 0.9, isFinal: true };
    const [polish = 0, slovak = 0, czech = 0] = evidenceOf({ ...segment, languages: ['sk'] });
    expect(slovak - czech).toBeGreaterThan(2);
    expect(slovak).toBeGreaterThan(polish - 1);

    function evidenceOf(heard: Parameters<typeof clauseEvidenceOf>[0]): readonly number[] {
      const clause = clauseEvidenceOf(heard);
      return clause === undefined ? [] : [...evidenceFor(clause, candidates, 2)];
    }
  });
});

describe('the posterior', () => {
  const evidence = (...logarithms: number[]) => Float64Array.from(logarithms);
  const prior = new Map([
    ['es', 0.7],
    ['gl', 0.2],
    ['pt', 0.1],
  ]);

  test('weighs the evidence against what was likely before', () => {
    const posterior = createLanguagePosterior(prior);
    posterior.take(evidence(0, Math.log(7), 0));
    expect(posterior.likelihoodOf('es') / posterior.likelihoodOf('gl')).toBeCloseTo(0.5, 2);
    expect(posterior.likelihoodOf('es') / posterior.likelihoodOf('pt')).toBeCloseTo(7, 1);
  });

  test('is never so sure that the opposite could not be believed some clauses later', () => {
    const posterior = createLanguagePosterior(prior);
    for (let times = 0; times < 1000; times += 1) posterior.take(evidence(0, -20, -20));
    for (let times = 0; times < 4; times += 1) posterior.take(evidence(-4, 0, -4));
    expect(posterior.likelihoodOf('gl')).toBeGreaterThan(0.9);
  });

  test('admits 64 languages at most', () => {
    const posterior = createLanguagePosterior(prior);
    for (let index = 0; index < 500; index += 1) posterior.admit(`x${index}`);
    expect(posterior.candidates.length).toBe(64);
    expect(posterior.likelihoods.length).toBe(64);
  });

  test('adds up to one, whatever is heard', () => {
    const row = fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -800, max: 800, noNaN: true })));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const posterior = createLanguagePosterior(prior);
        for (const logarithms of rows) posterior.take(evidence(...logarithms));
        expect(posterior.likelihoods.reduce((sum, likelihood) => sum + likelihood, 0)).toBeCloseTo(1, 9);
        expect(Math.min(...posterior.likelihoods)).toBeGreaterThan(0);
      }),
    );
  });
});
