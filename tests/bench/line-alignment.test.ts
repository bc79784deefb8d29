import { expect, test } from 'vitest';
import { alignTranslation, firstClauseEndMs } from '../../bench/line-alignment.js';
import type { ScriptLine } from '../../sandbox/script.js';
import { splitWords } from '../../sandbox/sound/clip.js';

/** A line whose words take 100 ms each. */
function lineOf(segments: ScriptLine['segments']): ScriptLine {
  const text = segments.map((segment) => segment.text).join(' ');
  const words = splitWords(text).map((word, index) => ({
    text: word,
    startMs: index * 100,
    endMs: index * 100 + 90,
  }));
  const clip = { id: 'line', language: 'fr', text, words, samples: new Int16Array() };
  return { id: 'line', party: 'client', language: 'fr', targetLanguage: 'es', segments, clip };
}

test('each word of a translation has the time of its source, segment by segment', () => {
  const line = lineOf([
    { text: 'Bonjour madame,', translation: 'Buenos días, señora,' },
    { text: 'je cherche la gare.', translation: 'busco la estación.' },
  ]);
  const aligned = alignTranslation(line);
  expect(aligned.map(({ word }) => word)).toEqual(['buenos', 'días', 'señora', 'busco', 'la', 'estación']);
  expect(aligned.slice(0, 3).every(({ startMs }) => startMs < 200)).toBe(true);
  expect(aligned.slice(3).every(({ startMs }) => startMs >= 200)).toBe(true);
  expect(aligned.map(({ startMs }) => startMs)).toEqual(
    aligned.map(({ startMs }) => startMs).toSorted((left, right) => left - right),
  );
  expect(firstClauseEndMs(line)).toBe(190);
});

test('two words that are written as one are spoken at the same time', () => {
  const aligned = alignTranslation(lineOf([{ text: "l'heure", translation: 'la hora' }]));
  expect(aligned).toEqual([
    { word: 'la', startMs: 0, endMs: 90 },
    { word: 'hora', startMs: 0, endMs: 90 },
  ]);
});

test('a translation of one word belongs to the beginning of its segment', () => {
  const aligned = alignTranslation(
    lineOf([
      { text: 'Je vous en prie,', translation: 'Adelante,' },
      { text: 'entrez.', translation: 'pase.' },
    ]),
  );
  expect(aligned.map(({ word }) => word)).toEqual(['adelante', 'pase']);
  expect(aligned[1]).toEqual({ word: 'pase', startMs: 400, endMs: 490 });
});
