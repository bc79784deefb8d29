import FFT from 'fft.js';
import { sampleRateHz } from '../../src/media/mulaw.js';

/** Samples under one look at the spectrum: 32 ms. */
export const windowSamples = 256;

/** Bands of a look. */
export const bandCount = 16;

const lowestHertz = 300;
const highestHertz = 3400;

/** First bin of each band, and the end of the last: equally wide on the mel scale. */
const bandEdges = Array.from({ length: bandCount + 1 }, (_, edge) => {
  const mel = melOf(lowestHertz) + (edge / bandCount) * (melOf(highestHertz) - melOf(lowestHertz));
  return Math.round((hertzOf(mel) * windowSamples) / sampleRateHz);
});

const hann = Float32Array.from(
  { length: windowSamples },
  (_, index) => Math.sin((Math.PI * (index + 0.5)) / windowSamples) ** 2,
);

const transform = new FFT(windowSamples);
const windowed = new Float32Array(windowSamples);
const spectrum = transform.createComplexArray();

/**
 * How strong each of 16 bands of the telephone band is in the 256 samples from `start`, as the fourth root of its
 * power: on such a scale neither the loudest band nor the noise in the weakest one rules a comparison.
 */
export function bandStrengths(samples: ArrayLike<number>, start: number, into: Float32Array): void {
  for (let index = 0; index < windowSamples; index += 1) {
    windowed[index] = (samples[start + index] ?? 0) * (hann[index] ?? 0);
  }
  transform.realTransform(spectrum, windowed);
  for (let band = 0; band < bandCount; band += 1) {
    const end = bandEdges[band + 1] ?? 0;
    let power = 0;
    for (let bin = bandEdges[band] ?? 0; bin < end; bin += 1) {
      power += (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2;
    }
    into[band] = power ** 0.25;
  }
}

/** O'Shaughnessy's mel scale. */
function melOf(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

function hertzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}
