import FFT from 'fft.js';

/** With fewer lags than this the products themselves are cheaper than three transforms. */
const fewLags = 32;

const transforms = new Map<number, ReturnType<typeof createTransform>>();

/**
 * Products of a template with a wave at one lag after the other: entry k is the sum of `template[i] * wave[first + k + i]`.
 * What lies outside the wave counts as silence.
 */
export function correlate(
  template: Float32Array,
  wave: Float32Array,
  first: number,
  lags: number,
): ArrayLike<number> {
  return lags < fewLags ? multiplied(template, wave, first, lags) : transformed(template, wave, first, lags);
}

function multiplied(template: Float32Array, wave: Float32Array, first: number, lags: number) {
  const products = new Float64Array(lags);
  for (let lag = 0; lag < lags; lag += 1) {
    const shift = first + lag;
    const to = Math.min(template.length, wave.length - shift);
    let sum = 0;
    for (let index = Math.max(0, -shift); index < to; index += 1)
      sum += (template[index] ?? 0) * (wave[shift + index] ?? 0);
    products[lag] = sum;
  }
  return products;
}

/** The correlation theorem: the spectrum of the products is the wave's by the conjugate of the template's. */
function transformed(template: Float32Array, wave: Float32Array, first: number, lags: number) {
  const length = template.length + lags - 1;
  const size = 2 ** Math.ceil(Math.log2(length));
  const { transform, input, templateSpectrum, spectrum, output } =
    transforms.get(size) ?? createTransform(size);
  const half = size / 2;

  input.fill(0);
  input.set(template);
  transform.realTransform(templateSpectrum, input);
  input.fill(0);
  const from = Math.max(0, -first);
  input.set(wave.subarray(first + from, Math.max(first + from, first + length)), from);
  transform.realTransform(spectrum, input);

  for (let bin = 0; bin <= half; bin += 1) {
    const waveReal = spectrum[2 * bin] ?? 0;
    const waveImaginary = spectrum[2 * bin + 1] ?? 0;
    const real = templateSpectrum[2 * bin] ?? 0;
    const imaginary = templateSpectrum[2 * bin + 1] ?? 0;
    spectrum[2 * bin] = waveReal * real + waveImaginary * imaginary;
    spectrum[2 * bin + 1] = waveImaginary * real - waveReal * imaginary;
  }
  transform.completeSpectrum(spectrum);
  transform.inverseTransform(output, spectrum);
  return Float64Array.from({ length: lags }, (_, lag) => output[2 * lag] ?? 0);
}

/** A transform with the room that it works in, kept for the next time. */
function createTransform(size: number) {
  const transform = new FFT(size);
  const made = {
    transform,
    input: new Float32Array(size),
    templateSpectrum: transform.createComplexArray(),
    spectrum: transform.createComplexArray(),
    output: transform.createComplexArray(),
  };
  transforms.set(size, made);
  return made;
}
