import { describe, expect, test } from 'vitest';
import { createAlteringTranslator } from '../../bench/altering-translator.js';
import { drawCases, readPairs } from '../../bench/barge-in-cases.js';
import { drawHallucination } from '../../bench/hallucinations.js';
import { barOf, formatBar } from '../../bench/bars.js';
import { formatTable } from '../../bench/table.js';
import { createRandom } from '../../sandbox/telephone/random.js';

describe('barge-in cases', () => {
  const [pair] = readPairs();
  if (pair === undefined) throw new Error('There is no pair.');

  test('the same seed draws the same cases, another one others', () => {
    expect(drawCases(pair, 20, 7)).toEqual(drawCases(pair, 20, 7));
    expect(drawCases(pair, 20, 7)).not.toEqual(drawCases(pair, 20, 8));
  });

  test('of ten cases four are interruptions, three backchannels, two coughs and one a noise', () => {
    const kinds = drawCases(pair, 10, 3).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual([
      ...['backchannel', 'backchannel', 'backchannel', 'cough', 'cough'],
      ...['interruption', 'interruption', 'interruption', 'interruption', 'noise'],
    ]);
  });

  test('words have a meaning and no noise, noises the other way round, and none is silent', () => {
    for (const { kind, words, noise } of drawCases(pair, 60, 1)) {
      const isSpeech = kind === 'interruption' || kind === 'backchannel';
      expect(words !== undefined).toBe(isSpeech);
      expect(noise?.some((sample) => Math.abs(sample) > 500)).toBe(isSpeech ? undefined : true);
    }
  });
});

describe('a translator that alters values', () => {
  const sentence = {
    sourceLanguage: 'en',
    targetLanguage: 'es',
    source: 'I paid 45 euros.',
    faithful: 'Pagué 45 euros.',
    altered: ['Pagué 54 euros.'],
  };

  test('tells what it has done to the values', async () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const translator = createAlteringTranslator(sentence, createRandom(seed));
      const text = await translator.translate(1);
      const [answer] = translator.answers;
      expect(answer?.text).toBe(text);
      expect(answer?.kind === 'faithful').toBe(text === sentence.faithful);
    }
  });

  test('fails in second attempts only', async () => {
    const failures = { first: 0, second: 0 };
    for (let seed = 1; seed <= 50; seed += 1) {
      const translator = createAlteringTranslator(sentence, createRandom(seed));
      await translator.translate(1).catch(() => (failures.first += 1));
      await translator.translate(2).catch(() => (failures.second += 1));
    }
    expect(failures.first).toBe(0);
    expect(failures.second).toBeGreaterThan(0);
  });
});

test('hallucinations are unsure or repeat themselves, but for credits', () => {
  const random = createRandom(1);
  for (let count = 0; count < 200; count += 1) {
    const { kind, text, confidence, durationMs } = drawHallucination(random);
    expect(text).not.toBe('');
    expect(durationMs).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(kind === 'filler' ? 0.6 : 0.95);
  }
});

describe('bars', () => {
  test('what was not measured misses every bar', () => {
    expect(barOf('EVS median', undefined, 'atMost', 3, 's').isMet).toBe(false);
  });

  test('a limit itself is met by "at most" and not by "under"', () => {
    expect(barOf('EVS', 5, 'atMost', 5, 's').isMet).toBe(true);
    expect(barOf('EVS', 5, 'under', 5, 's').isMet).toBe(false);
    expect(formatBar(barOf('cut', 0.031, 'atMost', 0.02, 'share'))).toBe('MISSED  cut <= 2.0 %: 3.1 %');
  });
});

test('a table is aligned: names to the left, figures to the right', () => {
  expect(
    formatTable({
      columns: ['line', 'AL'],
      rows: [
        ['en', '2.10 s'],
        ['consecutive', '-'],
      ],
    }),
  ).toBe(
    ['line             AL', '-----------  ------', 'en           2.10 s', 'consecutive       -'].join('\n'),
  );
});
