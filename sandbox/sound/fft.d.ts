/** The part of fft.js 4.0.4 that the sandbox uses; the package brings no types. */
declare module 'fft.js' {
  class FFT {
    /** @param size of the transform: a power of two, above one. */
    constructor(size: number);
    /** Room for `size` complex numbers, real and imaginary parts in turn. */
    createComplexArray(): number[];
    /** Transforms `size` real numbers; the first half of the spectrum goes to `output`. */
    realTransform(output: number[], input: ArrayLike<number>): void;
    /** Fills the second half of a spectrum of real numbers. */
    completeSpectrum(spectrum: number[]): void;
    /** Transforms a spectrum back, `size` complex numbers to as many. */
    inverseTransform(output: number[], spectrum: number[]): void;
  }
  export = FFT;
}
