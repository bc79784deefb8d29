import type { Logger } from 'pino';
import { sampleRateHz } from '../media/mulaw.js';
import type { Metrics } from '../observability/metrics.js';
import { createAudioTape } from '../media/audio-tape.js';
import { byHealth, type Attempt, type Candidate } from './candidate.js';
import { createEventQueue } from './event-queue.js';
import { ProviderError } from './provider-error.js';
import type { RecognitionRequest, Recognizer, RecognizerEvent, RecognizerStream } from './recognizer.js';
import { createSilenceWatch } from './silence-watch.js';
import { replayedEvent } from './replayed-event.js';

const stage = 'recognition';
const bytesPerMs = sampleRateHz / 1000;

/** Audio that can be heard again, ms: more than any vendor takes to make words final. */
const keptMs = 15_000;
/** Audio is heard again in pieces of so many bytes: 100 ms. */
const pieceBytes = 100 * bytesPerMs;
const maxWaitingEvents = 1000;
/** A second recognizer that has found no words in the same audio by then shows that there were none, ms. */
const secondOpinionMs = 4000;
/** Streams that may be opened in place of others in a minute. */
const mostReplacements = 8;
const minuteMs = 60_000;

export interface RecoveringStreamOptions {
  /** Name for errors that are no single provider's. */
  readonly provider: string;
  /** Those who can take the language down, in the configured order. */
  readonly route: readonly Candidate<Recognizer>[];
  readonly request: RecognitionRequest;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** One vendor's stream within the consumer's. */
interface Session {
  readonly candidate: Candidate<Recognizer>;
  readonly attempt: Attempt;
  readonly stream: RecognizerStream;
  /** Where it begins in the consumer's stream, ms. */
  readonly offsetMs: number;
  readonly abort: AbortController;
  isOver: boolean;
}

/**
 * Opens a stream that outlives its vendors. What was written since the last final word is kept; when a vendor's stream
 * fails, the next vendor of the route hears that again, and goes on. When a vendor says nothing about what sounds like
 * speech, a second one is asked to listen too: who finds words first has the stream, so that music, about which there
 * is nothing to say, replaces nobody. It fails as the last of the vendors did when all of them have in a row.
 */
export function openRecoveringStream(options: RecoveringStreamOptions): RecognizerStream {
  const { provider, route, request, metrics, log } = options;
  const events = createEventQueue<RecognizerEvent>({ capacity: maxWaitingEvents, onDone: close });
  const tape = createAudioTape(keptMs);
  let writtenBytes = 0;
  /** What was said before is final: position in the consumer's stream, ms. */
  let confirmedMs = 0;
  let active: Session | undefined;
  let second: Session | undefined;
  let secondTimer: NodeJS.Timeout | undefined;
  let watch = createSilenceWatch({ isStreaming: true });
  /** Whether words were made final of whose utterance's end nothing was said, whoever goes on. */
  let hasOpenUtterance = false;
  let replacedAt: readonly number[] = [];
  /** Since the last event. */
  let failuresInARow = 0;
  /** Providers that will not take this stream however often they are asked. */
  const refused = new Set<string>();
  let isFinalizing = false;
  let isEnding = false;
  let isClosed = false;

  /** The next of the route behind one, or whoever is free; undefined where nobody is. */
  function openBehind(previous: Candidate<Recognizer> | undefined): Session | undefined {
    const start = previous === undefined ? 0 : route.indexOf(previous) + 1;
    const inTurn = [...route.slice(start), ...route.slice(0, start)];
    for (const candidate of byHealth(inTurn)) {
      const release = refused.has(candidate.name) ? undefined : candidate.limit.take();
      if (release !== undefined) return openSession(candidate, release);
    }
    return undefined;
  }

  function openSession(candidate: Candidate<Recognizer>, release: () => void): Session {
    const heardMs = writtenBytes / bytesPerMs;
    const offsetMs = Math.max(confirmedMs, heardMs - keptMs, 0);
    const abort = new AbortController();
    const signal = AbortSignal.any([request.signal, abort.signal]);
    const stream = candidate.provider.open({ ...request, signal });
    const session = {
      candidate,
      attempt: candidate.begin(release),
      stream,
      offsetMs,
      abort,
      isOver: false,
    };
    const unconfirmed = tape.cut({ startMs: offsetMs, endMs: heardMs });
    for (let at = 0; at < unconfirmed.length; at += pieceBytes) {
      stream.write(unconfirmed.subarray(at, at + pieceBytes));
    }
    if (isFinalizing) stream.finalize();
    if (isEnding) stream.end();
    void follow(session);
    return session;
  }

  async function follow(session: Session) {
    const name = session.candidate.name;
    try {
      for await (const event of session.stream) {
        if (session.isOver || isClosed) return;
        hear(session, event);
      }
      if (session.isOver || isClosed) return;
      if (isEnding && session === active) finish();
      else lose(session, new ProviderError(name, 'unavailable', 'ended the stream by itself'));
    } catch (error) {
      if (!session.isOver && !isClosed) lose(session, error);
    }
  }

  function hear(session: Session, event: RecognizerEvent) {
    const hasWords = event.type === 'hypothesis' && event.words.length > 0;
    if (session === second) {
      if (!hasWords) return;
      takeOver(session);
    } else if (second !== undefined && hasWords) {
      // The first one was only slow.
      dismissSecond();
    }
    session.attempt.succeeded();
    failuresInARow = 0;
    deliver(session, event);
  }

  function deliver({ offsetMs }: Session, given: RecognizerEvent) {
    const event = replayedEvent(given, offsetMs);
    if (event === undefined) return;
    const hasWords = event.type === 'hypothesis' && event.words.length > 0;
    const isFinal = event.type === 'utterance.ended' || event.isFinal;
    if (event.type === 'utterance.ended' || event.endsUtterance === true) hasOpenUtterance = false;
    else if (isFinal && hasWords) hasOpenUtterance = true;
    watch.answered({ hasOpenWords: hasWords && !isFinal, hasOpenUtterance });
    if (isFinal) {
      isFinalizing = false;
      const endMs = event.type === 'hypothesis' ? (event.words.at(-1)?.endMs ?? event.endMs) : event.endMs;
      confirmedMs = Math.max(confirmedMs, endMs);
    }
    push(event);
  }

  function push(event: RecognizerEvent) {
    if (!events.push(event)) fail(new ProviderError(provider, 'unavailable', 'said more than was read'));
  }

  function lose(session: Session, error: unknown) {
    session.attempt.failed(error);
    stop(session);
    const { name } = session.candidate;
    if (error instanceof ProviderError && !error.isRetryable) refused.add(name);
    log.warn({ stage, provider: name, err: error }, 'provider failed');
    if (session === second) {
      clearTimeout(secondTimer);
      second = undefined;
      return;
    }
    failuresInARow += 1;
    if (second !== undefined) {
      clearTimeout(secondTimer);
      begin(second);
      second = undefined;
    } else if (failuresInARow > route.length || !mayReplace()) {
      fail(error);
    } else {
      const next = openBehind(session.candidate);
      if (next === undefined) fail(error);
      else begin(next);
    }
    if (active !== undefined && active.candidate !== session.candidate) noteFailover(active);
  }

  /** The second one found words where the first had found none. */
  function takeOver(session: Session) {
    clearTimeout(secondTimer);
    second = undefined;
    const stalled = active;
    begin(session);
    noteFailover(session);
    if (stalled === undefined) return;
    const { name } = stalled.candidate;
    const error = new ProviderError(name, 'timedOut', 'heard no words where another recognizer did');
    stalled.attempt.failed(error);
    log.warn({ stage, provider: name, err: error }, 'provider failed');
    stop(stalled);
  }

  function begin(session: Session) {
    active = session;
    request.onProvider?.(session.candidate.name);
    watch = createSilenceWatch(session.candidate.provider.capabilities);
    watch.answered({ hasOpenWords: false, hasOpenUtterance });
  }

  /** Nobody told that the utterance was over: who made its words final has stalled, or another one goes on behind it. */
  function endUtterance() {
    hasOpenUtterance = false;
    watch.answered({ hasOpenWords: false, hasOpenUtterance });
    push({ type: 'utterance.ended', endMs: confirmedMs });
  }

  function noteFailover({ candidate }: Session) {
    metrics.providerFailovers.inc({ stage, provider: candidate.name });
  }

  function askSecond() {
    if (active === undefined || !mayReplace()) return;
    second = openBehind(active.candidate);
    secondTimer = setTimeout(dismissSecond, secondOpinionMs);
  }

  function dismissSecond() {
    clearTimeout(secondTimer);
    if (second !== undefined) stop(second);
    second = undefined;
    watch.dismissed();
  }

  function mayReplace(): boolean {
    const now = performance.now();
    replacedAt = replacedAt.filter((at) => now - at < minuteMs);
    if (replacedAt.length >= mostReplacements) return false;
    replacedAt = [...replacedAt, now];
    return true;
  }

  function stop(session: Session) {
    if (session.isOver) return;
    session.isOver = true;
    session.abort.abort();
    session.attempt.end();
  }

  function fail(error: unknown) {
    close();
    events.fail(error instanceof Error ? error : new Error('The recognizer failed', { cause: error }));
  }

  function finish() {
    close();
    events.end();
  }

  function abortStream() {
    close();
    events.discard();
  }

  function close() {
    if (isClosed) return;
    isClosed = true;
    clearTimeout(secondTimer);
    request.signal.removeEventListener('abort', abortStream);
    if (second !== undefined) stop(second);
    if (active !== undefined) stop(active);
  }

  if (request.signal.aborted) {
    abortStream();
  } else if (route.length === 0) {
    fail(new ProviderError(provider, 'unsupportedLanguage', `nobody recognizes ${request.language}`));
  } else {
    request.signal.addEventListener('abort', abortStream);
    const first = openBehind(undefined);
    if (first === undefined)
      fail(new ProviderError(provider, 'rateLimited', 'has as many streams as it may have'));
    else begin(first);
  }

  return {
    write(mulaw) {
      if (isEnding || isClosed) return;
      tape.add(mulaw);
      writtenBytes += mulaw.length;
      active?.stream.write(mulaw);
      second?.stream.write(mulaw);
      watch.heard(mulaw);
      if (second === undefined && watch.isSuspicious()) askSecond();
      if (watch.hasForgottenEnd()) endUtterance();
    },
    finalize() {
      if (isEnding || isClosed) return;
      isFinalizing = true;
      active?.stream.finalize();
      second?.stream.finalize();
    },
    end() {
      if (isEnding || isClosed) return;
      isEnding = true;
      active?.stream.end();
      second?.stream.end();
    },
    [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
  };
}
