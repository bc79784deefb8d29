import { ProviderError } from './provider-error.js';
import type { Synthesizer } from './synthesizer.js';
import type { Translator } from './translator.js';

/** How long a translation may take, ms. */
export interface TranslationDeadlines {
  /** From the request to the first piece. */
  readonly firstPieceMs: number;
  /** From being asked for a piece to its coming. */
  readonly betweenPiecesMs: number;
  /** From the request to the end. */
  readonly wholeMs: number;
}

/**
 * Characters of a translation that are waited for, more than any language needs for a text: a translator that repeats
 * itself ends here, before its words are compared with the source's.
 */
const mostTranslated = (text: string) => 300 + 8 * text.length;

/** Fails a translation that stalls or takes too long, as timed out, and one that is far longer than its source. */
export function withTranslationDeadline(translator: Translator, deadlines: TranslationDeadlines): Translator {
  const { firstPieceMs, betweenPiecesMs, wholeMs } = deadlines;
  return {
    ...translator,
    async *translate(request) {
      const deadline = performance.now() + wholeMs;
      let length = 0;
      let hasBegun = false;
      const pieces = withDeadlines({
        start: (signal) => translator.translate({ ...request, signal }),
        signal: request.signal,
        remainingMs: () => Math.min(deadline - performance.now(), hasBegun ? betweenPiecesMs : firstPieceMs),
        late: () => new ProviderError(translator.provider, 'timedOut', 'did not translate in time'),
      });
      for await (const piece of pieces) {
        hasBegun = true;
        length += piece.length;
        if (length > mostTranslated(request.text)) {
          throw new ProviderError(translator.provider, 'invalidResponse', 'wrote far more than it was given');
        }
        yield piece;
      }
    },
  };
}

/** How long a synthesis may take to say something, and how much it may say. */
export interface SynthesisDeadlines {
  /** From the request to the first piece of audio, ms. */
  readonly firstByteMs: number;
  /** From being asked for a piece to its coming, ms: the time that the listener takes is not the vendor's. */
  readonly betweenBytesMs: number;
  /** Audio of one rendition, bytes. A stream that goes on beyond fails as an invalid response. */
  readonly maxBytes: number;
}

/** Fails a synthesis that stalls, as timed out, and one that does not end. */
export function withSynthesisDeadline(synthesizer: Synthesizer, deadlines: SynthesisDeadlines): Synthesizer {
  const { provider } = synthesizer;
  const { firstByteMs, betweenBytesMs, maxBytes } = deadlines;
  return {
    ...synthesizer,
    async *synthesize(request) {
      let bytes = 0;
      const remainingMs = () => (bytes === 0 ? firstByteMs : betweenBytesMs);
      const pieces = withDeadlines({
        start: (signal) => synthesizer.synthesize({ ...request, signal }),
        signal: request.signal,
        remainingMs,
        late: () => new ProviderError(provider, 'timedOut', `sent no audio for ${remainingMs()} ms`),
      });
      for await (const piece of pieces) {
        bytes += piece.length;
        if (bytes > maxBytes)
          throw new ProviderError(provider, 'invalidResponse', `sent over ${maxBytes} bytes`);
        yield piece;
      }
    },
  };
}

interface DeadlinedWork<Piece> {
  /** Asks the vendor; the signal says that the answer is not waited for any more. */
  readonly start: (signal: AbortSignal) => AsyncIterable<Piece>;
  /** The caller's own. */
  readonly signal: AbortSignal;
  /** How long the next piece may take from now. */
  readonly remainingMs: () => number;
  readonly late: () => ProviderError;
}

/** Passes pieces on, each within its time. However it ends, the vendor's request ends with it. */
async function* withDeadlines<Piece>(work: DeadlinedWork<Piece>): AsyncGenerator<Piece> {
  const lateness = new AbortController();
  const signal = AbortSignal.any([work.signal, lateness.signal]);
  const pieces = work.start(signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(work.late());
          lateness.abort();
        }, work.remainingMs());
      });
      const next = await Promise.race([pieces.next(), deadline]).finally(() => clearTimeout(timer));
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // A late provider is still in its next step, behind which its return would wait; the abort ends that step.
    if (!lateness.signal.aborted) await pieces.return?.();
  }
}
