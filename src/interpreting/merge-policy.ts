import { isConjunction } from './clause-boundaries.js';
import { wordsOf } from './words.js';

/** A clause whose rendition a listener has cut by talking over it, and what was said since. */
export interface CutClause {
  /** The rendition's text. */
  readonly translation: string;
  /** BCP-47 tag of the translation. */
  readonly language: string;
  /** See `heardShareOf`. */
  readonly heardShare: number;
  /** Who said the clause; the other one cut it. */
  readonly speaker: 'client' | 'agent';
  /** Clauses that the speaker has committed since the cut. */
  readonly speakerClauses: number;
  /** What the listener has said since they cut it. */
  readonly listenerClauses: number;
  readonly listenerMs: number;
}

/** What becomes of the part that was not heard. */
export type PlanAfterCut =
  /** A rendition of its own. */
  | { readonly action: 'sayAgain'; readonly text: string }
  /** Said as the beginning of the speaker's next clause. */
  | { readonly action: 'mergeIntoNext'; readonly text: string }
  /** Not said: nothing of it is left, or the conversation has left it behind. */
  | { readonly action: 'movedOn' };

/** Up to here a listener has only broken in; beyond it they have answered, and the rest would come out of the blue. */
interface Patience {
  readonly listenerClauses: number;
  readonly listenerMs: number;
}

/**
 * By the one who said the clause. A client calls to be understood, and an agent who breaks in is to hear the rest of
 * it; a client who talks over the agent has more often heard enough.
 */
const patience: Readonly<Record<CutClause['speaker'], Patience>> = {
  client: { listenerClauses: 4, listenerMs: 12_000 },
  agent: { listenerClauses: 2, listenerMs: 6_000 },
};

/** A clause's beginning further back than this is not said again; so few words before the cut are. */
const mostWordsBack = 6;
const fewWordsBack = 2;

/**
 * Where a word lies in its sound is told by its letters, and no better than to within a third of a second: a word that
 * ends so few letters before the cut may not have been heard to its end.
 */
const doubtfulLetters = 5;

/** Letters that take as long to say as one digit ("siete", "seven"). */
const lettersPerDigit = 5;
/** Between two words, in letters; a word was heard without the gap behind it. */
const gap = 1;

/** What there is of a rendition's audio, and how much of it was heard, ms. */
export interface PlayedAudio {
  readonly heardMs: number;
  readonly audioMs: number;
  /** Whether all of its audio is there. */
  readonly isComplete: boolean;
}

/** A slow voice takes so long for a letter, ms. */
const slowLetterMs = 80;

/**
 * The share of a rendition that was heard, 0 to 1. While its audio is still being made nobody knows how long it will be:
 * then the voice is taken for a slow one, so that rather too little counts as heard than too much.
 */
export function heardShareOf({ heardMs, audioMs, isComplete }: PlayedAudio, translation: string): number {
  const letters = spokenWords(translation).reduce((sum, word) => sum + spokenLength(word), 0);
  const lengthMs = isComplete ? audioMs : Math.max(audioMs, letters * slowLetterMs);
  return lengthMs === 0 ? 0 : heardMs / lengthMs;
}

/**
 * Decides once the listener has stopped talking. What was not heard is said again unless the conversation has moved
 * on, from the beginning of the clause that the cut broke, so that it makes sense by itself: before the speaker's
 * next clause if there is one, at once otherwise.
 */
export function planAfterCut(cut: CutClause): PlanAfterCut {
  const text = unheardText(cut);
  const { listenerClauses, listenerMs } = patience[cut.speaker];
  const hasMovedOn = cut.listenerClauses > listenerClauses || cut.listenerMs > listenerMs;
  if (text === '' || hasMovedOn) return { action: 'movedOn' };
  return { action: cut.speakerClauses > 0 ? 'mergeIntoNext' : 'sayAgain', text };
}

function unheardText({ translation, language, heardShare }: CutClause): string {
  const words = spokenWords(translation);
  const lengths = words.map(spokenLength);
  const heard = heardShare * lengths.reduce((sum, length) => sum + length, 0);
  const cutWord = firstEndingBehind(heard, lengths);
  if (cutWord === words.length) return '';
  const doubtfulWord = firstEndingBehind(heard - doubtfulLetters, lengths);
  return words.slice(resumption(words, cutWord, doubtfulWord, language)).join(' ');
}

/** Index of the first word that ends behind a place, in letters; as many as there are words where none does. */
function firstEndingBehind(place: number, lengths: readonly number[]): number {
  let end = 0;
  const index = lengths.findIndex((length) => {
    end += length;
    return end - gap > place;
  });
  return index === -1 ? lengths.length : index;
}

/**
 * Where to take the text up again: at the first word that may not have been heard, or some words before it.
 *
 * @param cutWord the word in which the cut seems to lie.
 */
function resumption(
  words: readonly string[],
  cutWord: number,
  doubtfulWord: number,
  language: string,
): number {
  for (let index = doubtfulWord; index >= Math.max(0, cutWord - mostWordsBack); index -= 1) {
    if (beginsClause(words, index, language)) return index;
  }
  return Math.min(doubtfulWord, cutWord - fewWordsBack);
}

function beginsClause(words: readonly string[], index: number, language: string): boolean {
  if (index === 0 || /[.,;:?!…،؛؟]["'»”)]*$/.test(words[index - 1] ?? '')) return true;
  return isConjunction(words[index]?.toLowerCase() ?? '', language);
}

function spokenWords(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => wordsOf(word).length > 0);
}

/** In letters, with the gap behind it. */
function spokenLength(word: string): number {
  const digits = word.match(/\p{N}/gu)?.length ?? 0;
  return word.length - digits + digits * lettersPerDigit + gap;
}
