import { mulawToLinear, sampleRateHz } from '../media/mulaw.js';

const bytesPerMs = sampleRateHz / 1000;

/** A voice that is faster by as much has said what was given already at this share of the time. */
const fasterShare = 0.9;
/** A voice may besides have begun so much sooner, or have paused so much shorter, ms. */
const soonerBytes = 120 * bytesPerMs;
/** The rendition goes on from a pause at most so long before, ms. */
const searchedBytes = 400 * bytesPerMs;
/** The shortest pause between two words that is looked for, ms. */
const pauseBytes = 30 * bytesPerMs;
/** What is softer is a pause: -40 dBFS. */
const quietSample = 328;

/**
 * What is left of a rendition whose beginning was already given, in another voice, which is not at the same place at the same
 * time: it goes on from the last pause before the place where it would be if it were a tenth faster and had begun sooner, so that
 * no word is lost or cut in two, and at the place itself where there is none. A word that is heard twice is the smaller harm.
 *
 * @param audio - the whole rendition, 8 kHz mu-law.
 * @param givenBytes - how much of it was given.
 */
export async function* withoutBeginning(
  audio: AsyncIterable<Uint8Array>,
  givenBytes: number,
): AsyncGenerator<Uint8Array> {
  const placeBytes = Math.max(0, Math.floor(givenBytes * fasterShare) - soonerBytes);
  const searchedFrom = Math.max(0, placeBytes - searchedBytes);
  /** The audio from there to the place, until the place is reached. */
  const searched: Uint8Array[] = [];
  let heardBytes = 0;
  for await (const piece of audio) {
    const startsAt = heardBytes;
    heardBytes += piece.length;
    if (startsAt >= placeBytes) {
      yield piece;
    } else {
      searched.push(piece.subarray(Math.max(0, searchedFrom - startsAt)));
      if (heardBytes >= placeBytes) yield fromLastPause(Buffer.concat(searched), placeBytes - searchedFrom);
    }
  }
}

/** @param place - index behind which all is wanted. */
function fromLastPause(mulaw: Uint8Array, place: number): Uint8Array {
  let quietBytes = 0;
  for (let index = place - 1; index >= 0; index -= 1) {
    const isQuiet = Math.abs(mulawToLinear[mulaw[index] ?? 0] ?? 0) < quietSample;
    quietBytes = isQuiet ? quietBytes + 1 : 0;
    if (quietBytes === pauseBytes) return mulaw.subarray(index + pauseBytes);
  }
  return mulaw.subarray(place);
}
