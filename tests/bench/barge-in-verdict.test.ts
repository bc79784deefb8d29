import { describe, expect, test } from 'vitest';
import type { BargeInCase } from '../../bench/barge-in-cases.js';
import { judgeBargeIn, type BargeInEvidence } from '../../bench/barge-in-verdict.js';
import { meaningProblems } from '../../bench/heard-meaning.js';
import type { HeardPiece } from '../../bench/heard-pieces.js';
import type { Clip } from '../../sandbox/script.js';

const translation = 'uno dos tres cuatro cinco seis siete ocho nueve diez';

/** A sound of half a second a word. */
function clipOf(text: string): Clip {
  const words = text
    .split(' ')
    .map((word, index) => ({ text: word, startMs: index * 500, endMs: index * 500 + 450 }));
  return { id: text, language: 'es', text, words, samples: new Int16Array(words.length * 4000) };
}

const rendition = clipOf(translation);

/** A part of a sound, heard at a time. */
function piece(clip: Clip, fromMs: number, toMs: number, startAt: number): HeardPiece {
  return { clip, fromMs, toMs, startAt, endAt: startAt + toMs - fromMs };
}

const drawn: BargeInCase = {
  number: 1,
  listener: 'agent',
  kind: 'interruption',
  line: [],
  words: [],
  noise: undefined,
  moment: 0.5,
};

/** The rendition began at 0; the listener makes a sound at 2000 ms. */
function judged(pieces: readonly HeardPiece[], changes: Partial<BargeInEvidence> = {}) {
  return judgeBargeIn({
    drawn,
    translation,
    wordsTranslation: undefined,
    onsetAt: 2000,
    cutSeenAt: undefined,
    isCut: false,
    heardByListener: { pieces, unexplainedMs: 0 },
    heardBySpeaker: { pieces: [], unexplainedMs: 0 },
    ...changes,
  });
}

describe('verdict on a barge-in', () => {
  test('Scenario: an interruption cuts the rendition, whose rest is said again from its clause', () => {
    const rest = clipOf('tres cuatro cinco seis siete ocho nueve diez');
    const pieces = [piece(rendition, 0, 2200, 0), piece(rest, 0, 3950, 6000)];
    const verdict = judged(pieces, { isCut: true, cutSeenAt: 2650 });
    expect(verdict).toMatchObject({ yieldedMs: 200, decidedMs: 650, isCut: true, problems: [] });
  });

  test('Scenario: a cough does not stop the rendition', () => {
    const verdict = judged([piece(rendition, 0, 4950, 0)], { drawn: { ...drawn, kind: 'cough' } });
    expect(verdict).toMatchObject({ yieldedMs: undefined, decidedMs: undefined, problems: [] });
  });

  test('Scenario: a backchannel holds the rendition back, which goes on where it was', () => {
    const pieces = [piece(rendition, 0, 2150, 0), piece(rendition, 2150, 4950, 2700)];
    const verdict = judged(pieces, { drawn: { ...drawn, kind: 'backchannel' } });
    expect(verdict).toMatchObject({ yieldedMs: 150, decidedMs: 700, problems: [] });
  });

  test('Scenario: it goes on in a pause between its own words, which is no part of the decision', () => {
    const pieces = [piece(rendition, 0, 2150, 0), piece(rendition, 2350, 4950, 2850)];
    const verdict = judged(pieces, { drawn: { ...drawn, kind: 'backchannel' } });
    expect(verdict).toMatchObject({ yieldedMs: 150, decidedMs: 650, problems: [] });
  });

  test('Scenario: it goes back a little when it goes on, and has gone on when that is heard', () => {
    const pieces = [piece(rendition, 0, 2150, 0), piece(rendition, 2090, 4950, 2650)];
    const verdict = judged(pieces, { drawn: { ...drawn, kind: 'backchannel' } });
    expect(verdict).toMatchObject({ yieldedMs: 150, decidedMs: 650, problems: [] });
  });

  test('a pause of the rendition itself is not taken for yielding', () => {
    const pieces = [piece(rendition, 0, 2150, 0), piece(rendition, 2400, 4950, 2400)];
    expect(judged(pieces)).toMatchObject({ yieldedMs: undefined, problems: [] });
  });

  test('Scenario: the rest of a cut rendition is never said', () => {
    const verdict = judged([piece(rendition, 0, 2200, 0)], { isCut: true, cutSeenAt: 2600 });
    expect(verdict.problems).toEqual(['the line: the last 6 words were not heard']);
  });

  test('Scenario: what follows a cut leaves words out', () => {
    const rest = clipOf('siete ocho nueve diez');
    const pieces = [piece(rendition, 0, 2200, 0), piece(rest, 0, 1950, 6000)];
    expect(judged(pieces, { isCut: true }).problems).toEqual(['the line: 2 words were not heard']);
  });

  test('Scenario: the cut comes in the pause behind a word, which was heard', () => {
    const samples = new Int16Array(rendition.samples.length).fill(8000, 1500 * 8, 1700 * 8);
    const spoken = { ...rendition, samples };
    const rest = clipOf('cinco seis siete ocho nueve diez');
    const pieces = [piece(spoken, 0, 1800, 0), piece(rest, 0, 2950, 6000)];
    expect(judged(pieces, { isCut: true, onsetAt: 1700 }).problems).toEqual([]);
  });

  test('Scenario: a rendition that was heard whole is said again', () => {
    const pieces = [piece(rendition, 0, 4950, 0), piece(rendition, 0, 4950, 8000)];
    expect(meaningProblems(translation, pieces)).toEqual(['10 words were heard twice']);
  });

  test('Scenario: the other party hears what nobody said', () => {
    const verdict = judged([piece(rendition, 0, 4950, 0)], {
      heardBySpeaker: { pieces: [], unexplainedMs: 900 },
    });
    expect(verdict.problems).toEqual(['the speaker heard 900 ms of something else']);
  });

  test('a case without a rendition has failed', () => {
    expect(judged([], { onsetAt: undefined }).problems).toEqual(['no rendition was heard']);
  });
});
