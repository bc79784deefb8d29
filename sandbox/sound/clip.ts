import { sampleRateHz } from '../../src/media/mulaw.js';
import type { Clip, TimedWord } from '../script.js';

/** Length of the blocks in which speech is told from silence, ms. */
export const blockMs = 20;

/** Samples in a block. */
export const blockSamples = (blockMs * sampleRateHz) / 1000;

/** How far below the loud parts of a clip its speech may be, dB; what is below is silence. */
const speechRangeDecibels = 24;

/** Silence left before and after the speech of a clip, ms. */
const marginMs = 50;

/** Highest sample of a clip: some 6 dB below full scale. */
const peak = 16_384;

/** Builds a clip whose words are timed by their letters. */
export function toClip(speech: { id: string; language: string; text: string; samples: Int16Array }): Clip {
  return { ...speech, words: timedWords(speech.text, speech.samples) };
}

/**
 * Where each word of a text lies in its sound: the words share the spoken time, pauses left out, in proportion to
 * their letters. An approximation, some 100 ms off in a long sentence, whose words never overlap. Punctuation
 * stays with its word.
 */
export function timedWords(text: string, samples: Int16Array): TimedWord[] {
  const words = splitWords(text);
  const spoken = spokenBlocks(samples).flatMap((isSpoken, block) => (isSpoken ? [block * blockMs] : []));
  const letters = words.map((word) => Math.max(1, lettersOf(word)));
  const total = letters.reduce((sum, count) => sum + count, 0);
  const spokenMs = spoken.length * blockMs;
  let before = 0;
  return words.map((word, index) => {
    const startMs = instantOf(spoken, (before / total) * spokenMs);
    before += letters[index] ?? 0;
    const endMs = instantOf(spoken, (before / total) * spokenMs - 1) + 1;
    return { text: word, startMs: Math.round(startMs), endMs: Math.round(Math.max(endMs, startMs)) };
  });
}

/** Words of a text, each with the punctuation around it. */
export function splitWords(text: string): string[] {
  const betweenWords = /(?<=[\p{L}\p{N}].*)\s+(?=\S*[\p{L}\p{N}])/su;
  return text
    .trim()
    .split(betweenWords)
    .filter((word) => word !== '');
}

/** Which blocks of a clip are speech: those within a range below its loud ones (the loudest but for a twentieth). */
export function spokenBlocks(samples: Int16Array, rangeDecibels = speechRangeDecibels): boolean[] {
  const energies = Array.from({ length: Math.ceil(samples.length / blockSamples) }, (_, block) =>
    energyOf(samples.subarray(block * blockSamples, (block + 1) * blockSamples)),
  );
  const loud = energies.toSorted((left, right) => left - right)[Math.floor(energies.length * 0.95)] ?? 0;
  const least = Math.max(loud * 10 ** (-rangeDecibels / 10), 1);
  return energies.map((energy) => energy > least);
}

/** Cuts silence off both ends but for a margin of 50 ms and brings the peak to -6 dBFS. */
export function trimmed(samples: Int16Array): Int16Array {
  const spoken = spokenBlocks(samples);
  const first = spoken.indexOf(true);
  if (first === -1) return new Int16Array();
  const margin = (marginMs * sampleRateHz) / 1000;
  const kept = samples.subarray(
    Math.max(0, first * blockSamples - margin),
    (spoken.lastIndexOf(true) + 1) * blockSamples + margin,
  );
  const loudest = kept.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);
  return kept.map((sample) => Math.round((sample * peak) / loudest));
}

/** The instant at which so much has been spoken, ms from the first sample. */
function instantOf(spoken: readonly number[], spokenMs: number): number {
  const block = Math.min(Math.max(0, Math.floor(spokenMs / blockMs)), spoken.length - 1);
  return (spoken[block] ?? 0) + (spokenMs - block * blockMs);
}

function lettersOf(word: string): number {
  return word.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/** Mean square. */
function energyOf(samples: Int16Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
}
