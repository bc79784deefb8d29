import { linearToMulaw, mulawSilence, mulawToLinear, sampleRateHz } from './mulaw.js';

/** How loud the other party's own voice is beside the renditions, and how quickly that changes. */
export interface MixerOptions {
  /** Gain of the original voice under a rendition, dB; not above `betweenDb`. */
  readonly duckedDb?: number;
  /** Gain of the original voice between renditions, dB; at most 0. */
  readonly betweenDb?: number;
  /** From `betweenDb` to `duckedDb`, when a rendition begins, ms. */
  readonly attackMs?: number;
  /** From `duckedDb` to `betweenDb`, when a rendition is over, ms. */
  readonly releaseMs?: number;
}

/** What one listener hears: the other party's own voice, ducked while a rendition is spoken, and the rendition. */
export interface Mixer {
  /**
   * Fills `into` with the next piece of the listener's audio: 8 kHz mu-law, a frame or any other size. Sources that
   * are shorter are followed by silence. A rendition ducks the original for as long as there are pieces of it, its
   * pauses included.
   *
   * @param original the other party's voice; undefined where nothing of it came.
   * @param rendition undefined between renditions.
   */
  mix(original: Uint8Array | undefined, rendition: Uint8Array | undefined, into: Uint8Array): void;
}

/** The gain moves from sample to sample, in a straight line on the dB scale: no step is big enough to be heard. */
export function createMixer({
  duckedDb = -18,
  betweenDb = 0,
  attackMs = 80,
  releaseMs = 400,
}: MixerOptions = {}): Mixer {
  const ducked = amplitude(duckedDb);
  const between = amplitude(betweenDb);
  const fall = amplitude((duckedDb - betweenDb) / samplesIn(attackMs));
  const rise = amplitude((betweenDb - duckedDb) / samplesIn(releaseMs));
  /** The gain of the sample before the next one. An array, since a number in a variable is allocated anew each time. */
  const reached = Float64Array.of(between);

  function mixSamples(
    original: Uint8Array,
    rendition: Uint8Array | undefined,
    step: number,
    into: Uint8Array,
  ): void {
    let gain = reached[0] ?? between;
    for (let index = 0; index < into.length; index += 1) {
      gain = Math.min(between, Math.max(ducked, gain * step));
      const voice = mulawToLinear[original[index] ?? mulawSilence] ?? 0;
      const spoken = rendition === undefined ? 0 : (mulawToLinear[rendition[index] ?? mulawSilence] ?? 0);
      const sum = Math.max(-32_768, Math.min(32_767, voice * gain + spoken));
      into[index] = linearToMulaw[(sum >> 2) & 0x3fff] ?? mulawSilence;
    }
    reached[0] = gain;
  }

  return {
    mix(original, rendition, into) {
      const step = rendition === undefined ? rise : fall;
      const gain = reached[0] ?? between;
      const isUnchanged = rendition === undefined && gain === 1;
      if (original !== undefined && !isUnchanged) {
        mixSamples(original, rendition, step, into);
        return;
      }
      reached[0] = Math.min(between, Math.max(ducked, gain * step ** into.length));
      copy(original ?? rendition, into);
    },
  };
}

/** Writes the source to `into`, cut or followed by silence to fit. */
function copy(source: Uint8Array | undefined, into: Uint8Array): void {
  if (source === undefined || source.length < into.length) into.fill(mulawSilence);
  if (source === undefined) return;
  into.set(source.length > into.length ? source.subarray(0, into.length) : source);
}

function amplitude(decibels: number): number {
  return 10 ** (decibels / 20);
}

function samplesIn(ms: number): number {
  return (ms * sampleRateHz) / 1000;
}
