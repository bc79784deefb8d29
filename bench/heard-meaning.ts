import type { Clip } from '../sandbox/script.js';
import { positionsOf } from '../sandbox/vendors/word-runs.js';
import { wordsOf } from '../sandbox/words.js';
import type { HeardPiece } from './heard-pieces.js';
import { soundEndMs } from './word-sound.js';

/** A piece of a rendition goes on with the one before if it begins within so much of its end, ms. */
const sameSoundMs = 300;
/** The end of a piece is found to within so much, ms. */
const endMarginMs = 250;

/**
 * What is wrong with the way a text was heard. Each word must have been heard whole, once, in order.
 *
 * @param mostWordsAgain so many words before a cut may be said again behind it, so that what follows makes sense.
 */
export function meaningProblems(
  text: string,
  pieces: readonly HeardPiece[],
  mostWordsAgain = 0,
): readonly string[] {
  const words = wordsOf(text);
  const problems: string[] = [];
  let heard = 0;
  let isAfterCut = false;
  for (const sound of soundsOf(pieces)) {
    const run = wordsOf(sound.clip.text);
    const start = nearestTo(heard, positionsOf(run, words));
    if (start === undefined) continue;
    const before = wordsUntil(sound.clip, sound.fromMs);
    const first = start + before;
    const again = heard - first;
    if (again < 0) problems.push(`${-again} words were not heard`);
    if (again > 0 && !(isAfterCut && again <= mostWordsAgain))
      problems.push(`${again} words were heard twice`);
    const until = wordsUntil(sound.clip, sound.toMs + endMarginMs) === run.length;
    const whole = until ? run.length : wordsUntil(sound.clip, sound.toMs);
    isAfterCut = !until;
    heard = start + whole;
  }
  if (heard < words.length) problems.push(`the last ${words.length - heard} words were not heard`);
  return problems;
}

/** Pieces that go on with one another are one sound. */
export function soundsOf(pieces: readonly HeardPiece[]): readonly HeardPiece[] {
  const sounds: HeardPiece[] = [];
  for (const piece of pieces) {
    const last = sounds.at(-1);
    if (last === undefined || !isSameSound(last, piece)) sounds.push(piece);
    else sounds[sounds.length - 1] = { ...last, toMs: piece.toMs, endAt: piece.endAt };
  }
  return sounds;
}

/** Whether a piece goes on where the one before stopped. A short sound that is said twice ends twice in one place. */
export function isSameSound(before: HeardPiece, after: HeardPiece): boolean {
  return (
    before.clip.id === after.clip.id &&
    after.toMs > before.toMs &&
    Math.abs(after.fromMs - before.toMs) <= sameSoundMs
  );
}

function nearestTo(position: number, positions: readonly number[]): number | undefined {
  return positions.toSorted((left, right) => Math.abs(left - position) - Math.abs(right - position))[0];
}

/** How many words of a sound are over at a time of it. */
function wordsUntil(clip: Clip, ms: number): number {
  return clip.words
    .filter((word) => soundEndMs(clip, word) <= ms)
    .reduce((count, { text }) => count + wordsOf(text).length, 0);
}
