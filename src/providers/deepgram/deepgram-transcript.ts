import { z } from 'zod';
import { ProviderError } from '../provider-error.js';
import type { RecognizedWord, RecognizerEvent } from '../recognizer.js';
import { confidence, isTag, mostTurnWords, seconds, tagsAmong, turnText } from '../vendor-values.js';

const wordSchema = z.object({
  word: z.string(),
  punctuated_word: z.string().nullish(),
  start: seconds,
  end: seconds,
  confidence,
  language: z.string().nullish(),
});

const resultsSchema = z.object({
  start: seconds,
  duration: seconds,
  is_final: z.boolean().nullish(),
  speech_final: z.boolean().nullish(),
  channel: z.object({
    alternatives: z.array(
      z.object({
        transcript: turnText,
        confidence,
        languages: z.array(z.string()).nullish(),
        words: z.array(wordSchema).max(mostTurnWords),
      }),
    ),
  }),
});

const utteranceEndSchema = z.object({
  /** -1 when no word came since the last one. */
  last_word_end: seconds,
});

// The SDK passes a binary message on as a Blob, which has a type of its own: an empty one.
const messageSchema = z.object({ type: z.string().min(1) });

type Results = z.infer<typeof resultsSchema>;

/** An utterance that has begun and of whose end nothing was said yet. Times are ms on the vendor's clock. */
interface OpenUtterance {
  readonly lastWordStartMs: number;
  readonly lastWordEndMs: number;
  /** Whether the segment heard last is final. */
  readonly isFinal: boolean;
  /** Whether the vendor said that it is over while its last segment was still open. */
  readonly isOver: boolean;
}

/** Reads one live stream's messages, in the order in which they come. */
export interface DeepgramTranscript {
  /**
   * The events that a message amounts to.
   *
   * @param message - parsed JSON, or what came in its place.
   * @param offsetMs - audio that was written to the stream but never sent to the vendor: its clock begins later.
   * @throws ZodError for what is no message of the protocol, ProviderError for an error that the vendor reports.
   */
  read(message: unknown, offsetMs: number): readonly RecognizerEvent[];
  /** The events of the stream's proper end: an utterance that is still open is over. */
  end(offsetMs: number): readonly RecognizerEvent[];
}

/**
 * Makes events out of `/v1/listen` messages. An utterance ends with the first of `speech_final` and `UtteranceEnd`;
 * the other, and an `UtteranceEnd` that comes late and describes an earlier utterance, say nothing.
 */
export function createDeepgramTranscript(provider: string): DeepgramTranscript {
  let utterance: OpenUtterance | undefined;

  const endUtterance = (offsetMs: number): readonly RecognizerEvent[] => {
    if (utterance === undefined) return [];
    const endMs = utterance.lastWordEndMs + offsetMs;
    utterance = undefined;
    return [{ type: 'utterance.ended', endMs }];
  };

  const readResults = (results: Results, offsetMs: number): readonly RecognizerEvent[] => {
    const isFinal = results.is_final === true;
    const hypothesis = hypothesisOf(results, offsetMs);
    if (hypothesis === undefined) {
      if (utterance !== undefined && isFinal) utterance = { ...utterance, isFinal };
    } else {
      const last = hypothesis.words.at(-1) ?? hypothesis;
      const lastWordStartMs = last.startMs - offsetMs;
      utterance = {
        lastWordStartMs,
        lastWordEndMs: last.endMs - offsetMs,
        isFinal,
        isOver: utterance?.isOver === true && lastWordStartMs < utterance.lastWordEndMs,
      };
    }
    const isOver = results.speech_final === true || utterance?.isOver === true;
    return [
      ...(hypothesis === undefined
        ? []
        : [{ ...hypothesis, ...(isFinal && isOver && { endsUtterance: true }) }]),
      ...(isFinal && isOver ? endUtterance(offsetMs) : []),
    ];
  };

  const readUtteranceEnd = (lastWordEndMs: number, offsetMs: number): readonly RecognizerEvent[] => {
    if (utterance === undefined || lastWordEndMs <= utterance.lastWordStartMs) return [];
    if (utterance.isFinal) return endUtterance(offsetMs);
    utterance = { ...utterance, isOver: true };
    return [];
  };

  return {
    read(message, offsetMs) {
      switch (messageSchema.parse(message).type) {
        case 'Results':
          return readResults(resultsSchema.parse(message), offsetMs);
        case 'UtteranceEnd':
          return readUtteranceEnd(milliseconds(utteranceEndSchema.parse(message).last_word_end), offsetMs);
        case 'Error':
          throw new ProviderError(provider, 'unavailable', 'reported an error');
        default:
          return [];
      }
    },
    end: endUtterance,
  };
}

/** What a segment says; undefined where it says nothing, which comes about once a second of silence. */
function hypothesisOf(results: Results, offsetMs: number) {
  const alternative = results.channel.alternatives[0];
  if (alternative === undefined || alternative.transcript.trim() === '') return undefined;
  const words = alternative.words.map((word): RecognizedWord => ({
    text: word.punctuated_word ?? word.word,
    startMs: milliseconds(word.start) + offsetMs,
    endMs: milliseconds(Math.max(word.start, word.end)) + offsetMs,
    confidence: word.confidence,
    ...(typeof word.language === 'string' && isTag(word.language) ? { language: word.language } : {}),
  }));
  return {
    type: 'hypothesis',
    isFinal: results.is_final === true,
    text: alternative.transcript,
    words,
    confidence: alternative.confidence,
    languages: tagsAmong(alternative.languages ?? languagesOf(words)),
    startMs: milliseconds(results.start) + offsetMs,
    endMs: milliseconds(results.start + Math.max(0, results.duration)) + offsetMs,
  } as const;
}

/** The words' languages, most used first. */
function languagesOf(words: readonly RecognizedWord[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const { language } of words) {
    if (language !== undefined) uses.set(language, (uses.get(language) ?? 0) + 1);
  }
  return [...uses].sort(([, one], [, other]) => other - one).map(([language]) => language);
}

/** Seconds, which come as rounded 32-bit floats, as ms. */
function milliseconds(moment: number): number {
  return Math.round(moment * 1000);
}
