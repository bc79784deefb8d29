import { createAudioTape } from '../../media/audio-tape.js';
import { covers } from '../capabilities.js';
import { createEventQueue } from '../event-queue.js';
import { ProviderError, type ProviderErrorKind } from '../provider-error.js';
import type { RecognitionRequest, RecognizerEvent, RecognizerStream } from '../recognizer.js';
import { createTurnTaking, type Turn } from '../turn-taking.js';
import { createTurnTranscript, type TextDetails } from '../turn-transcript.js';
import type { OpenVoiceDetector } from '../voice-detector.js';
import { keptWithin, type TimeSpan } from '../word-times.js';
import type { Transcription } from './transcription.js';
import { requestTranscription, type TranscriptionServer } from './transcription-request.js';

/** More than a turn can be long, with what is before and after it, ms. */
const tapeMs = 40_000;
/** Sound before the first voice and after the last that is sent along, ms: it may be a quiet consonant. */
const beforeMs = 300;
const afterMs = 200;
/** From a request to its answer. */
const requestDeadlineMs = 8000;
/** From the end of the audio to the last text. */
const endDeadlineMs = 10_000;
/** Turns that may wait for a server that is slower than the speaker. */
const maxWaitingTurns = 8;
const maxWaitingEvents = 1000;

export interface WhisperStreamSettings {
  readonly server: TranscriptionServer;
  /** BCP-47 tags that the server's model recognizes. */
  readonly languages: ReadonlySet<string>;
  readonly detectVoice: OpenVoiceDetector;
  /** How much more of a turn must have been heard before it is transcribed anew, ms. */
  readonly chunkMs: number;
  readonly request: RecognitionRequest;
}

/** A turn that is closed, and its sound. */
interface WaitingTurn {
  readonly turn: Turn;
  readonly sound: Sound;
}

/** A stretch of the stream's audio, and where in it somebody speaks. */
interface Sound extends TimeSpan {
  readonly mulaw: Uint8Array;
  readonly speech: TimeSpan;
}

/** What a stretch was found to say. */
interface Answer {
  readonly sound: Sound;
  readonly transcription: Transcription;
}

/**
 * Recognizes a stream turn by turn, by a server that transcribes recordings: while somebody speaks, the turn so far is
 * transcribed again and again, and once more when it is over, unless the last time held all of it. There is one
 * request at a time.
 */
export function openWhisperStream(settings: WhisperStreamSettings): RecognizerStream {
  const { server, languages, detectVoice, chunkMs, request } = settings;
  const events = createEventQueue<RecognizerEvent>({ capacity: maxWaitingEvents, onDone: close });
  const tape = createAudioTape(tapeMs);
  const transcript = createTurnTranscript();
  const turns = createTurnTaking(detectVoice, () => closeTurn());
  const waiting: WaitingTurn[] = [];
  const hangUp = new AbortController();
  /** End of the last turn that was closed. */
  let closedMs = 0;
  /** How far the turn that is going on was sent. */
  let sentMs = 0;
  /** What the turn that is going on was found to say, if nothing was heard since. */
  let latest: Answer | undefined;
  let endTimer: NodeJS.Timeout | undefined;
  let isAsking = false;
  let isEnding = false;
  let isClosed = false;

  const failure = (kind: ProviderErrorKind, message: string) =>
    new ProviderError(server.provider, kind, message);

  function closeTurn(isPause = false) {
    const turn = turns.close(isPause);
    const sound = soundOf(turn);
    closedMs = turn.endMs;
    waiting.push({ turn, sound });
    if (waiting.length > maxWaitingTurns) fail(failure('unavailable', 'is slower than the speaker'));
    ask();
  }

  function soundOf(speech: TimeSpan): Sound {
    const span = {
      startMs: Math.max(closedMs, speech.startMs - beforeMs),
      endMs: Math.min(turns.heardMs, speech.endMs + afterMs),
    };
    return { ...span, speech, mulaw: tape.cut(span) };
  }

  /** Asks for what is needed next, unless an answer is awaited. */
  function ask() {
    if (isAsking || isClosed) return;
    const [next] = waiting;
    if (next !== undefined) {
      // Of the turn nothing was heard that the last answer does not hold.
      if (latest !== undefined && latest.sound.endMs >= next.turn.endMs) settle(latest);
      else run(next.sound);
    } else if (isEnding) {
      close();
      events.end();
    } else if (turns.isOpen && isPartialDue()) {
      run(soundOf(turns.span));
    }
  }

  /** A pause may be the turn's end: what is asked for then is its final text if it is. */
  function isPartialDue(): boolean {
    const { startMs, endMs } = turns.span;
    const newMs = endMs - Math.max(startMs, sentMs);
    return newMs >= chunkMs || (turns.isQuiet && newMs > 0);
  }

  function run(sound: Sound) {
    isAsking = true;
    latest = undefined;
    sentMs = sound.endMs;
    transcribe(sound).then(
      (transcription) => {
        isAsking = false;
        if (isClosed) return;
        latest = { sound, transcription };
        if (waiting.length === 0) restate(latest);
        ask();
      },
      (error: unknown) => {
        fail(error instanceof ProviderError ? error : failure('unavailable', 'the request failed'));
      },
    );
  }

  async function transcribe(sound: Sound): Promise<Transcription> {
    const lateness = new AbortController();
    const timer = setTimeout(() => {
      lateness.abort(failure('timedOut', `did not answer within ${requestDeadlineMs} ms`));
    }, requestDeadlineMs);
    try {
      const signal = AbortSignal.any([hangUp.signal, lateness.signal]);
      return await requestTranscription(server, sound.mulaw, request, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  function restate(answer: Answer) {
    deliver(transcript.restate(answer.transcription.text, answer.sound.speech, onOurClock(answer)));
  }

  function settle(answer: Answer) {
    const settled = waiting.shift();
    latest = undefined;
    sentMs = closedMs;
    if (settled === undefined) return;
    deliver(transcript.settle(answer.transcription.text, settled.turn, onOurClock(answer)));
    ask();
  }

  function onOurClock({ sound, transcription: { details } }: Answer): TextDetails {
    const words = (details.words ?? []).map((word) => ({
      ...word,
      startMs: word.startMs + sound.startMs,
      endMs: word.endMs + sound.startMs,
    }));
    return { ...details, words: keptWithin(words, sound) };
  }

  function deliver(heard: readonly RecognizerEvent[]) {
    for (const event of heard) {
      if (!events.push(event)) fail(failure('unavailable', 'said more than was read'));
    }
  }

  function fail(error: ProviderError) {
    if (isClosed) return;
    close();
    events.fail(error);
  }

  function abort() {
    close();
    events.discard();
  }

  function close() {
    if (isClosed) return;
    isClosed = true;
    clearTimeout(endTimer);
    request.signal.removeEventListener('abort', abort);
    turns.stop();
    waiting.length = 0;
    hangUp.abort();
  }

  if (request.signal.aborted) {
    abort();
  } else if (request.language !== 'multi' && !covers(languages, request.language)) {
    fail(failure('unsupportedLanguage', `does not recognize ${request.language}`));
  } else {
    request.signal.addEventListener('abort', abort);
  }

  return {
    write(mulaw) {
      if (isEnding || isClosed) return;
      tape.add(mulaw);
      turns.hear(mulaw);
      ask();
    },
    finalize() {
      if (!isEnding && !isClosed && turns.isOpen) closeTurn(true);
    },
    end() {
      if (isEnding || isClosed) return;
      isEnding = true;
      endTimer = setTimeout(
        () => fail(failure('timedOut', `did not end the stream within ${endDeadlineMs} ms`)),
        endDeadlineMs,
      );
      if (turns.isOpen) closeTurn(true);
      else ask();
    },
    [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
  };
}
