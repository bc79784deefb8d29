import { isAudible } from './audibility.js';
import type { AtNextBeat } from './beat.js';
import type { Line } from './leg-events.js';
import { createMixer, type MixerOptions } from './mixer.js';
import { frameBytes } from './mulaw.js';
import { createPlayOutLedger } from './play-out-ledger.js';
import { createWaitingVoice } from './waiting-voice.js';

/** What becomes of a rendition in the listener's ear. */
export type PlayOutFact =
  /** Its first frame was sent. */
  | 'started'
  /** Its first frame was heard. */
  | 'reached'
  /** All of it was heard. */
  | 'heard'
  /** It was taken back for good before all of it was heard. */
  | 'cut';

/** How much of a rendition there is and how much was heard, bytes of 8 kHz mu-law; exact to a frame. */
export interface PlayOutShare {
  readonly heardBytes: number;
  readonly bytes: number;
  /** Whether all of its audio is there. */
  readonly isComplete: boolean;
}

/** Is told each fact of a rendition, synchronously, at most once a fact. */
export type TellOfPlayOut = (fact: PlayOutFact, share: PlayOutShare) => void;

/** A rendition's place in the listener's play-out. */
export interface Place {
  /** Appends audio: headerless 8 kHz mu-law, any size. Without effect once the place was given up or cut. */
  write(mulaw: Uint8Array): void;
  /** Says that its audio is complete. */
  end(): void;
  /** Forgets its audio, unless it has started: it will be written anew. */
  withdraw(): void;
  /** Gives the place up; what of it waits in the line's buffer is taken back. */
  release(): void;
}

/** The other party's own voice: mixed under the renditions, or not heard. */
export interface OriginalVoice extends MixerOptions {
  readonly isHeard: boolean;
}

export interface PlayOutOptions {
  /** Monotonic, ms. */
  readonly now: () => number;
  /** When frames go out that the line's clock has asked for. */
  readonly atNextBeat: AtNextBeat;
  readonly originalVoice: OriginalVoice;
}

/** One listener's outgoing line: renditions in the order of their places, over the other party's own voice. */
export interface PlayOut {
  /**
   * Takes a place: behind what has started and those of the same or a smaller order, before those of a greater one.
   * Without an order, the last place there is.
   */
  reserve(id: string, tell: TellOfPlayOut, order?: number): Place;
  /**
   * Takes back what has not sounded yet, and sends no rendition until as many releases followed; then it goes on
   * where it was. Empties the line also where nothing is known to be in it.
   */
  hold(): void;
  release(): void;
  /** Lets no rendition begin until as many admissions followed; what has begun goes on. */
  postpone(): void;
  admit(): void;
  /** Cuts every rendition that has audio, and takes it back from the line. */
  cut(): void;
  /** Takes the other party's voice, a frame at a time, whether it is heard or not. */
  hearOriginal(mulaw: Uint8Array): void;
  /** Lets the other party's voice through as it is until as many ends followed, also where it is not mixed. */
  beginPassing(): void;
  endPassing(): void;
  /** The line's own clock: so many bytes came in, so that as many may go out. */
  tick(bytes: number): void;
  /** The line is there: what was not heard goes out (again). */
  connect(line: Line): void;
  /** The line is gone, and what its buffer held with it. */
  disconnect(): void;
  markReturned(name: string): void;
  /** Whether the other party's own voice is heard too. */
  readonly isOriginalHeard: boolean;
  /** Whether renditions are in the line's buffer that were not heard to their end. */
  readonly isSounding: boolean;
}

/** Marks stand at most this far apart: 200 ms. */
const markedBytes = 1600;

/** So long before the end of a rendition the next one goes out, so that no gap is heard, ms. */
const leadMs = 120;

/**
 * The other party has just fallen silent: longer than within a word, and not yet as long as voice activity detection may
 * take to say so, or a recognizer to settle their last words, ms. Until then no rendition begins.
 */
const hush = { fromMs: 100, untilMs: 500 } as const;

/**
 * What rides ahead in the line's buffer where it is fed frame by frame, against jitter: 60 ms, and up to 200 where little was left
 * of that. A rendition overtakes it, so that only the other party's own voice comes later.
 */
const leastCushionBytes = 3 * frameBytes;
const mostCushionBytes = 10 * frameBytes;

/** What rides ahead while a rendition waits for more of its audio, so that little else gets between the two: 40 ms. */
const waitingCushionBytes = 2 * frameBytes;

interface Rendition {
  readonly id: string;
  readonly order: number;
  readonly tell: TellOfPlayOut;
  readonly chunks: Uint8Array[];
  bytes: number;
  isComplete: boolean;
  hasStarted: boolean;
  hasReached: boolean;
}

/**
 * Where the other party's voice is not heard, renditions go out at once and the line's own buffer paces them. Where
 * it is, mixed or let through, each incoming frame lets one outgoing frame go at the next beat: the line's own clock sets
 * the pace, so that its buffer neither grows nor starves however the two lines' clocks drift.
 */
export function createPlayOut({ now, atNextBeat, originalVoice }: PlayOutOptions): PlayOut {
  const ledger = createPlayOutLedger(now);
  const mixer = createMixer(originalVoice);
  const original = createWaitingVoice();
  const frame = new Uint8Array(frameBytes);
  let line: Line | undefined;
  let holds = 0;
  let postponements = 0;
  let passings = 0;
  /** When the other party was heard last; their line may be gone since. */
  let voiceAt = Number.NEGATIVE_INFINITY;
  /** Bytes sent to the line beyond what its clock has asked for. */
  let aheadBytes = 0;
  let cushionBytes = leastCushionBytes;
  /** Whether anything was sent since the line was emptied. */
  let isFed = false;
  let isPaceDue = false;
  /** In order of their places; a rendition leaves when it was heard, cut or given up. */
  let queue: Rendition[] = [];

  /** Whether the line goes frame by frame. */
  const isPaced = () => originalVoice.isHeard || passings > 0;

  function isHush(): boolean {
    const quietMs = now() - voiceAt;
    return quietMs >= hush.fromMs && quietMs < hush.untilMs;
  }

  /** The rendition whose audio is due, if there is any. */
  function due(): Rendition | undefined {
    if (holds > 0) return undefined;
    for (const rendition of queue) {
      // It may yet be said in another way, while it waits.
      const mustWait = postponements > 0 || isHush() || ledger.unheardMs > leadMs;
      if (!rendition.hasStarted && mustWait) return undefined;
      const unsentBytes = rendition.bytes - ledger.sentBytes(rendition.id);
      // A frame that is mixed is mixed whole.
      if (unsentBytes >= (isPaced() && !rendition.isComplete ? frameBytes : 1)) return rendition;
      if (!rendition.isComplete) return undefined;
    }
    return undefined;
  }

  function book(to: Line, rendition: Rendition, bytes: number) {
    ledger.sent(rendition.id, bytes);
    const sentBytes = ledger.sentBytes(rendition.id);
    const isFirst = sentBytes === bytes;
    const isLast = rendition.isComplete && sentBytes === rendition.bytes;
    if (isFirst || isLast || ledger.unmarkedBytes(rendition.id) >= markedBytes) {
      to.sendMark(ledger.mark(rendition.id));
    }
    if (!rendition.hasStarted) {
      rendition.hasStarted = true;
      rendition.tell('started', shareOf(rendition));
    }
  }

  /** Sends all that is due: the line's buffer does the pacing. */
  function sendAll(to: Line) {
    for (let rendition = due(); rendition !== undefined; rendition = due()) {
      const start = ledger.sentBytes(rendition.id);
      const piece = slice(rendition.chunks, start, start === 0 ? frameBytes : markedBytes);
      to.sendMedia(piece);
      book(to, rendition, piece.length);
    }
  }

  /** Sends one frame of whatever there is to hear. */
  function sendFrame(to: Line) {
    const rendition = due();
    const piece =
      rendition === undefined
        ? undefined
        : slice(rendition.chunks, ledger.sentBytes(rendition.id), frameBytes);
    const voice = original.shift();
    if (passings > 0 && piece === undefined && voice?.length === frameBytes) frame.set(voice);
    else mixer.mix(voice, piece, frame);
    to.sendMedia(frame);
    isFed = true;
    aheadBytes += frameBytes;
    if (rendition !== undefined && piece !== undefined) book(to, rendition, piece.length);
  }

  /** Whether a rendition has begun that has less audio than a frame, and will have more. */
  function isWaitingForAudio(): boolean {
    if (holds > 0) return false;
    const next = queue.find(({ id, bytes, isComplete }) => !isComplete || ledger.sentBytes(id) < bytes);
    if (next === undefined || !next.hasStarted || next.isComplete) return false;
    return next.bytes - ledger.sentBytes(next.id) < frameBytes;
  }

  function fillCushion(to: Line) {
    while (aheadBytes < (isWaitingForAudio() ? waitingCushionBytes : cushionBytes)) sendFrame(to);
  }

  /** Goes on where the line's clock has come to. Where it came to the last frame, more rides ahead from now on. */
  function keepPace() {
    isPaceDue = false;
    if (line === undefined || !isPaced()) return;
    if (isFed && aheadBytes < frameBytes) {
      cushionBytes = Math.min(mostCushionBytes, cushionBytes + frameBytes - aheadBytes);
    }
    aheadBytes = Math.max(0, aheadBytes);
    fillCushion(line);
  }

  function startPace() {
    aheadBytes = 0;
    isFed = false;
    keepPace();
  }

  function sendWhatIsDue() {
    if (line === undefined) return;
    if (!isPaced()) {
      sendAll(line);
      return;
    }
    if (due() === undefined) return;
    if (!ledger.isSounding) {
      // A rendition overtakes the original voice that rides ahead of it.
      line.clear();
      aheadBytes = 0;
      cushionBytes = Math.max(leastCushionBytes, cushionBytes - frameBytes);
    }
    fillCushion(line);
  }

  /** What has begun to sound is never overtaken. */
  function enqueue(rendition: Rendition) {
    const place = queue.findLastIndex((other) => other.hasStarted || other.order <= rendition.order) + 1;
    queue = queue.toSpliced(place, 0, rendition);
  }

  function leave(rendition: Rendition) {
    queue = queue.filter((other) => other !== rendition);
    ledger.forget(rendition.id);
  }

  function emptyLine() {
    line?.clear();
    aheadBytes = 0;
    isFed = false;
    ledger.cleared();
  }

  function settle(rendition: Rendition) {
    if (!rendition.isComplete || ledger.heardBytes(rendition.id) < rendition.bytes) return;
    const share = shareOf(rendition);
    leave(rendition);
    rendition.tell('heard', share);
  }

  function shareOf({ id, bytes, isComplete }: Rendition): PlayOutShare {
    return { heardBytes: ledger.heardBytes(id), bytes, isComplete };
  }

  return {
    reserve(id, tell, order = queue.at(-1)?.order ?? 0) {
      const rendition: Rendition = {
        id,
        order,
        tell,
        chunks: [],
        bytes: 0,
        isComplete: false,
        hasStarted: false,
        hasReached: false,
      };
      enqueue(rendition);
      return {
        write(mulaw) {
          if (mulaw.length === 0 || rendition.isComplete || !queue.includes(rendition)) return;
          rendition.chunks.push(mulaw);
          rendition.bytes += mulaw.length;
          sendWhatIsDue();
        },
        end() {
          if (rendition.isComplete || !queue.includes(rendition)) return;
          rendition.isComplete = true;
          if (ledger.sentBytes(id) === rendition.bytes && ledger.unmarkedBytes(id) > 0) {
            line?.sendMark(ledger.mark(id));
          }
          settle(rendition);
          sendWhatIsDue();
        },
        withdraw() {
          if (rendition.hasStarted) return;
          rendition.chunks.length = 0;
          rendition.bytes = 0;
          rendition.isComplete = false;
        },
        release() {
          if (!queue.includes(rendition)) return;
          const isSounding = ledger.sentBytes(id) > ledger.heardBytes(id);
          if (isSounding) emptyLine();
          leave(rendition);
          sendWhatIsDue();
        },
      };
    },
    hold() {
      holds += 1;
      emptyLine();
    },
    release() {
      holds -= 1;
      // Whoever lets go may be giving places up in the same breath.
      queueMicrotask(sendWhatIsDue);
    },
    postpone() {
      postponements += 1;
    },
    admit() {
      postponements -= 1;
      queueMicrotask(sendWhatIsDue);
    },
    cut() {
      if (ledger.isSounding) emptyLine();
      const audible = queue.filter((rendition) => rendition.bytes > 0);
      for (const rendition of audible) {
        const share = shareOf(rendition);
        leave(rendition);
        rendition.tell('cut', share);
      }
    },
    hearOriginal(mulaw) {
      if (isAudible(mulaw)) voiceAt = now();
      if (isPaced()) original.push(mulaw);
    },
    beginPassing() {
      const wasPaced = isPaced();
      passings += 1;
      if (!wasPaced) startPace();
    },
    endPassing() {
      passings -= 1;
      if (isPaced()) return;
      original.clear();
      sendWhatIsDue();
    },
    tick(bytes) {
      if (line === undefined) return;
      if (isPaced()) {
        aheadBytes -= bytes;
        if (isPaceDue) return;
        isPaceDue = true;
        atNextBeat(keepPace);
      } else if (queue.length > 0) {
        sendAll(line);
      }
    },
    connect(connected) {
      line = connected;
      startPace();
      sendWhatIsDue();
    },
    disconnect() {
      line = undefined;
      original.clear();
      ledger.cleared();
    },
    markReturned(name) {
      const heard = ledger.markReturned(name);
      const rendition = heard && queue.find((other) => other.id === heard.id);
      if (rendition === undefined) return;
      if (!rendition.hasReached) {
        rendition.hasReached = true;
        rendition.tell('reached', shareOf(rendition));
      }
      settle(rendition);
      sendWhatIsDue();
    },
    get isOriginalHeard() {
      return isPaced();
    },
    get isSounding() {
      return ledger.isSounding;
    },
  };
}

/** At most `most` bytes from `start` of the chunks laid end to end; a view where one chunk has them all. */
function slice(chunks: readonly Uint8Array[], start: number, most: number): Uint8Array {
  let offset = start;
  for (const [index, chunk] of chunks.entries()) {
    if (offset >= chunk.length) {
      offset -= chunk.length;
      continue;
    }
    const piece = chunk.subarray(offset, offset + most);
    const next = chunks[index + 1];
    if (piece.length === most || next === undefined) return piece;
    return Buffer.concat([piece, slice(chunks.slice(index + 1), 0, most - piece.length)]);
  }
  return new Uint8Array(0);
}
