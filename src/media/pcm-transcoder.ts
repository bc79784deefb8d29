import { encodeMulaw } from './mulaw.js';
import { createResampler } from './resampler.js';

/** Turns linear sound that comes in pieces of any size, in bytes, into the telephone's 8 kHz mu-law. */
export interface PcmTranscoder {
  /** The mu-law that the input up to here makes certain; may be empty. */
  push(pcm: Uint8Array): Uint8Array;
  /** The rest. A last half of a sample is dropped. */
  end(): Uint8Array;
}

/** @param rate - of the input, Hz; it is mono, 16 bit, signed, the lower byte first. */
export function createPcmTranscoder(rate: number): PcmTranscoder {
  const resampler = createResampler(rate);
  /** The first byte of a sample whose second one has not come yet, or nothing. */
  let half: Uint8Array = new Uint8Array();
  return {
    push(pcm) {
      const bytes = Buffer.concat([half, pcm]);
      half = bytes.subarray(bytes.length & ~1);
      return encodeMulaw(resampler.push(toSamples(bytes)));
    },
    end: () => encodeMulaw(resampler.end()),
  };
}

function toSamples(pcm: Uint8Array): Int16Array {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  return Int16Array.from({ length: pcm.length >> 1 }, (_, index) => view.getInt16(2 * index, true));
}
