/** Magnitude bits of a mu-law byte from about -31 dB below full scale up. */
const loudCode = 0x30;

/** One sample in so many is looked at. */
const stride = 4;

/** Whether a piece of 8 kHz mu-law is speech to the stand-in recognizer: one sample in sixteen is above -31 dBFS. */
export function isLoud(mulaw: Uint8Array): boolean {
  let loud = 0;
  for (let index = 0; index < mulaw.length; index += stride) {
    if ((~(mulaw[index] ?? 0) & 0x7f) >= loudCode) loud += 1;
  }
  return loud * 16 * stride > mulaw.length;
}
