import type { RecognizedWord, RecognizerEvent } from './recognizer.js';

/** The end of a word that was final already may be heard at the beginning once more, ms. */
const remnantMs = 80;

/**
 * An event of a stream that began later, as one of the whole stream: its times are moved, and what is left of the word
 * in which it began is taken away.
 *
 * @param offsetMs - where the stream begins in the whole one.
 * @returns undefined where nothing is left to be said.
 */
export function replayedEvent(event: RecognizerEvent, offsetMs: number): RecognizerEvent | undefined {
  if (offsetMs === 0) return event;
  if (event.type === 'utterance.ended') return { ...event, endMs: event.endMs + offsetMs };
  const isRemnant = ({ endMs }: RecognizedWord) => endMs <= remnantMs;
  const words = event.words.filter((word) => !isRemnant(word));
  if (words.length === 0 && event.words.length > 0 && event.endsUtterance !== true) return undefined;
  const text = words.length === event.words.length ? event.text : words.map((word) => word.text).join(' ');
  return {
    ...event,
    text,
    words: words.map((word) => ({
      ...word,
      startMs: word.startMs + offsetMs,
      endMs: word.endMs + offsetMs,
    })),
    startMs: event.startMs + offsetMs,
    endMs: event.endMs + offsetMs,
  };
}
