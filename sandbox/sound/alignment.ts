import { correlate } from './correlation.js';
import type { PreparedClip } from './prepared-clip.js';
import type { StreamHistory } from './stream-history.js';

/** A stretch of a clip laid over a stream. */
export interface Alignment {
  /** Stream sample at which the clip's first sample lies. */
  readonly offset: number;
  /** Correlation coefficient of the two waves: 1 is the very same sound, whatever its gain. */
  readonly similarity: number;
}

/**
 * Lays the clip's samples from `start` on over the stream, around an offset, and finds where the two waves are most
 * alike. What the stream does not know any more, or not yet, counts as silence.
 *
 * @param reach how far off the offset may be, samples, to either side.
 */
export function align(
  history: StreamHistory,
  prepared: PreparedClip,
  stretch: { readonly start: number; readonly length: number },
  offset: number,
  reach: number,
): Alignment {
  const first = Math.max(0, stretch.start);
  const end = Math.min(prepared.wave.length, stretch.start + stretch.length);
  const template = prepared.wave.subarray(first, end);
  let clipEnergy = 0;
  for (const sample of template) clipEnergy += sample * sample;

  const known = history.wave.subarray(0, history.end - history.start);
  const products = correlate(template, known, first + offset - reach - history.start, 2 * reach + 1);
  let best: Alignment = { offset, similarity: 0 };
  for (let candidate = offset - reach; candidate <= offset + reach; candidate += 1) {
    const shift = first + candidate - history.start;
    const from = Math.max(0, -shift);
    const to = Math.min(template.length, history.end - history.start - shift);
    const streamEnergy = history.energyBetween(shift + from, shift + to);
    const similarity = (products[candidate - offset + reach] ?? 0) / Math.sqrt(clipEnergy * streamEnergy + 1);
    if (similarity > best.similarity) best = { offset: candidate, similarity };
  }
  return best;
}
