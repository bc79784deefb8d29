import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClauseCommitter } from '../../src/interpreting/clause-committer.js';
import type { RecognizerEvent } from '../../src/providers/recognizer.js';
import { createTurnTranscript } from '../../src/providers/turn-transcript.js';
import { keptWithin, placeWords, wordsOfText, type TimedText } from '../../src/providers/word-times.js';

/** Words and their places as `word start-end`. */
const read = (words: readonly TimedText[]) =>
  words.map(({ text, startMs, endMs }) => `${text} ${startMs}-${endMs}`);

const words = (...places: readonly (readonly [string, number, number])[]) =>
  places.map(([text, startMs, endMs]) => ({ text, startMs, endMs }));

const span = { startMs: 0, endMs: 1000 };

describe('words without times', () => {
  it('share the speech by their length', () => {
    expect(read(placeWords(['uno', 'dos', 'tres'], [], span))).toEqual([
      'uno 0-300',
      'dos 300-600',
      'tres 600-1000',
    ]);
  });

  it('keep the places that they have, whatever their punctuation, and new ones come behind', () => {
    const known = words(['hola', 0, 400], ['buenas', 400, 800]);
    expect(read(placeWords(['Hola,', 'buenas', 'tardes'], known, span))).toEqual([
      'Hola, 0-400',
      'buenas 400-800',
      'tardes 800-1000',
    ]);
  });

  it('take the places of those that they replace', () => {
    const known = words(['twenty', 0, 300], ['three', 300, 600], ['people', 600, 1000]);
    expect(read(placeWords(['23', 'people'], known, span))).toEqual(['23 0-600', 'people 600-1000']);
    expect(read(placeWords(['twenty-three', 'nice', 'people'], known, span))).toEqual([
      'twenty-three 0-450',
      'nice 450-600',
      'people 600-1000',
    ]);
  });

  it('make room for one that comes in between', () => {
    const known = words(['a', 0, 300], ['c', 300, 700]);
    expect(read(placeWords(['a', 'b', 'c'], known, span))).toEqual(['a 0-300', 'b 300-500', 'c 500-700']);
  });

  it('have a width even where nothing is left of the speech', () => {
    const known = words(['a', 0, 1000]);
    expect(read(placeWords(['a', 'b', 'c'], known, span))).toEqual([
      'a 0-1000',
      'b 1000-1040',
      'c 1040-1080',
    ]);
  });
});

describe('words with times that cannot be', () => {
  it('are moved into the stream, and behind each other', () => {
    const given = words(['a', -500, 200], ['b', 100, 50], ['c', 1e12, 2e12]);
    expect(read(keptWithin(given, span))).toEqual(['a 0-200', 'b 200-200', 'c 1000-1000']);
  });
});

const word = fc.constantFrom('si', 'no', 'hola', 'factura', 'euros', 'la', 'de');
const text = fc.array(word, { maxLength: 12 });

describe('placing words', () => {
  it('gives each word a place behind the one before, whatever the texts', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
        let known: readonly TimedText[] = [];
        texts.forEach((ours, index) => {
          known = placeWords(ours, known, { startMs: 0, endMs: 500 * (index + 1) });
          expect(known.map((place) => place.text)).toEqual(ours);
          known.forEach((place, at) => {
            expect(place.endMs).toBeGreaterThanOrEqual(place.startMs);
            expect(place.startMs).toBeGreaterThanOrEqual(known[at - 1]?.endMs ?? 0);
          });
        });
      }),
    );
  });

  it('ends no word before it begins, also where its vendor gave it no length when it was shown', () => {
    const transcript = createTurnTranscript();
    const span = { startMs: 0, endMs: 1_000 };
    transcript.restate('vale', span, { words: [{ text: 'vale', startMs: 740, endMs: 740 }] });
    const [settled] = transcript.settle('vale', { ...span, isBeforePause: true });
    expect(settled).toMatchObject({ words: [{ startMs: 740, endMs: 740 }] });
  });

  it('loses and repeats no word of a text that grows, however clauses are taken from it', () => {
    const policy = {
      leastWords: 1,
      leastClosingWords: 1,
      mostWords: 4,
      pauseMs: 200,
      endsAtConjunctions: false,
      patienceMs: 0,
      usualMs: 2500,
      phraseMs: 1500,
      mostMs: 2200,
      translatesAhead: false,
    };
    const growth = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 900 })), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), growth, (said, steps) => {
        const transcript = createTurnTranscript();
        const committer = createClauseCommitter();
        const committed: string[] = [];
        const take = (events: readonly RecognizerEvent[]) => {
          for (const event of events) {
            for (const commit of committer.take(event, { policy, language: 'es' }))
              committed.push(...wordsOfText(commit.text));
          }
        };
        let shown = 0;
        let endMs = 0;
        for (const [more, ms] of steps) {
          shown = Math.min(said.length, shown + more);
          endMs += ms;
          take(transcript.restate(said.slice(0, shown).join(' '), { startMs: 0, endMs }));
        }
        take(transcript.settle(said.join(' '), { startMs: 0, endMs: endMs + 500, isBeforePause: true }));
        expect(committed).toEqual(said);
      }),
    );
  });
});
