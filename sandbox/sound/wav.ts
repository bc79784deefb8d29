import { readFile, writeFile } from 'node:fs/promises';
import wavefile from 'wavefile';
import { z } from 'zod';
import { sampleRateHz } from '../../src/media/mulaw.js';
import { toTelephoneBand } from './resample.js';

const format = z.object({
  numChannels: z.number().int().positive(),
  sampleRate: z.number().int().positive(),
});

/** Samples of a recording as they are in the file, before anything was done to them. */
export interface Recording {
  /** Mono, from -1 to 1. */
  readonly samples: Float32Array;
  /** Samples a second. */
  readonly rate: number;
}

/**
 * Reads a WAV file of any rate, depth and number of channels as the telephone would carry it: 8 kHz mono, 16 bit,
 * 300 to 3400 Hz, as loud as it was.
 *
 * @throws Error if there is no such file or it is no WAV.
 */
export async function readWav(path: string): Promise<Int16Array> {
  const { samples, rate } = parseWav(await readFile(path));
  return toSixteenBit(toTelephoneBand(samples, rate));
}

/** Writes 8 kHz mono, 16 bit. */
export async function writeWav(path: string, samples: Int16Array): Promise<void> {
  const wave = new wavefile.WaveFile();
  wave.fromScratch(1, sampleRateHz, '16', samples);
  await writeFile(path, wave.toBuffer());
}

/**
 * Takes a WAV file apart; several channels become their mean.
 *
 * @throws Error if it is no WAV.
 */
export function parseWav(file: Uint8Array): Recording {
  const wave = new wavefile.WaveFile(file);
  const { numChannels, sampleRate } = format.parse(wave.fmt);
  wave.toBitDepth('32f');
  const interleaved = wave.getSamples(true);
  const samples = new Float32Array(Math.floor(interleaved.length / numChannels));
  for (let index = 0; index < samples.length * numChannels; index += 1) {
    const frame = Math.floor(index / numChannels);
    samples[frame] = (samples[frame] ?? 0) + (interleaved[index] ?? 0) / numChannels;
  }
  return { samples, rate: sampleRate };
}

/** From -1..1 to 16 bit; what is louder is clipped. */
export function toSixteenBit(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))),
  );
}
