/**
 * Telephone audio: 8 kHz mu-law of ITU-T G.711, one byte a sample.
 *
 * Linear samples are 16 bit: the standard's 14-bit values times four, so that full scale is 32 124.
 */

/** Samples a second on a telephone line. */
export const sampleRateHz = 8000;

/** Length of a frame, in ms of audio. */
export const frameMs = 20;

/** Bytes of mu-law, and samples, in a frame. */
export const frameBytes = (sampleRateHz * frameMs) / 1000;

/** The byte that stands for a sample of zero: a line with nothing on it. */
export const mulawSilence = 0xff;

/** The sample that each of the 256 bytes stands for. 0x7f is the negative zero, and stands for zero too. */
export const mulawToLinear: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => expand(byte));

/**
 * The byte for a linear sample, by its upper 14 bits as they lie in two's complement:
 * `linearToMulaw[(sample >> 2) & 0x3fff]` for a sample in [-32 768, 32 767].
 */
export const linearToMulaw: Uint8Array = Uint8Array.from({ length: 1 << 14 }, (_, index) =>
  compress(index < 1 << 13 ? index : index - (1 << 14)),
);

/** Writes the samples that the bytes stand for to the start of `into`, which is at least as long as `mulaw`. */
export function decodeMulaw(mulaw: Uint8Array, into: Int16Array): void {
  for (let index = 0; index < mulaw.length; index += 1) {
    into[index] = mulawToLinear[mulaw[index] ?? mulawSilence] ?? 0;
  }
}

/** Writes the bytes that stand for the samples to the start of `into`, which is at least as long as `samples`. */
export function encodeMulawInto(samples: Int16Array, into: Uint8Array): void {
  for (let index = 0; index < samples.length; index += 1) {
    into[index] = linearToMulaw[((samples[index] ?? 0) >> 2) & 0x3fff] ?? mulawSilence;
  }
}

/** The bytes that stand for the samples, in a buffer of their own. */
export function encodeMulaw(samples: Int16Array): Uint8Array {
  const mulaw = new Uint8Array(samples.length);
  encodeMulawInto(samples, mulaw);
  return mulaw;
}

/**
 * A byte's sample, by tables 2a and 2b of G.711: the bits of the byte are inverted on the line; the rest is a sign,
 * three bits of segment and four of step, and each segment's steps are twice as wide as those of the one below.
 */
function expand(byte: number): number {
  const code = ~byte & 0xff;
  const segment = (code >> 4) & 0x07;
  const magnitude = (((2 * (code & 0x0f) + 33) << segment) - 33) * 4;
  return code & 0x80 ? -magnitude : magnitude;
}

/**
 * The byte of a 14-bit sample, by the same tables. A negative sample's magnitude is its one's complement, as in the
 * reference code of ITU-T G.191: a 16-bit sample below zero then rounds as its mirror image does.
 */
function compress(sample: number): number {
  const biased = Math.min(sample < 0 ? ~sample : sample, 8158) + 33;
  const segment = 26 - Math.clz32(biased);
  const code = (segment << 4) | ((biased >> (segment + 1)) & 0x0f);
  return ~(sample < 0 ? code | 0x80 : code) & 0xff;
}
