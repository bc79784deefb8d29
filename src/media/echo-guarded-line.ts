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
}

/** The line's clock may be slower than ours by 300 parts in a million: of a frame, ms. */
const driftMs = 0.006;

/**
 * Guards one stream. What is sent is heard behind what was sent before, or where the line stands now; that is known from
 * the frames that came soonest, since those that come late are no slower on the line.
 *
 * @param now monotonic, ms.
 */
export function guardAgainstEcho(line: Line, now: () => number): EchoGuardedLine {
  const gate = createEchoGate();
  /** From our clock to the line's position, ms. */
  let offsetMs = Number.NEGATIVE_INFINITY;
  let playedUntilMs = 0;
  const positionMs = () => Math.max(0, now() + offsetMs);

  return {
    line: {
      sendMedia(mulaw) {
        const startsAtMs = Math.max(positionMs(), playedUntilMs);
        gate.played(mulaw, startsAtMs);
        playedUntilMs = startsAtMs + bytesToMs(mulaw.length);
        line.sendMedia(mulaw);
      },
      sendMark: (name) => line.sendMark(name),
      clear() {
        playedUntilMs = positionMs();
        gate.cleared(playedUntilMs);
        line.clear();
      },
      close: () => line.close(),
    },
    hear(mulaw, timestampMs) {
      offsetMs = Math.max(offsetMs - driftMs, timestampMs + bytesToMs(mulaw.length) - now());
      return gate.pass(mulaw, timestampMs).audio;
    },
  };
}
