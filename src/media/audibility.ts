/** Magnitude bits of a mu-law byte from about -31 dB below full scale up. */
const loudCode = 0x30;

/** Whether speech may be in a piece of 8 kHz mu-law: one sample in sixteen is louder than -31 dBFS. */
export function isAudible(mulaw: Uint8Array): boolean {
  let loud = 0;
  for (const byte of mulaw) if ((~byte & 0x7f) >= loudCode) loud += 1;
  return loud * 16 > mulaw.length;
}
