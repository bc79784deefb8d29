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
  /** What the leg is played was held back for so long: all that followed was heard later. */
  paused(fromMs: number, untilMs: number): void;
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
  /** No later than this. */
  readonly endMs: number;
  /** For so long it was held back. */
  readonly pausedMs: number;
}

/** What was played is remembered so long if nobody says when it was over, and longer if it takes longer to say. */
const memoryMs = 10_000;
/** The slowest voice, with its pauses a slow one, and a fast one. */
const msPerCharacter = 100;
const slowMsPerCharacter = 90;
const fastMsPerCharacter = 45;
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

/**
 * Two or three words are an echo only if they are the very words that were played, and come when those may come back: at
 * most 600 ms after they were heard, in a voice that is fast or slow, where both moments are estimates. All of them are back
 * 600 ms after the end of what was played. Who repeats what they have heard begins later.
 */
const leastShortWords = 2;
const shortEcho = { earliestMs: -300, latestMs: 900, mostDelayMs: 600 } as const;

/** Words of close languages resemble each other, and recognizers take one for the other. */
const similarityAcrossLanguages = 0.85;

/** The memory of one leg. */
export function createEchoText(): EchoText {
  let memory: readonly Played[] = [];

  /** Whether these very words come back at this moment. */
  function isBack(words: string, language: string, atMs: number): boolean {
    return memory.some((entry, index) => {
      if (entry.language !== primaryLanguage(language)) return false;
      const endMs = Math.min(entry.endMs, memory[index + 1]?.startMs ?? Infinity);
      const backMs = endMs + shortEcho.mostDelayMs + toleranceMs;
      if (atMs + words.length * fastMsPerCharacter > backMs) return false;
      const sinceMs = atMs - entry.startMs;
      return placesOf(words, entry.text).some(
        (place) =>
          sinceMs >= place * fastMsPerCharacter + shortEcho.earliestMs &&
          sinceMs <= place * slowMsPerCharacter + entry.pausedMs + shortEcho.latestMs,
      );
    });
  }

  return {
    played(text, language, atMs) {
      const comparable = wordsOf(text).join(' ');
      const endMs = atMs + Math.max(memoryMs, comparable.length * msPerCharacter);
      const entry = {
        text: comparable,
        language: primaryLanguage(language),
        startMs: atMs,
        endMs,
        pausedMs: 0,
      };
      memory = [...memory, entry].slice(-mostPlayed);
    },
    paused(fromMs, untilMs) {
      const lastedMs = untilMs - fromMs;
      memory = memory.map((entry) => {
        // What was over or cut by then did not go on.
        if (fromMs < entry.startMs || untilMs > entry.endMs) return entry;
        return { ...entry, endMs: entry.endMs + lastedMs, pausedMs: entry.pausedMs + lastedMs };
      });
    },
    fellSilent(atMs) {
      memory = memory.map((entry) => ({ ...entry, endMs: Math.min(entry.endMs, atMs) }));
    },
    isEcho(text, language, atMs) {
      const words = wordsOf(text);
      const required = evidence.find(({ leastWords }) => words.length >= leastWords)?.similarity;
      if (required === undefined)
        return words.length >= leastShortWords && isBack(words.join(' '), language, atMs);
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

/** Where whole words begin in a text, both in plain words with single spaces. */
function placesOf(words: string, text: string): readonly number[] {
  const places: number[] = [];
  const spaced = ` ${text} `;
  for (let at = spaced.indexOf(` ${words} `); at >= 0; at = spaced.indexOf(` ${words} `, at + 1))
    places.push(at);
  return places;
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
