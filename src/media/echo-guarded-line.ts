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

/** A mark comes back between two frames, and what was booked is right to as much, ms. */
const toleranceMs = 30;

/** What no mark has spoken of for so long is taken to be right as it is booked, ms. */
const surmisedForMs = 1000;

/** So many of the last times that something began to be played tell how far away the line is. */
const latenciesKept = 5;

/** More marks than this are not waited for: a telephone that returns none. */
const mostMarks = 500;

/** So much without a mark gets one of its own, ms: the other party's voice has none, and what holds it up stays. */
const unmarkedForMs = 300;

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
  let marks: { readonly name: string; atMs: number }[] = [];
  /** From our clock to the line's position, ms. */
  let offsetMs = Number.NEGATIVE_INFINITY;
  /** How much of the stream has come in. */
  let heardUntilMs = 0;
  /** Up to where what is booked is known to be right. */
  let knownUntilMs = 0;
  let playedUntilMs = 0;
  /** Where what is being played began, as it was booked, without a pause since. */
  let begunAtMs = 0;
  /** What was taken for the way there and back then. */
  let begunWithinMs = 0;
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
    begunAtMs = playedUntilMs;
    begunWithinMs = latencyMs;
    if (marks.length === 0) know(begunAtMs);
  }

  function mark(name: string) {
    unmarkedMs = 0;
    marks.push({ name, atMs: playedUntilMs });
    if (marks.length > mostMarks) marks.shift();
    line.sendMark(name);
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
        clearedUntilMs = begunAtMs;
        line.clear();
      },
      close: () => line.close(),
    },
    hear(mulaw, timestampMs) {
      heardUntilMs = timestampMs + bytesToMs(mulaw.length);
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
      const laterMs = heardUntilMs - returned.atMs;
      const isFirst = knownUntilMs <= begunAtMs;
      if (isFirst) learnLatency(begunWithinMs + laterMs);
      if (Math.abs(laterMs) > (isFirst ? 0 : toleranceMs)) {
        gate.moved(Math.max(knownUntilMs, clearedUntilMs), returned.atMs, laterMs);
        playedUntilMs += laterMs;
        for (const each of [returned, ...marks]) each.atMs += laterMs;
      }
      if (returned.atMs > knownUntilMs) know(returned.atMs);
    },
  };
}
