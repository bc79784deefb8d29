import { energyOf, lookSamples, memoryOfStep, spectralShape, type PreparedClip } from './prepared-clip.js';
import { bandCount } from './spectrum.js';

/** A clip whose last quarter of a second has much in common with that of the stream. */
export interface Candidate {
  readonly prepared: PreparedClip;
  /** Clip sample that lies at the beginning of the stream's last look, to within some 10 ms. */
  readonly position: number;
  /** Correlation coefficient of the spectral shapes over time. */
  readonly similarity: number;
}

/** How alike the shapes must be; other speech in the same voice gets there in a tenth of its time. */
const leastSimilarity = 0.7;

/** After so many looks at digital silence nothing is remembered that could still be a candidate: 1 s. */
const looksToForget = 50;

/**
 * Searches all clips at all positions at once, by how the spectrum's shape moves: cheap, gain and phase do not
 * matter, and far from sure. Each position of a clip keeps the sum of its products with the stream along the
 * diagonal that ends there, forgotten with a time constant of 200 ms; divided by the two energies it is a
 * correlation coefficient.
 */
export interface ClipSearch {
  /** Takes the look at the stream that begins at `start` of `samples`, 20 ms after the one before; the best comes first. */
  step(samples: ArrayLike<number>, start: number, clips: Iterable<PreparedClip>): Candidate[];
}

export function createClipSearch(): ClipSearch {
  const sums = new Map<PreparedClip, Float32Array>();
  const shape = new Float32Array(bandCount);
  let energy = 0;
  let silentLooks = 0;

  return {
    step(samples, start, clips) {
      spectralShape(samples, start, shape);
      const loudness = energyOf(shape);
      silentLooks = loudness === 0 ? silentLooks + 1 : 0;
      if (silentLooks > looksToForget) {
        sums.clear();
        energy = 0;
        return [];
      }
      energy = loudness + memoryOfStep * energy;
      const candidates: Candidate[] = [];
      const known = new Set(clips);
      for (const prepared of sums.keys()) if (!known.has(prepared)) sums.delete(prepared);
      for (const prepared of known) {
        let clipSums = sums.get(prepared);
        if (clipSums === undefined) {
          clipSums = new Float32Array(prepared.lookCount);
          sums.set(prepared, clipSums);
        }
        const { look, similarity } = stepClip(clipSums, prepared, shape, energy);
        if (similarity > leastSimilarity)
          candidates.push({ prepared, position: look * lookSamples, similarity });
      }
      return candidates.sort((left, right) => right.similarity - left.similarity);
    },
  };
}

function stepClip(sums: Float32Array, prepared: PreparedClip, shape: Float32Array, energy: number) {
  const { shapes, shapeEnergy, leastShapeEnergy } = prepared;
  let bestLook = 0;
  let bestSquare = 0;
  for (let look = sums.length - 1; look >= 0; look -= 1) {
    const sum =
      product(shape, shapes, look * bandCount) + (look >= 2 ? (sums[look - 2] ?? 0) * memoryOfStep : 0);
    sums[look] = sum;
    const clipEnergy = shapeEnergy[look] ?? 0;
    if (sum > 0 && clipEnergy >= leastShapeEnergy && sum * sum > bestSquare * clipEnergy) {
      bestLook = look;
      bestSquare = (sum * sum) / clipEnergy;
    }
  }
  return { look: bestLook, similarity: Math.sqrt(bestSquare / (energy + 1e-9)) };
}

/** Four bands a turn: this runs a million times a second. */
function product(shape: Float32Array, shapes: Float32Array, first: number): number {
  let sum = 0;
  for (let band = 0; band < bandCount; band += 4) {
    const at = first + band;
    sum +=
      (shape[band] ?? 0) * (shapes[at] ?? 0) +
      (shape[band + 1] ?? 0) * (shapes[at + 1] ?? 0) +
      (shape[band + 2] ?? 0) * (shapes[at + 2] ?? 0) +
      (shape[band + 3] ?? 0) * (shapes[at + 3] ?? 0);
  }
  return sum;
}
