import { mulawSilence, mulawToLinear } from '../mulaw.js';

/** The sample that each mu-law byte stands for, in [-1, 1]. */
const mulawToUnit = Float32Array.from(mulawToLinear, (sample) => sample / 32_768);

/** Re-blocks one leg's audio, which comes in pieces of any size, into windows. */
export interface WindowBuffer {
  /**
   * Appends a copy of a piece of mu-law.
   *
   * @param position bytes of the leg's audio before this piece. Behind a gap a fresh window begins: what was left
   * of the audio before it is discarded.
   */
  push(position: number, mulaw: Uint8Array): void;
  /**
   * Decodes the next window to samples in [-1, 1] and returns its position, or undefined (and leaves `window`
   * alone) when there is not enough audio for a whole one.
   */
  take(window: Float32Array): number | undefined;
}

export function createWindowBuffer(): WindowBuffer {
  let bytes = new Uint8Array(1024);
  let start = 0;
  let end = 0;
  /** Position of the byte at `end`. */
  let endPosition = 0;

  return {
    push(position, mulaw) {
      if (position === endPosition) bytes.copyWithin(0, start, end);
      end = position === endPosition ? end - start : 0;
      start = 0;
      if (end + mulaw.length > bytes.length) {
        const larger = new Uint8Array(2 * (end + mulaw.length));
        larger.set(bytes.subarray(0, end));
        bytes = larger;
      }
      bytes.set(mulaw, end);
      end += mulaw.length;
      endPosition = position + mulaw.length;
    },
    take(window) {
      if (end - start < window.length) return undefined;
      const position = endPosition - (end - start);
      for (let index = 0; index < window.length; index += 1) {
        window[index] = mulawToUnit[bytes[start + index] ?? mulawSilence] ?? 0;
      }
      start += window.length;
      return position;
    },
  };
}
