import { isAudible } from '../media/audibility.js';
import { createAudioBacklog } from './audio-backlog.js';
import { covers } from './capabilities.js';
import { createEventQueue } from './event-queue.js';
import type { LiveFact, LiveProtocol } from './live-protocol.js';
import { openLiveSocket, type LiveSocket } from './live-socket.js';
import { ProviderError, type ProviderErrorKind } from './provider-error.js';
import type { RecognitionRequest, RecognizerEvent, RecognizerStream } from './recognizer.js';
import { createTurnTaking, type Turn } from './turn-taking.js';
import { createTurnTranscript, type TextDetails } from './turn-transcript.js';
import type { OpenVoiceDetector } from './voice-detector.js';
import { keptWithin, type TimeSpan } from './word-times.js';

const bytesPerMs = 8;
/** Audio that may wait for the session to begin: 20 s, for one that takes over has the last 15 s to hear. */
const maxBacklogBytes = 20_000 * bytesPerMs;
/** What the socket may hold because the vendor does not read: the backlog in base64, and as much again. */
const maxUnreadBytes = 3 * maxBacklogBytes;
/** What is said is shown about so much later, ms. */
const usualLagMs = 250;
const maxWaitingEvents = 1000;
/** From the request to the beginning of the session. */
const connectDeadlineMs = 5000;
/** From a turn's end to its final text. */
const settleDeadlineMs = 4000;
/** From a final text to what the vendor says of it besides; what comes later is not waited for. */
const detailsDeadlineMs = 600;
const endDeadlineMs = 3000;

export interface LiveStreamSettings {
  readonly protocol: LiveProtocol;
  /** BCP-47 tags that the vendor recognizes. */
  readonly languages: ReadonlySet<string>;
  readonly detectVoice: OpenVoiceDetector;
  readonly request: RecognitionRequest;
}

/**
 * Opens a live stream whose turns are closed by the voice that is heard here, and not by the vendor. Its socket is
 * closed when the iteration is over, and when the signal aborts.
 */
export function openLiveStream(settings: LiveStreamSettings): RecognizerStream {
  const { protocol, languages, detectVoice, request } = settings;
  const { provider } = protocol;
  const events = createEventQueue<RecognizerEvent>({ capacity: maxWaitingEvents, onDone: close });
  const backlog = createAudioBacklog(maxBacklogBytes);
  const transcript = createTurnTranscript();
  const turns = createTurnTaking(detectVoice, () => closeTurn());
  /** Turns that were over before the session began, and how far the audio went then. */
  let early: readonly { readonly turn: Turn; readonly endBytes: number }[] = [];
  let writtenBytes = 0;
  /** Turns whose final text was asked for, oldest first. */
  const unsettled: { readonly turn: Turn; readonly deadline: NodeJS.Timeout }[] = [];
  let state: 'connecting' | 'open' | 'closed' = 'connecting';
  let socket: LiveSocket | undefined;
  let connectTimer: NodeJS.Timeout | undefined;
  let endTimer: NodeJS.Timeout | undefined;
  let details: { readonly text: string; readonly timer: NodeJS.Timeout } | undefined;
  let shownText = '';
  /** A text that was settled without its details, which may still come. */
  let lateText: string | undefined;
  let isEnding = false;
  let uncommittedBytes = 0;
  let unansweredBytes = 0;

  const failure = (kind: ProviderErrorKind, message: string, options?: { status: number }) =>
    new ProviderError(provider, kind, message, options);

  function connect() {
    connectTimer = setTimeout(
      () => fail(failure('timedOut', `did not begin the session within ${connectDeadlineMs} ms`)),
      connectDeadlineMs,
    );
    socket = openLiveSocket({
      provider,
      url: protocol.url,
      headers: protocol.headers,
      onOpen: () => protocol.greeting.forEach((message) => socket?.send(message)),
      onMessage: whenAnswered,
      onFailed: fail,
      onClosed: whenClosed,
    });
  }

  function sendAudio(mulaw: Uint8Array) {
    socket?.send(
      protocol.audio(Buffer.from(mulaw.buffer, mulaw.byteOffset, mulaw.length).toString('base64')),
    );
    uncommittedBytes += mulaw.length;
    if (isAudible(mulaw)) unansweredBytes += mulaw.length;
  }

  function whenReady() {
    if (state !== 'connecting') return;
    state = 'open';
    clearTimeout(connectTimer);
    let sentBytes = backlog.droppedBytes;
    for (const mulaw of backlog.take()) {
      sendAudio(mulaw);
      sentBytes += mulaw.length;
      for (const { turn, endBytes } of early) if (endBytes === sentBytes) askFor(turn);
    }
    early = [];
    endIfSettled();
  }

  function closeTurn(isPause = false) {
    const turn = turns.close(isPause);
    if (state === 'connecting') early = [...early, { turn, endBytes: writtenBytes }];
    else askFor(turn);
  }

  /** Asks for the final text of the audio that was sent since the last time. */
  function askFor(turn: Turn) {
    if (uncommittedBytes === 0) return;
    uncommittedBytes = 0;
    socket?.send(protocol.commit);
    const deadline = setTimeout(
      () => fail(failure('timedOut', `gave no final text within ${settleDeadlineMs} ms`)),
      settleDeadlineMs,
    );
    unsettled.push({ turn, deadline });
  }

  function whenAnswered(message: unknown) {
    if (state === 'closed') return;
    unansweredBytes = 0;
    try {
      for (const fact of protocol.read(message)) take(fact);
    } catch (error) {
      const garbage = failure('invalidResponse', 'sent what is none of its messages');
      fail(error instanceof ProviderError ? error : garbage);
    }
  }

  function take(fact: LiveFact) {
    switch (fact.type) {
      case 'ready':
        whenReady();
        break;
      case 'restated':
        restate(fact.text);
        break;
      case 'settling':
        if (fact.text !== shownText) restate(fact.text);
        clearTimeout(details?.timer);
        details = { text: fact.text, timer: setTimeout(settleWithoutDetails, detailsDeadlineMs) };
        break;
      case 'settled':
        if (details === undefined && fact.text === lateText) lateText = undefined;
        else settle(fact.text, fact.details);
        break;
      case 'refused':
        refuse();
        break;
    }
  }

  function restate(text: string) {
    shownText = text;
    const [oldest] = unsettled;
    if (oldest === undefined) turns.show(text);
    deliver(transcript.restate(text, oldest?.turn ?? shownSpan()));
  }

  /** Where the words are that have been shown by now. */
  function shownSpan(): TimeSpan {
    const { startMs, endMs } = turns.span;
    return { startMs, endMs: turns.isQuiet ? endMs : Math.max(startMs, endMs - usualLagMs) };
  }

  function settleWithoutDetails() {
    lateText = details?.text;
    settle(lateText ?? '');
  }

  function settle(text: string, given: TextDetails = {}) {
    clearTimeout(details?.timer);
    details = undefined;
    shownText = '';
    const oldest = unsettled.shift();
    clearTimeout(oldest?.deadline);
    // A vendor may close a turn by itself when it has become long.
    deliver(transcript.settle(text, oldest?.turn ?? turns.close(), onOurClock(given)));
    endIfSettled();
  }

  /** The refusal overtakes the text of turns before, which is still to come; without any, nothing is. */
  function refuse() {
    if (unsettled.length === 1) settle('');
    else clearTimeout(unsettled.pop()?.deadline);
  }

  /** The vendor's clock begins with the first audio that it got. */
  function onOurClock({ words = [], ...rest }: TextDetails): TextDetails {
    const offsetMs = backlog.droppedBytes / bytesPerMs;
    const moved = words.map((word) => ({
      ...word,
      startMs: word.startMs + offsetMs,
      endMs: word.endMs + offsetMs,
    }));
    return { ...rest, words: keptWithin(moved, { startMs: 0, endMs: turns.heardMs }) };
  }

  function deliver(heard: readonly RecognizerEvent[]) {
    for (const event of heard) {
      if (!events.push(event)) fail(failure('unavailable', 'said more than was read'));
    }
  }

  function endIfSettled() {
    if (!isEnding || state !== 'open' || unsettled.length > 0) return;
    close();
    events.end();
  }

  function whenClosed(code: number) {
    if (state === 'closed') return;
    if (isEnding && (code === 1000 || code === 1005)) {
      close();
      events.end();
    } else {
      const kind = code === 1007 || code === 1008 ? 'invalidRequest' : 'unavailable';
      fail(failure(kind, `closed the stream with ${code}`, { status: code }));
    }
  }

  /**
   * Makes a vendor that has long said nothing answer: it may hear music, to which there is nothing to say, or be gone,
   * and to the end of a turn it always answers.
   */
  function checkPulse() {
    if ((socket?.unreadBytes ?? 0) > maxUnreadBytes) {
      fail(failure('timedOut', 'does not read what it is sent'));
    } else if (unansweredBytes / bytesPerMs > protocol.maxUnansweredMs && unsettled.length === 0) {
      unansweredBytes = 0;
      closeTurn();
    }
  }

  function fail(error: ProviderError) {
    if (state === 'closed') return;
    close();
    events.fail(error);
  }

  function abort() {
    close();
    events.discard();
  }

  function close() {
    if (state === 'closed') return;
    state = 'closed';
    clearTimeout(connectTimer);
    clearTimeout(endTimer);
    clearTimeout(details?.timer);
    for (const { deadline } of unsettled) clearTimeout(deadline);
    request.signal.removeEventListener('abort', abort);
    turns.stop();
    backlog.take();
    socket?.close();
  }

  if (request.signal.aborted) {
    abort();
  } else if (request.language !== 'multi' && !covers(languages, request.language)) {
    fail(failure('unsupportedLanguage', `does not recognize ${request.language}`));
  } else {
    request.signal.addEventListener('abort', abort);
    connect();
  }

  return {
    write(mulaw) {
      if (isEnding || state === 'closed') return;
      writtenBytes += mulaw.length;
      if (state === 'connecting') backlog.add(mulaw);
      else sendAudio(mulaw);
      turns.hear(mulaw);
      if (state === 'open') checkPulse();
    },
    finalize() {
      if (!isEnding && state !== 'closed') closeTurn(true);
    },
    end() {
      if (isEnding || state === 'closed') return;
      isEnding = true;
      endTimer = setTimeout(
        () => fail(failure('timedOut', `did not end the stream within ${endDeadlineMs} ms`)),
        endDeadlineMs,
      );
      closeTurn(true);
      endIfSettled();
    },
    [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
  };
}
