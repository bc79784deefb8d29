import { blockSamples, spokenBlocks } from '../sandbox/sound/clip.js';
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

/** How much of a stretch of a clip is speech, ms; what lies behind its end counts, too: that is another sound. */
export function spokenMs({ samples }: Clip, fromMs: number, toMs: number): number {
  const [first, last] = [fromMs, toMs].map((ms) => Math.round((ms * samplesPerMs) / blockSamples));
  const isSpoken = spokenBlocks(samples);
  const spoken = isSpoken.slice(first, last).filter(Boolean).length;
  const beyond = Math.max(0, (last ?? 0) - isSpoken.length);
  return ((spoken + beyond) * blockSamples) / samplesPerMs;
}
