import { mulawSilence } from './mulaw.js';

/** Magnitude bits of a mu-law byte from about -31 dB below full scale up. */
const loudCode = 0x30;

/** Whether speech may be in a piece of 8 kHz mu-law: one sample in sixteen is louder than -31 dBFS. */
export function isAudible(mulaw: Uint8Array): boolean {
  let loud = 0;
  for (let index = 0; index < mulaw.length; index += 1) if (magnitudeAt(mulaw, index) >= loudCode) loud += 1;
  return loud * 16 > mulaw.length;
}

/** Magnitude bits of a mu-law byte up to -60 dBFS. */
const softestCode = 4;

/** Whether a piece of 8 kHz mu-law is digital silence, or as good as that: no sample is louder than -60 dBFS. */
export function isSilence(mulaw: Uint8Array): boolean {
  for (let index = 0; index < mulaw.length; index += 1) {
    if (magnitudeAt(mulaw, index) > softestCode) return false;
  }
  return true;
}

/** By index throughout: to iterate over the bytes takes five times as long, and this looks at every frame. */
function magnitudeAt(mulaw: Uint8Array, index: number): number {
  return ~(mulaw[index] ?? mulawSilence) & 0x7f;
}
