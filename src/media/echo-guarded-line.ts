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

/** Guards one stream. What is sent is heard behind what was sent before, or where the incoming stream stands now. */
export function guardAgainstEcho(line: Line): EchoGuardedLine {
  const gate = createEchoGate();
  let positionMs = 0;
  let playedUntilMs = 0;

  return {
    line: {
      sendMedia(mulaw) {
        const startsAtMs = Math.max(positionMs, playedUntilMs);
        gate.played(mulaw, startsAtMs);
        playedUntilMs = startsAtMs + bytesToMs(mulaw.length);
        line.sendMedia(mulaw);
      },
      sendMark: (name) => line.sendMark(name),
      clear() {
        gate.cleared(positionMs);
        playedUntilMs = positionMs;
        line.clear();
      },
      close: () => line.close(),
    },
    hear(mulaw, timestampMs) {
      positionMs = timestampMs + bytesToMs(mulaw.length);
      return gate.pass(mulaw, timestampMs).audio;
    },
  };
}
