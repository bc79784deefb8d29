import { expect, test } from 'vitest';
import { createClauseTracer } from '../../sandbox/clause-trace.js';
import type { Observation } from '../../sandbox/script.js';

function traceAll(observations: readonly Observation[]) {
  const tracer = createClauseTracer(new Set(['here/c1', 'here/c2']));
  for (const observation of observations) tracer.observe(observation);
  return tracer.clauses;
}

const recognized = (at: number, clip: string, lastWordAt: number): Observation => ({
  at,
  type: 'recognition.answered',
  connection: 'r',
  clip,
  language: 'fr',
  text: 'bonjour',
  isFinal: true,
  isSpeechFinal: true,
  lastWordAt,
});
const translation = (at: number, request: string, line: string | undefined, words: string): Observation[] => [
  { at, type: 'translation.requested', request, text: `${words}?`, source: 'fr', target: 'es' },
  { at: at + 250, type: 'translation.answered', request, translation: words, line },
];
const synthesis = (at: number, request: string, text: string): Observation[] => [
  { at, type: 'synthesis.requested', request, text, language: 'es' },
  { at: at + 290, type: 'synthesis.started', request, clip: `clip of ${request}` },
  { at: at + 400, type: 'synthesis.ended', request, clip: `clip of ${request}` },
];

test('a clause is followed through recognition, translation and synthesis', () => {
  expect(
    traceAll([
      recognized(1000, 'here/c1', 650),
      ...translation(1010, 't1', 'here/c1', 'Buenos días.'),
      ...synthesis(1265, 's1', 'buenos días'),
    ]),
  ).toEqual([
    {
      line: 'here/c1',
      source: 'Buenos días.?',
      translation: 'buenos días',
      recognizedAt: 1000,
      lastWordAt: 650,
      translationRequestedAt: 1010,
      translationAnsweredAt: 1260,
      synthesisRequestedAt: 1265,
      synthesisStartedAt: 1555,
      synthesisEndedAt: 1665,
      clip: 'clip of s1',
    },
  ]);
});

test('clauses of other calls, and announcements, are left alone', () => {
  expect(
    traceAll([
      recognized(1000, 'there/c1', 650),
      ...translation(1010, 't1', 'there/c1', 'Buenos días.'),
      ...translation(1010, 't2', undefined, 'Buenos días.'),
      ...synthesis(1265, 's1', 'Buenos días.'),
    ]),
  ).toEqual([]);
});

test('of two clauses with the same words, each has its own synthesis', () => {
  const clauses = traceAll([
    ...translation(1000, 't1', 'here/c1', 'Sí.'),
    ...synthesis(1250, 's1', 'Sí.'),
    ...translation(5000, 't2', 'here/c2', 'Sí.'),
    ...synthesis(5250, 's2', 'Sí.'),
  ]);

  expect(clauses.map(({ line, clip }) => [line, clip])).toEqual([
    ['here/c1', 'clip of s1'],
    ['here/c2', 'clip of s2'],
  ]);
});

test('a clause that was asked for anew with what followed it is one clause', () => {
  const clauses = traceAll([
    recognized(1000, 'here/c1', 650),
    ...translation(1010, 't1', 'here/c1', 'Buenos'),
    ...translation(1300, 't2', 'here/c1', 'Buenos? días'),
    ...synthesis(1555, 's1', 'Buenos? días'),
  ]);
  expect(clauses).toMatchObject([
    { translationRequestedAt: 1300, translationAnsweredAt: 1550, clip: 'clip of s1' },
  ]);
});

test('digits that the service put right are spoken by the clause whose they are', () => {
  const clauses = traceAll([
    recognized(1000, 'here/c1', 650),
    ...translation(1010, 't1', 'here/c1', 'Son 361 euros'),
    ...translation(1270, 't2', 'here/c1', 'Son 361 euros'),
    ...synthesis(1525, 's1', 'Son 250 euros'),
  ]);
  expect(clauses).toMatchObject([
    {
      translation: 'Son 250 euros',
      translationRequestedAt: 1010,
      translationAnsweredAt: 1520,
      clip: 'clip of s1',
    },
  ]);
});
