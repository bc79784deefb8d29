import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMixer } from '../../src/media/mixer.js';
import { frameBytes, linearToMulaw } from '../../src/media/mulaw.js';
import { findTagWords, readTag, tagFrame, tagWord, turnNumbers } from '../../bench/load/turn-tag.js';
import { numberOfTurn, turnOfNumber } from '../../bench/load/vendor-messages.js';

const numbers = fc.integer({ min: 0, max: turnNumbers - 1 });

describe('the number of a turn under load', () => {
  test('a frame says every number, and only in a tag of its kind', () => {
    const kinds = ['quiet', 'again', 'loud'] as const;
    fc.assert(
      fc.property(numbers, (number) => {
        for (const kind of kinds) {
          const read = kinds.map((other) => readTag(tagFrame(number, kind), other));
          expect(read).toEqual(kinds.map((other) => (other === kind ? number : undefined)));
        }
      }),
    );
  });

  test('a text names every number, whatever stands around it', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(findTagWords(`${tagWord(number)}, could you help me?`)).toEqual([number]);
        expect(findTagWords(`Gracias, ${tagWord(number)}.`)).toEqual([number]);
      }),
    );
  });

  test('clauses that were joined name the turns of both', () => {
    expect(findTagWords(`${tagWord(7)}, good morning. ${tagWord(90)}, thank you.`)).toEqual([7, 90]);
  });

  test('neither noise nor a text without a name has a number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: frameBytes, maxLength: frameBytes }), (noise) => {
        expect(readTag(noise, 'loud')).toBeUndefined();
        expect(readTag(noise, 'quiet')).toBeUndefined();
        expect(readTag(noise, 'again')).toBeUndefined();
      }),
    );
    expect(findTagWords('Why did nobody call me back?')).toEqual([]);
  });

  test('Scenario: a rendition begins while the other voice is loud', () => {
    const mixer = createMixer({ duckedDb: -18, betweenDb: 0 });
    const voice = Uint8Array.from(
      { length: frameBytes },
      (_, index) => linearToMulaw[((index % 8 < 4 ? 16_000 : -16_000) >> 2) & 0x3fff] ?? 0,
    );
    const heard = new Uint8Array(frameBytes);
    mixer.mix(voice, tagFrame(123_456, 'loud'), heard);
    expect(readTag(heard, 'loud')).toBe(123_456);
  });

  test('a number says who talks, and which line', () => {
    const lines = { client: Array(10), agent: Array(7) };
    expect(turnOfNumber(numberOfTurn(41, 'client', 3, 10), lines)).toEqual({ party: 'client', line: 3 });
    expect(turnOfNumber(numberOfTurn(5, 'agent', 6, 7), lines)).toEqual({ party: 'agent', line: 6 });
  });
});
