import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heardShareOf, planAfterCut, type CutClause } from '../../src/interpreting/merge-policy.js';

const translation = 'La factura es de ciento ochenta euros, y vence el día cinco de marzo.';

/** The client broke into the agent's words for a moment, and nobody has said anything since. */
const plan = (cut: Partial<CutClause>) =>
  planAfterCut({
    translation,
    language: 'es',
    heardShare: 0.4,
    speaker: 'agent',
    speakerClauses: 0,
    listenerClauses: 1,
    listenerMs: 1_200,
    ...cut,
  });

const again = (cut: Partial<CutClause>) => {
  const planned = plan(cut);
  return 'text' in planned ? planned.text : planned.action;
};

test.each([
  ['all of its audio is there', { heardMs: 2_000, audioMs: 5_000, isComplete: true }, 0.4],
  [
    'half of it is there: the voice is taken for a slow one',
    { heardMs: 1_400, audioMs: 2_500, isComplete: false },
    0.25,
  ],
  ['nearly all of a slower voice is there', { heardMs: 2_000, audioMs: 8_000, isComplete: false }, 0.25],
  ['none is there', { heardMs: 0, audioMs: 0, isComplete: false }, 0],
])('how much of a rendition was heard: %s', (_, audio, share) => {
  expect(heardShareOf(audio, translation)).toBeCloseTo(share, 5);
});

describe('after a real interruption', () => {
  test('Scenario: the listener breaks in and falls silent; the rest is said, from the beginning of its clause', () => {
    expect(plan({ heardShare: 0.75 })).toEqual({
      action: 'sayAgain',
      text: 'y vence el día cinco de marzo.',
    });
  });

  test('Scenario: the speaker has gone on; the rest is said before the next clause', () => {
    expect(plan({ heardShare: 0.75, speakerClauses: 2 })).toEqual({
      action: 'mergeIntoNext',
      text: 'y vence el día cinco de marzo.',
    });
  });

  test('Scenario: the client answers at length; the conversation has moved on', () => {
    expect(plan({ listenerMs: 6_500 })).toEqual({ action: 'movedOn' });
    expect(plan({ listenerClauses: 3 })).toEqual({ action: 'movedOn' });
  });

  test('Scenario: the agent answers as long as that; the client is to be understood all the same', () => {
    const answered = { listenerMs: 6_500, listenerClauses: 3, heardShare: 0 };
    expect(plan({ ...answered, speaker: 'client' })).toEqual({ action: 'sayAgain', text: translation });
    expect(plan({ ...answered, speaker: 'client', listenerMs: 12_500 })).toEqual({ action: 'movedOn' });
  });

  test.each([
    ['nothing was heard', 0, translation],
    ['the beginning is near', 0.3, translation],
    [
      'near the end of a clause, whose last word may have been cut',
      0.56,
      'ochenta euros, y vence el día cinco de marzo.',
    ],
    ['a little behind that end, and the last word was heard', 0.64, 'y vence el día cinco de marzo.'],
    ['within the last word', 0.97, 'y vence el día cinco de marzo.'],
    ['all was heard', 1, 'movedOn'],
  ])('where it is taken up: %s', (_, heardShare, text) => {
    expect(again({ heardShare })).toBe(text);
  });

  test('far from any beginning, two words before the cut are said again', () => {
    const long = 'uno dos tres cuatro cinco seis siete ocho nueve diez once doce';
    expect(again({ translation: long, heardShare: 0.8 })).toBe('ocho nueve diez once doce');
  });

  test('a number takes as long as it sounds: no digit of it is taken for heard', () => {
    const number = '981 234 567 889 112 345 678 901 es el código';
    expect(again({ translation: number, heardShare: 0.8 })).toBe('345 678 901 es el código');
  });

  test('commas of other scripts end a clause too', () => {
    expect(
      again({ translation: 'موعدك يوم الاثنين، الساعة الثالثة بعد الظهر', language: 'ar', heardShare: 0.6 }),
    ).toBe('الساعة الثالثة بعد الظهر');
  });

  test('Scenario: the voice is slower at first than its letters say; no word of the sentence is lost', () => {
    // "primavera," ends after 52 % of the sound, and not after 50 % as by its letters.
    const slow = 'Nos mudamos en primavera, y nunca hemos recibido.';
    expect(again({ translation: slow, heardShare: 0.51 })).toBe(slow);
  });

  test('whatever was heard, it and the rest are the whole; the overlap is a clause at most', () => {
    const word = fc.constantFrom('casa', 'mil', 'euros,', 'y', 'de', 'viernes.', '2026', '—', 'ochenta', 'a');
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (tokens, share, other) => {
          const spoken = tokens.filter((token) => token !== '—');
          const restAt = (heardShare: number) => {
            const planned = plan({ translation: tokens.join('  '), heardShare });
            return 'text' in planned ? planned.text.split(' ') : [];
          };
          const rest = restAt(share);
          expect(rest).toEqual(spoken.slice(spoken.length - rest.length));

          // A word ends where its length, in letters (five to a digit, one to the gap), has been played.
          const lengths = spoken.map((token) => token.replace(/\d/g, 'xxxxx').length + 1);
          const played = share * lengths.reduce((sum, length) => sum + length, 0);
          let end = 0;
          const heard = lengths.filter((length) => (end += length) <= played + 1).length;
          expect(rest.length).toBeGreaterThanOrEqual(spoken.length - heard);
          const overlap = spoken.slice(spoken.length - rest.length, heard);
          if (heard < spoken.length) expect(overlap.length).toBeLessThanOrEqual(6);
          else expect(rest).toEqual([]);
          // Nothing but the one clause that the cut broke, and what may have been broken: the last five letters.
          end = 0;
          const sure = lengths.filter((length) => (end += length) <= played + 1 - 5).length;
          const certain = spoken.slice(spoken.length - rest.length, Math.max(0, sure - 1));
          expect(certain.filter((token) => /[,.]$/.test(token))).toEqual([]);

          const [less, more] = share < other ? [share, other] : [other, share];
          expect(restAt(less).length).toBeGreaterThanOrEqual(restAt(more).length);
        },
      ),
    );
  });
});
