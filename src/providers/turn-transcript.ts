import type { RecognizerEvent } from './recognizer.js';
import type { Turn } from './turn-taking.js';
import { placeWords, wordsOfText, type TimedText, type TimeSpan } from './word-times.js';

/** What is said of text whose vendor does not say how sure it is: enough where there is a voice, not where there is none. */
const unknownConfidence = 0.7;

/** What a vendor says of a text beyond its words. */
export interface TextDetails {
  /** BCP-47 tags, most used first. */
  readonly languages?: readonly string[];
  /** 0 to 1. */
  readonly confidence?: number;
  /** Words with their places, where the vendor knows them. */
  readonly words?: readonly TimedText[];
}

/** Makes events of the texts of one stream's turns, each of which is restated until it is settled. */
export interface TurnTranscript {
  /** The text of a turn so far. */
  restate(text: string, span: TimeSpan, details?: TextDetails): readonly RecognizerEvent[];
  /** The final text of a turn, or that there is none. */
  settle(text: string, turn: Turn, details?: TextDetails): readonly RecognizerEvent[];
}

/** Gives words a place each that they keep, whether their vendor times them or not. */
export function createTurnTranscript(): TurnTranscript {
  let shown: readonly TimedText[] = [];
  let isUtteranceOpen = false;

  function hypothesis(text: string, isFinal: boolean, span: TimeSpan, details: TextDetails) {
    const { languages = [], confidence = unknownConfidence, words = [] } = details;
    const [language] = languages;
    isUtteranceOpen = true;
    const place = spanOf(words) ?? span;
    shown = placeWords(wordsOfText(text), shown.length === 0 ? words : shown, place);
    if (isFinal) shown = lengthened(shown, place.endMs);
    return {
      type: 'hypothesis',
      isFinal,
      text: text.trim(),
      words: shown.map((word) => ({ ...word, confidence, ...(language !== undefined && { language }) })),
      confidence,
      languages,
      startMs: Math.min(span.startMs, shown[0]?.startMs ?? span.startMs),
      endMs: Math.max(span.endMs, shown.at(-1)?.endMs ?? span.endMs),
    } as const;
  }

  return {
    restate: (text, span, details = {}) =>
      text.trim() === '' ? [] : [hypothesis(text, false, span, details)],
    settle(text, turn, details = {}) {
      const wasShown = shown.length > 0;
      const endMs = details.words?.at(-1)?.endMs ?? turn.endMs;
      const events: RecognizerEvent[] = [];
      // An empty text takes back what was shown, which must not be left standing.
      if (wasShown || text.trim() !== '') {
        const final = hypothesis(text, true, turn, details);
        events.push(turn.isBeforePause ? { ...final, endsUtterance: true } : final);
      }
      if (isUtteranceOpen && turn.isBeforePause) {
        events.push({ type: 'utterance.ended', endMs });
        isUtteranceOpen = false;
      }
      shown = [];
      return events;
    },
  };
}

/**
 * The words, of which the last one goes on to where the speech ends if it was cut short when it was shown. It is not
 * moved so far that it would pass for another.
 */
function lengthened(words: readonly TimedText[], endMs: number): readonly TimedText[] {
  const last = words.at(-1);
  if (last === undefined || last.endMs >= endMs) return words;
  const mostMs = Math.max(last.endMs, 2 * last.endMs - last.startMs - 1);
  return [...words.slice(0, -1), { ...last, endMs: Math.min(endMs, mostMs) }];
}

function spanOf(words: readonly TimedText[]): TimeSpan | undefined {
  const first = words[0];
  const last = words.at(-1);
  return first === undefined || last === undefined
    ? undefined
    : { startMs: first.startMs, endMs: last.endMs };
}
