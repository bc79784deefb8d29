import { bytesToMs } from './audio-clock.js';
import { createEchoGate } from './echo-gate.js';
import type { Line } from './leg-events.js';

/** A telephone's stream that does not hear what it plays. */
export interface EchoGuardedLine {
  /** The line itself; what goes out is booked. */
  readonly line: Line;
  /**
   * What of the next incoming audio is the party's own: the audio, or silence of the same length.
   *
   * @param timestampMs where the audio stands in the stream.
   */
  hear(mulaw: Uint8Array, timestampMs: number): Uint8Array;
  /** A mark came back, behind the audio that came in before it. */
  markReturned(name: string): void;
}

/** The line's clock may be slower than ours by 300 parts in a million: of a frame, ms. */
const driftMs = 0.006;

/** What is booked as exactly as this is right, ms. */
const exactMs = 2;

/** What two marks say of a line agrees if they leave so much, ms. */
const agreementMs = 0.5;

/** What no mark has spoken of for so long is taken to be right as it is booked, ms. */
const surmisedForMs = 1000;

/** So many of the last times that something began to be played tell how far away the line is. */
const latenciesKept = 5;

/** More marks than this are not waited for: a telephone that returns none. */
const mostMarks = 500;

/** So much without a mark gets one of its own, ms: the other party's voice has none, and what holds it up stays. */
const unmarkedForMs = 300;

/** What is played in one piece, without a pause. */
interface Run {
  /** What was taken for the way there and back when it began, ms. */
  readonly latencyMs: number;
  /**
   * By how much it may sound later than it is booked, ms: a mark comes back behind the frame in which it was reached, and
   * each one narrows that down until one contradicts.
   */
  leastMs: number;
  mostMs: number;
  /** Whether the last mark came a frame late: that may be the mark alone. */
  isDoubtful: boolean;
}

interface Mark {
  readonly name: string;
  readonly run: Run;
  /** Where it is booked in the stream, ms. */
  atMs: number;
}

/**
 * Guards one stream. What is sent is booked behind what was sent before, or where the line will stand when it arrives. Where
 * the line stands is known from the frames that came soonest, since those that come late are no slower on the line; how long
 * the way there and back takes, from what was played last. Whether something was held up on its way is known from the marks
 * that come back, for they stand between the incoming frames where the line had played so far: it is then booked anew,
 * before its echo can be heard.
 *
 * @param now monotonic, ms.
 */
export function guardAgainstEcho(line: Line, now: () => number): EchoGuardedLine {
  const gate = createEchoGate();
  /** Marks that are out, with the position that is booked for them, ms. A clear brings them back for no reason. */
  let marks: Mark[] = [];
  /** From our clock to the line's position, ms. */
  let offsetMs = Number.NEGATIVE_INFINITY;
  /** How much of the stream has come in, and the last of it. */
  let heardUntilMs = 0;
  let heardFrameMs = 0;
  let run = beginRun(0);
  /** Up to where what is booked is known to be right. */
  let knownUntilMs = 0;
  let playedUntilMs = 0;
  /** What was booked before was cleared: no mark speaks of it. */
  let clearedUntilMs = 0;
  /** How much was sent behind the last mark. */
  let unmarkedMs = 0;
  let ownMarks = 0;
  /** How much later than it was sent what was played last began, and what that is taken to be, ms. */
  let latencies: readonly number[] = [];
  let latencyMs = 0;
  /** Where what is sent now can sound at the soonest. */
  const arrivalMs = () => Math.max(0, now() + offsetMs) + latencyMs;

  function begin() {
    playedUntilMs = arrivalMs();
    run = beginRun(latencyMs);
    if (marks.length === 0) know(playedUntilMs);
  }

  function mark(name: string) {
    unmarkedMs = 0;
    marks.push({ name, run, atMs: playedUntilMs });
    if (marks.length > mostMarks) marks.shift();
    line.sendMark(name);
  }

  /** Books anew what a mark stands behind, and all that follows. */
  function move(moved: readonly Mark[], laterMs: number) {
    gate.moved(Math.max(knownUntilMs, clearedUntilMs), moved[0]?.atMs ?? playedUntilMs, laterMs);
    playedUntilMs += laterMs;
    for (const each of moved) each.atMs += laterMs;
    for (const each of new Set([run, ...moved.map((mark) => mark.run)])) {
      each.leastMs -= laterMs;
      each.mostMs -= laterMs;
    }
  }

  /** What is held up now and then says nothing of the line. */
  function learnLatency(tookMs: number) {
    latencies = [...latencies, Math.max(0, tookMs)].slice(-latenciesKept);
    latencyMs = Math.min(...latencies);
  }

  function know(untilMs: number) {
    knownUntilMs = untilMs;
    gate.confirmed();
  }

  return {
    line: {
      sendMedia(mulaw) {
        if (arrivalMs() > playedUntilMs) begin();
        gate.played(mulaw, playedUntilMs);
        playedUntilMs += bytesToMs(mulaw.length);
        unmarkedMs += bytesToMs(mulaw.length);
        line.sendMedia(mulaw);
        if (unmarkedMs < unmarkedForMs) return;
        ownMarks += 1;
        mark(`echo ${String(ownMarks)}`);
      },
      sendMark: mark,
      clear() {
        marks = [];
        unmarkedMs = 0;
        gate.cleared(arrivalMs());
        begin();
        clearedUntilMs = playedUntilMs;
        line.clear();
      },
      close: () => line.close(),
    },
    hear(mulaw, timestampMs) {
      heardFrameMs = bytesToMs(mulaw.length);
      heardUntilMs = timestampMs + heardFrameMs;
      offsetMs = Math.max(offsetMs - driftMs, heardUntilMs - now());
      const oldest = marks[0];
      if (oldest !== undefined && heardUntilMs > oldest.atMs + surmisedForMs) know(oldest.atMs);
      return gate.pass(mulaw, timestampMs).audio;
    },
    markReturned(name) {
      const index = marks.findIndex((mark) => mark.name === name);
      const returned = marks[index];
      if (returned === undefined) return;
      marks = marks.slice(index + 1);
      const { run: its, atMs } = returned;
      const laterMs = heardUntilMs - atMs;
      if (its.mostMs === Number.POSITIVE_INFINITY) learnLatency(its.latencyMs + laterMs);
      if (!narrow(its, laterMs, heardFrameMs)) return;
      if (Math.abs(its.mostMs) > exactMs) move([returned, ...marks], its.mostMs);
      if (returned.atMs > knownUntilMs) know(returned.atMs);
    },
  };
}

function beginRun(latencyMs: number): Run {
  return {
    latencyMs,
    leastMs: Number.NEGATIVE_INFINITY,
    mostMs: Number.POSITIVE_INFINITY,
    isDoubtful: false,
  };
}

/**
 * Narrows down where a run sounds, by a mark that came back behind a frame: it was reached within that.
 *
 * @param laterMs - from where the mark is booked to the frame's end.
 * @returns false if the mark proves nothing yet, for it alone may be a frame late: the next one tells.
 */
function narrow(run: Run, laterMs: number, frameMs: number): boolean {
  const leastMs = Math.max(run.leastMs, laterMs - frameMs);
  const mostMs = Math.min(run.mostMs, laterMs);
  const isContradicted = mostMs - leastMs < agreementMs;
  run.isDoubtful = isContradicted && !run.isDoubtful && laterMs > run.mostMs && laterMs <= frameMs + exactMs;
  if (run.isDoubtful) return false;
  run.leastMs = isContradicted ? laterMs - frameMs : leastMs;
  run.mostMs = isContradicted ? laterMs : mostMs;
  return true;
}
