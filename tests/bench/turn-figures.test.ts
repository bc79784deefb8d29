import { describe, expect, test } from 'vitest';
import type { HeardPiece } from '../../bench/heard-pieces.js';
import { turnFigures, type SaidLine } from '../../bench/turn-figures.js';
import type { Clip, ScriptLine } from '../../sandbox/script.js';

/** A sound whose words take half a second each, without gaps. */
function clipOf(id: string, text: string): Clip {
  const words = text
    .split(' ')
    .map((word, index) => ({ text: word, startMs: index * 500, endMs: (index + 1) * 500 }));
  return { id, language: 'es', text, words, samples: new Int16Array(words.length * 4000) };
}

/** Eight words in two clauses of 2 s each; its speaker begins at 1000 ms. */
const segments = [
  { text: 'I lost my keys,', translation: 'Perdí mis llaves hoy,' },
  { text: 'please open the door.', translation: 'abra usted la puerta.' },
];
const line: ScriptLine = {
  id: 'line',
  party: 'client',
  language: 'en',
  targetLanguage: 'es',
  segments,
  clip: clipOf('line', segments.map(({ text }) => text).join(' ')),
};
const said: SaidLine = { line, spokenAt: (clipMs) => 1000 + clipMs };

function heardAt(startAt: number, text: string): HeardPiece {
  const clip = clipOf(text, text);
  const toMs = clip.words.length * 500;
  return { clip, fromMs: 0, toMs, startAt, endAt: startAt + toMs };
}

describe('figures of a turn', () => {
  test('Scenario: each clause is heard 1 s after its end', () => {
    const figures = turnFigures(said, [
      heardAt(4000, 'Perdí mis llaves hoy,'),
      heardAt(6000, 'abra usted la puerta.'),
    ]);
    expect(figures).toMatchObject({
      sourceMs: 4000,
      isWhole: true,
      startOffsetMs: 3000,
      earVoiceSpansMs: [3000, 3000],
      firstRenditionMs: 1000,
      turnLatencyMs: 1000,
    });
    // Words at 3000, 3500, 4000 ms: the third is the first behind the end, and an ideal one comes every 500 ms.
    expect(figures.averageLaggingMs).toBe(3000);
    expect(figures.lengthAdaptiveAverageLaggingMs).toBe(3000);
  });

  test('Scenario: the second clause is never heard', () => {
    const figures = turnFigures(said, [heardAt(4000, 'Perdí mis llaves hoy,')]);
    expect(figures).toMatchObject({ isWhole: false, earVoiceSpansMs: [3000], turnLatencyMs: undefined });
  });

  test('Scenario: the first clause is never heard', () => {
    const figures = turnFigures(said, [heardAt(6000, 'abra usted la puerta.')]);
    expect(figures).toMatchObject({ isWhole: false, earVoiceSpansMs: [3000], turnLatencyMs: undefined });
  });

  test('Scenario: a clause is heard twice', () => {
    const once = [heardAt(4000, 'Perdí mis llaves hoy,'), heardAt(6000, 'abra usted la puerta.')];
    expect(turnFigures(said, [...once, heardAt(8000, 'abra usted la puerta.')]).isWhole).toBe(false);
  });

  test('Scenario: a word of its own is heard twice', () => {
    const word = {
      ...heardAt(6000, 'abra'),
      clip: { ...clipOf('abra', 'abra'), words: [{ text: 'abra', startMs: 50, endMs: 150 }] },
    };
    const twice = [6000, 6500].map((startAt) => ({
      ...word,
      fromMs: 50,
      toMs: 150,
      startAt,
      endAt: startAt + 100,
    }));
    const pieces = [heardAt(4000, 'Perdí mis llaves hoy,'), ...twice, heardAt(7000, 'usted la puerta.')];
    expect(turnFigures(said, pieces).problems).toEqual(['1 words were heard twice']);
  });

  test('Scenario: the second clause stops in its middle', () => {
    const [first, second] = [heardAt(4000, 'Perdí mis llaves hoy,'), heardAt(6000, 'abra usted la puerta.')];
    const figures = turnFigures(said, [first, { ...second, toMs: 1000, endAt: 7000 }]);
    expect(figures).toMatchObject({ isWhole: false, problems: ['the last 2 words were not heard'] });
  });

  test('Scenario: the second clause is held back in its middle, and goes on', () => {
    const [first, second] = [heardAt(4000, 'Perdí mis llaves hoy,'), heardAt(6000, 'abra usted la puerta.')];
    const pieces = [
      { ...second, toMs: 1000, endAt: 7000 },
      { ...second, fromMs: 1000, startAt: 7500, endAt: 8500 },
    ];
    const figures = turnFigures(said, [first, ...pieces]);
    expect(figures).toMatchObject({ isWhole: true, earVoiceSpansMs: [3000, 3000], turnLatencyMs: 1000 });
  });

  test('Scenario: the clauses are heard in the wrong order', () => {
    const swapped = [heardAt(4000, 'abra usted la puerta.'), heardAt(6000, 'Perdí mis llaves hoy,')];
    expect(turnFigures(said, swapped).isWhole).toBe(false);
  });

  test('Scenario: nothing is heard', () => {
    expect(turnFigures(said, [])).toMatchObject({
      isWhole: false,
      startOffsetMs: undefined,
      earVoiceSpansMs: [],
      firstRenditionMs: undefined,
      turnLatencyMs: undefined,
    });
  });
});
