import { encodeMulaw, sampleRateHz } from './mulaw.js';

/** A pure tone in 8 kHz mu-law with soft edges. `level` is the peak in dB below full scale. */
export function tone({
  frequencyHz,
  durationMs,
  levelDb,
}: {
  frequencyHz: number;
  durationMs: number;
  levelDb: number;
}): Uint8Array {
  const samples = new Int16Array(Math.round((sampleRateHz * durationMs) / 1000));
  const peak = 32_124 * 10 ** (levelDb / 20);
  const edge = Math.min(samples.length / 2, sampleRateHz / 100);
  for (let index = 0; index < samples.length; index += 1) {
    const fade = Math.min(1, index / edge, (samples.length - 1 - index) / edge);
    samples[index] = Math.round(peak * fade * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz));
  }
  return encodeMulaw(samples);
}

/** Silence in 8 kHz mu-law. */
export const silence = (durationMs: number): Uint8Array =>
  new Uint8Array(Math.round((sampleRateHz * durationMs) / 1000)).fill(0xff);

/** One cycle of the ringing tone as it is heard in Spain (ITU-T E.180 list: 425 Hz, 1.5 s on, 3 s off), softly. */
export const ringback: Uint8Array = Buffer.concat([
  tone({ frequencyHz: 425, durationMs: 1500, levelDb: -26 }),
  silence(3000),
]);

/** "Something is coming": two short soft tones, a fifth apart, as nobody's voice has them. */
export const waitCue: Uint8Array = Buffer.concat([
  tone({ frequencyHz: 440, durationMs: 90, levelDb: -32 }),
  silence(40),
  tone({ frequencyHz: 660, durationMs: 90, levelDb: -32 }),
]);
