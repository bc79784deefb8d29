import type { Clip, TimedWord } from '../sandbox/script.js';
import { sampleRateHz } from '../src/media/mulaw.js';

/** Quieter than -40 dBFS nobody misses. */
const audibleSample = 328;

const samplesPerMs = sampleRateHz / 1000;

/** Where a word can no longer be heard, ms: the pause behind it, of a comma say, counts as part of it in its clip. */
export function soundEndMs({ samples }: Clip, { startMs, endMs }: TimedWord): number {
  const start = Math.floor(startMs * samplesPerMs);
  const sound = samples.subarray(start, Math.ceil(endMs * samplesPerMs));
  const last = sound.findLastIndex((sample) => Math.abs(sample) >= audibleSample);
  return last === -1 ? endMs : (start + last + 1) / samplesPerMs;
}
