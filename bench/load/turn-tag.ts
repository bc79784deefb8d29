import { frameBytes, mulawSilence } from '../../src/media/mulaw.js';

/**
 * The number of a turn, as it travels through the service: in the sound of the speaker, where the stand-in recognizer
 * reads it; in the text, where the translator and the synthesizer do; and in the sound of the rendition, where the
 * listener's telephone does. So a rendition is known to be of one turn, and to be heard by whom it is for.
 */

/** How many numbers there are. */
export const turnNumbers = 2 ** 24;

/**
 * Two mu-law bytes of opposite sign, and what a tag begins with: 16 bits that no voice has by chance. `quiet`: far below
 * speech, as it stands before a turn on a line that nothing else sounds on. `again`: the same within the turn, for one whose
 * beginning did not come through. `loud`: so loud that a voice mixed in does not change a sign.
 */
const kinds = {
  quiet: { signs: [0x7e, 0xfe], beginning: 0xa5c3 },
  again: { signs: [0x7e, 0xfe], beginning: 0xb8d2 },
  loud: { signs: [0x00, 0x80], beginning: 0xa5c3 },
} as const;
export type TagKind = keyof typeof kinds;

const positive = 0x80;
const bitBytes = 2;
const numberBits = 24;

/** Length of a tag, within a frame. */
export const tagBytes = (16 + 2 * numberBits) * bitBytes;

/** Bits of a tag: its beginning, the number, and the number with every bit inverted. */
function bitsOf(number: number, beginning: number): boolean[] {
  const bits = (value: number, count: number) =>
    Array.from({ length: count }, (_, index) => ((value >> (count - 1 - index)) & 1) === 1);
  return [...bits(beginning, 16), ...bits(number, numberBits), ...bits(~number, numberBits)];
}

/** A frame of 8 kHz mu-law that says the number. */
export function tagFrame(number: number, kind: TagKind): Uint8Array {
  const { signs, beginning } = kinds[kind];
  const frame = new Uint8Array(frameBytes).fill(mulawSilence);
  bitsOf(number, beginning).forEach((bit, index) => {
    frame.fill(signs[bit ? 1 : 0], index * bitBytes, (index + 1) * bitBytes);
  });
  return frame;
}

/** Magnitude bits of a mu-law byte from which it is part of a loud tag: nothing that is quiet comes near. */
const loudCode = 0x50;

/** Whether a tag of that kind may begin here: cheap, for every frame there is. Needs 32 bytes. */
export function mayBeTag(mulaw: Uint8Array, kind: TagKind): boolean {
  const isLoud = (~(mulaw[0] ?? 0) & 0x7f) >= loudCode;
  if (isLoud !== (kind === 'loud')) return false;
  const { beginning } = kinds[kind];
  for (let bit = 0; bit < 16; bit += 1) {
    const isSet = ((mulaw[bit * bitBytes] ?? 0) & positive) !== 0;
    if (isSet !== (((beginning >> (15 - bit)) & 1) === 1)) return false;
  }
  return mulaw.length >= 16 * bitBytes;
}

/**
 * The number that a frame says in a tag of that kind; undefined where it says none. A speaker's own voice may come
 * through to the listener, with its quiet tag.
 */
export function readTag(mulaw: Uint8Array, kind: TagKind): number | undefined {
  if (mulaw.length < tagBytes || !mayBeTag(mulaw, kind)) return undefined;
  const read = (firstBit: number) => {
    let value = 0;
    for (let bit = firstBit; bit < firstBit + numberBits; bit += 1) {
      value = value * 2 + (((mulaw[bit * bitBytes] ?? 0) & positive) === 0 ? 0 : 1);
    }
    return value;
  };
  const number = read(16);
  return read(16 + numberBits) === turnNumbers - 1 - number ? number : undefined;
}

const consonants = 'bcdfghklmnprstvz';
const vowels = 'aeio';
const syllables = consonants.length * vowels.length;
const wordSyllables = 4;
const tagWordPattern = /\bWy((?:[bcdfghklmnprstvz][aeio]){4})\b/gi;

/** A name that stands for the number in a text, such as `Wybabacado`. */
export function tagWord(number: number): string {
  let word = '';
  for (let rest = number, count = 0; count < wordSyllables; count += 1) {
    const syllable = rest % syllables;
    rest = Math.floor(rest / syllables);
    word = `${consonants[Math.floor(syllable / vowels.length)] ?? ''}${vowels[syllable % vowels.length] ?? ''}${word}`;
  }
  return `Wy${word}`;
}

/** The numbers that a text names, in order: clauses that were joined name several. */
export function findTagWords(text: string): readonly number[] {
  return [...text.matchAll(tagWordPattern)].map(([, letters = '']) => numberOf(letters.toLowerCase()));
}

function numberOf(letters: string): number {
  let number = 0;
  for (let index = 0; index < letters.length; index += 2) {
    const syllable =
      consonants.indexOf(letters.charAt(index)) * vowels.length + vowels.indexOf(letters.charAt(index + 1));
    number = number * syllables + syllable;
  }
  return number;
}
