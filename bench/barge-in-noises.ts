import { sampleRateHz } from '../src/media/mulaw.js';

/** Sounds of a listener, or of the room around them, that nobody said. */
export type NoiseKind = 'cough' | 'noise';

/** Highest sample of a cough, of full scale; a listener coughs into the microphone. */
const coughPeak = 0.4;
/** A cough: bursts of breath, the first the loudest; each rises and fades, ms. */
const burst = { riseMs: 8, leastMs: 90, mostMs: 180, gapMs: 110 };
/** A noise of the room: a door, a chair, a car, ms and of full scale. */
const room = { leastMs: 200, mostMs: 900, quietest: 0.03, loudest: 0.15 };
/** How much of a sample the next one keeps: breath is darker than hiss, a room darker than breath. */
const darkness = { cough: 0.55, noise: 0.9 };

/** Draws a sound: 8 kHz, 16 bit. */
export function drawNoise(kind: NoiseKind, random: () => number): Int16Array {
  return kind === 'cough' ? drawCough(random) : drawRoomNoise(random);
}

function drawCough(random: () => number): Int16Array {
  const bursts = random() < 0.5 ? 1 : 2;
  const samples: number[] = [];
  for (let count = 0; count < bursts; count += 1) {
    const lengthMs = burst.leastMs + (burst.mostMs - burst.leastMs) * random();
    const level = coughPeak * (count === 0 ? 1 : 0.6);
    const breath = colored(toSamples(lengthMs), darkness.cough, random);
    for (const [index, sample] of breath.entries()) {
      const ms = (index * 1000) / sampleRateHz;
      samples.push(sample * level * Math.min(1, ms / burst.riseMs) * Math.exp((-4 * ms) / lengthMs));
    }
    samples.push(...Array<number>(toSamples(burst.gapMs)).fill(0));
  }
  return Int16Array.from(samples, (sample) => Math.round(sample * 32_767));
}

function drawRoomNoise(random: () => number): Int16Array {
  const lengthMs = room.leastMs + (room.mostMs - room.leastMs) * random();
  const level = room.quietest + (room.loudest - room.quietest) * random();
  const length = toSamples(lengthMs);
  const noise = colored(length, darkness.noise, random);
  return Int16Array.from(noise, (sample, index) =>
    Math.round(sample * level * Math.sin((Math.PI * index) / length) * 32_767),
  );
}

/** Noise whose highest sample is 1, the darker the more a sample keeps of the one before. */
function colored(length: number, kept: number, random: () => number): number[] {
  const noise: number[] = [];
  for (let index = 0; index < length; index += 1) {
    noise.push(kept * (noise[index - 1] ?? 0) + (1 - kept) * (2 * random() - 1));
  }
  const loudest = noise.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9);
  return noise.map((sample) => sample / loudest);
}

function toSamples(milliseconds: number): number {
  return Math.round((milliseconds * sampleRateHz) / 1000);
}
