import type { LegListener } from './leg.js';
import { mulawSilence, mulawToLinear } from './mulaw.js';

/**
 * What is quieter than -48 dBFS in the mean is no speech of the party's: the level below which voice activity detection
 * does not look either.
 */
const speechEnergy = 10 ** (-48 / 10);

/**
 * How much is passed on at a time where it has been quiet for so long, ms. Speech goes out frame by frame: its last word is
 * not to wait, and neither are the first words of somebody who may want the floor. Behind it the pieces are short, since
 * recognizers look for its end there. Once every recognizer has seen it they may be long; none wants more than 250 ms in one.
 */
const gathering = [
  { quietMs: 1500, pieceMs: 200 },
  { quietMs: 500, pieceMs: 80 },
  { quietMs: 20, pieceMs: 40 },
  { quietMs: 0, pieceMs: 20 },
] as const;

const bytesPerMs = 8;

/** By mu-law byte, the square of its sample, of which 1 is full scale. */
const squares = Float64Array.from(mulawToLinear, (sample) => (sample / 32_768) ** 2);

/**
 * Gathers silence into pieces, since a message to a recognizer costs as much for a frame as for ten. What is said goes out at
 * once, behind what waits.
 */
export function gatherAudio(listener: LegListener): LegListener {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let quietMs = 0;
  return (mulaw) => {
    quietMs = isQuiet(mulaw) ? quietMs + mulaw.length / bytesPerMs : 0;
    waiting.push(mulaw);
    waitingBytes += mulaw.length;
    if (waitingBytes < pieceBytes(quietMs)) return;
    const gathered = waiting.length === 1 ? mulaw : Buffer.concat(waiting, waitingBytes);
    waiting = [];
    waitingBytes = 0;
    listener(gathered);
  };
}

/** Bytes that are passed on at a time where it has been quiet for so long. */
function pieceBytes(quietMs: number): number {
  const stage = gathering.find((each) => quietMs >= each.quietMs);
  return (stage?.pieceMs ?? 0) * bytesPerMs;
}

function isQuiet(mulaw: Uint8Array): boolean {
  let sum = 0;
  for (let index = 0; index < mulaw.length; index += 1) sum += squares[mulaw[index] ?? mulawSilence] ?? 0;
  return sum < speechEnergy * mulaw.length;
}
