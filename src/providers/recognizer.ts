import type { Capabilities } from './capabilities.js';

/** One recognized word. Times are ms of audio since the stream's first byte. */
export interface RecognizedWord {
  /** As it is written in the sentence, with its punctuation and capitals. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** BCP-47, where the vendor says it word by word. */
  readonly language?: string;
}

/**
 * What the recognizer makes of the audio, as it goes on.
 *
 * A `hypothesis` restates its whole segment: each one replaces the one before, until a final one, which is never
 * revised and after which the next segment begins. `utterance.ended` says that the speaker has paused: all that
 * was said before it is final.
 */
export type RecognizerEvent =
  | {
      readonly type: 'hypothesis';
      readonly isFinal: boolean;
      /** Whether the speaker has paused behind it, as far as the vendor says so here: `utterance.ended` follows at once. */
      readonly endsUtterance?: boolean;
      readonly text: string;
      readonly words: readonly RecognizedWord[];
      /** 0 to 1, over the segment. */
      readonly confidence: number;
      /** BCP-47 tags heard in the segment, most used first; empty where the vendor does not say. */
      readonly languages: readonly string[];
      /** Window of audio that the segment covers, ms since the stream's first byte. */
      readonly startMs: number;
      readonly endMs: number;
    }
  | {
      readonly type: 'utterance.ended';
      /** End of the last word, ms since the stream's first byte. */
      readonly endMs: number;
    };

export interface RecognitionRequest {
  /** BCP-47 tag to listen for, or `multi`: whichever is spoken. */
  readonly language: string;
  /** BCP-47 tags that are likely, most likely first; only a hint. */
  readonly hints: readonly string[];
  /** Words to expect: names, terms. */
  readonly keyterms: readonly string[];
  /** Ends the stream at once. */
  readonly signal: AbortSignal;
  /** Is told the name of the provider whose words come, each time that it is another one. */
  readonly onProvider?: (provider: string) => void;
}

/**
 * A recognition under way. Iterating it yields events until the stream was closed; it throws a ProviderError when
 * the vendor failed. One consumer.
 */
export interface RecognizerStream extends AsyncIterable<RecognizerEvent> {
  /**
   * Takes 8 kHz mu-law as it came from the line, of any size; returns at once. What comes before the vendor's
   * socket is open is kept, up to the stream's bound, and sent then.
   */
  write(mulaw: Uint8Array): void;
  /** Asks for the final text of what was written so far, without waiting for a pause. */
  finalize(): void;
  /** Says that no more audio comes; the iteration ends after the last results. */
  end(): void;
}

/** Turns a line's audio into text while it is spoken. */
export interface Recognizer {
  /** Name of the provider, as in the configuration and the log. */
  readonly provider: string;
  readonly capabilities: Capabilities;
  open(request: RecognitionRequest): RecognizerStream;
}
