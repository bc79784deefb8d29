import { primaryLanguage } from '../providers/capabilities.js';
import { wordsOf } from './words.js';

/** Knows the words that a leg was played, so that they are not interpreted when the line returns them. */
export interface EchoText {
  /**
   * A text begins to be heard on the leg: a rendition, an announcement, the other party's own voice.
   *
   * @param language - BCP-47 tag of the text.
   */
  played(text: string, language: string, atMs: number): void;
  /** The leg's play-out is silent from here on: all of what was played is over, or was cut. */
  fellSilent(atMs: number): void;
  /**
   * Whether a clause that was recognized on the leg is what the leg was just played.
   *
   * @param atMs - when the clause's first word was spoken, on the clock of `played`.
   */
  isEcho(text: string, language: string, atMs: number): boolean;
}

interface Played {
  readonly text: string;
  readonly language: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What was played is remembered so long if nobody says when it was over, and longer if it takes longer to say. */
const memoryMs = 10_000;
/** A slow voice. */
const msPerCharacter = 100;
/**
 * An echo is at most 600 ms late and as long as its original: one of four words or more has begun before the
 * original is over. This is for the imprecision of a recognizer's times.
 */
const toleranceMs = 200;
/** Renditions that one clause can be the echo of, with many to spare. */
const mostPlayed = 16;
/** So much of a clause, and five times as much of what was played, is compared: the time that it takes is bounded. */
const mostCharacters = 300;

/**
 * How much of a clause must be in what was played, 1 being all of it, letter by letter and in order. Sentences of one
 * language that have nothing to do with each other come to 0.6 at most, as a rule. The few words of an answer may
 * well be those of the question; a long clause may be misread here and there and is still known.
 */
const evidence: readonly { readonly leastWords: number; readonly similarity: number }[] = [
  { leastWords: 8, similarity: 0.7 },
  { leastWords: 4, similarity: 0.85 },
];

/** Words of close languages resemble each other, and recognizers take one for the other. */
const similarityAcrossLanguages = 0.85;

/** The memory of one leg. */
export function createEchoText(): EchoText {
  let memory: readonly Played[] = [];

  return {
    played(text, language, atMs) {
      const comparable = wordsOf(text).join(' ');
      const endMs = atMs + Math.max(memoryMs, comparable.length * msPerCharacter);
      const entry = { text: comparable, language: primaryLanguage(language), startMs: atMs, endMs };
      memory = [...memory, entry].slice(-mostPlayed);
    },
    fellSilent(atMs) {
      memory = memory.map((entry) => ({ ...entry, endMs: Math.min(entry.endMs, atMs) }));
    },
    isEcho(text, language, atMs) {
      const words = wordsOf(text);
      const required = evidence.find(({ leastWords }) => words.length >= leastWords)?.similarity;
      if (required === undefined) return false;
      const clause = words.join(' ').slice(0, mostCharacters);
      // An echo that begins in one rendition may end in the next.
      const audible = memory.filter(({ endMs }) => atMs <= endMs + toleranceMs);
      if (!audible.some(({ startMs }) => startMs - toleranceMs <= atMs)) return false;
      const isIn = (entries: readonly Played[], similarity: number) =>
        similarityWithin(clause, joined(entries)) >= similarity;
      const isSame = (entry: Played) => entry.language === primaryLanguage(language);
      const same = audible.filter(isSame);
      const other = audible.filter((entry) => !isSame(entry));
      return isIn(same, required) || isIn(other, Math.max(required, similarityAcrossLanguages));
    },
  };
}

function joined(entries: readonly Played[]): string {
  return entries
    .map((entry) => entry.text)
    .join(' ')
    .slice(-5 * mostCharacters);
}

/**
 * How alike a text is to the stretch of a longer one that it is most alike to: 1 less the edits from one to the
 * other for each character (approximate matching: Sellers, "The theory and computation of evolutionary
 * distances", 1980).
 */
function similarityWithin(text: string, longer: string): number {
  // A stretch may begin anywhere for nothing, so that the first row is 0, and end anywhere.
  const row = new Uint16Array(longer.length + 1);
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charCodeAt(index);
    let diagonal = index;
    let left = index + 1;
    row[0] = left;
    for (let column = 1; column <= longer.length; column += 1) {
      const above = row[column] ?? 0;
      const substituted = letter === longer.charCodeAt(column - 1) ? diagonal : diagonal + 1;
      left = Math.min(substituted, above + 1, left + 1);
      row[column] = left;
      diagonal = above;
    }
  }
  return 1 - row.reduce((least, edits) => Math.min(least, edits)) / text.length;
}
