import { bandCount, createBandSplitter } from './band-powers.js';
import { mulawSilence } from './mulaw.js';
import { cellMs, createPlayedEnergy } from './played-energy.js';

/** What becomes of a frame. The object is the gate's own, and holds until the next frame. */
export interface GatedFrame {
  /** The frame itself, or mu-law silence of the same length, which is shared: it is not to be written to. */
  readonly audio: Uint8Array;
  readonly isGated: boolean;
}

/**
 * Keeps a line from hearing itself. What is played to a party comes back, late and weaker; frames that are no more
 * than that are replaced by silence, and never dropped, since the recognizer's clock must go on.
 *
 * All times are ms on one clock, and frames stand on it where the audio stands, not where the network brought them:
 * a frame's place in its stream, and the place at which what is played will be heard. An offset between the two
 * counts as part of the echo's delay.
 */
export interface EchoGate {
  /** Books what goes into the listener's ear: 8 kHz mu-law, any size. */
  played(mulaw: Uint8Array, startsAtMs: number): void;
  /** What was booked from this time on will not sound. */
  cleared(atMs: number): void;
  /** Judges the next frame of what comes in: 8 kHz mu-law, 20 ms, or a few times that. Holds nothing back. */
  pass(mulaw: Uint8Array, atMs: number): GatedFrame;
}

/** Delays at which an echo is looked for: up to 800 ms. */
const delayCount = 800 / cellMs;

/** The least loss that a line is taken to have, before anything is known of it, and ever: 8 dB. */
const mostGain = powerOf(-8);

/** What is played below this in a band says nothing about its echo. */
const audiblePlayed = powerOf(-58);

/** An echo below this is not worth a gate. */
const audibleEcho = powerOf(-60);

/** Keeps logarithms away from zero. */
const leastPower = 1e-9;

/**
 * How gains are learned, a frame: one that is refuted by more than 6 dB falls by 3 dB, one that is refuted by less
 * goes 30 % of the way, and one that is not refuted rises by 0.1 dB, or by 0.03 dB while the party speaks.
 */
const plainlyRefuted = powerOf(-6);
const fall = powerOf(-3);
const approach = 0.3;
const rise = powerOf(0.1);
const riseWhileOpen = powerOf(0.03);

/** The noise floor falls by up to 1 dB a frame and rises by 0.03 dB. */
const noiseFall = 0.8;
const noiseRise = 1.006;

/**
 * Page's cumulative sum test for speech: by how many dB a frame exceeds echo and noise, less a reference, is added up
 * within bounds. The gate opens at a sum and shuts at zero.
 */
const referenceDb = 3;
const mostAddedDb = 8;
const mostTakenDb = 1;
const openingSumDb = 8;
const mostSumDb = 25;

/**
 * Speech exceeds the echo by something else in each frame and band. What exceeds it evenly, with a standard deviation
 * under 2.5 dB in the 8 frames or more since the gate opened, is the echo of a line that has become louder.
 */
const evenDeviationDb = 2.5;
const evenFrames = 8;
const evennessWeight = 0.1;

/**
 * For each delay and band the gate keeps the highest gain that an echo could have, given what came in: sound that was
 * played loudly and did not come back refutes a gain, and only at the line's true delay is none refuted for long.
 * The strongest echo that the gains allow is what a frame is measured against. So neither the delay nor the loss
 * need be decided on, and on a line without echo the gate opens to anything above the noise.
 *
 * Powers are compared over a frame and the one before it, since neither delay nor frame falls on a cell's edge.
 */
export function createEchoGate(): EchoGate {
  const played = createPlayedEnergy();
  const splitter = createBandSplitter();
  const gains = new Float64Array(delayCount * bandCount).fill(mostGain);
  /** By band: the power that came in, its floor, and the echo to be expected. */
  const incoming = new Float64Array(bandCount);
  const noise = new Float64Array(bandCount).fill(powerOf(-40));
  const echo = new Float64Array(bandCount);
  const energies = new Float32Array(bandCount);
  const previousEnergies = new Float32Array(bandCount);
  let previousSamples = 0;
  /** In one array, since a number with a fraction in a variable of its own would be allocated in every frame. */
  const evidence = { sumDb: new Float64Array(1), mean: new Float64Array(1), square: new Float64Array(1) };
  let isOpen = false;
  let openFrames = 0;
  let silence = new Uint8Array(0);
  const verdict: { audio: Uint8Array; isGated: boolean } = { audio: silence, isGated: false };

  function measure(mulaw: Uint8Array): number {
    energies.fill(0);
    splitter.addEnergies(mulaw, 0, mulaw.length - (mulaw.length % 4), energies, 0);
    const samples = mulaw.length + previousSamples;
    for (let band = 0; band < bandCount; band += 1) {
      const power = ((energies[band] ?? 0) + (previousEnergies[band] ?? 0)) / samples + leastPower;
      const floor = noise[band] ?? 0;
      incoming[band] = power;
      noise[band] = power < floor ? Math.max(power, floor * noiseFall) : floor * noiseRise;
    }
    previousEnergies.set(energies);
    previousSamples = mulaw.length;
    return samples;
  }

  /** Learns from what came in, and says whether anything was played that could be heard in it. */
  function expectEcho(firstCell: number, cells: number, samples: number): boolean {
    let isPlayed = false;
    for (let band = 0; band < bandCount; band += 1) {
      const expected = expectInBand(band, firstCell, cells, samples);
      echo[band] = expected;
      if (expected > 0) isPlayed = true;
    }
    return isPlayed;
  }

  /** The strongest echo that the gains allow in one band; zero where nothing was played that could be heard. */
  function expectInBand(band: number, firstCell: number, cells: number, samples: number): number {
    const booked = played.energies;
    const came = incoming[band] ?? 0;
    const rising = isOpen ? riseWhileOpen : rise;
    const firstGain = band * delayCount;
    let strongest = 0;
    let energy = 0;
    for (let cell = 0; cell < cells; cell += 1) {
      energy += booked[played.offsetOf(firstCell + cell) + band] ?? 0;
    }
    for (let delay = 0; delay < delayCount; delay += 1) {
      const power = energy / samples;
      const entering = played.offsetOf(firstCell - delay - 1);
      const leaving = played.offsetOf(firstCell - delay + cells - 1);
      energy += (booked[entering + band] ?? 0) - (booked[leaving + band] ?? 0);
      if (power < audiblePlayed) continue;
      const gain = gains[firstGain + delay] ?? mostGain;
      const allowed = gain * power;
      if (allowed > strongest) strongest = allowed;
      if (came < allowed * plainlyRefuted) gains[firstGain + delay] = gain * fall;
      else if (came < allowed) gains[firstGain + delay] = gain + approach * (came / power - gain);
      else gains[firstGain + delay] = Math.min(mostGain, gain * rising);
    }
    return strongest;
  }

  /** Adds the frame to the evidence for speech. */
  function weigh() {
    let excessDb = -Infinity;
    let bands = 0;
    let sum = 0;
    let squares = 0;
    for (let band = 0; band < bandCount; band += 1) {
      const came = incoming[band] ?? 0;
      const floor = noise[band] ?? 0;
      const expected = echo[band] ?? 0;
      const bandDb = 10 * Math.log10(came / (expected + floor));
      excessDb = Math.max(excessDb, bandDb);
      if (came <= 4 * floor || expected <= floor) continue;
      bands += 1;
      sum += bandDb;
      squares += bandDb * bandDb;
    }
    const added = Math.max(-mostTakenDb, Math.min(mostAddedDb, excessDb - referenceDb));
    const sumDb = Math.max(0, Math.min(mostSumDb, (evidence.sumDb[0] ?? 0) + added));
    evidence.sumDb[0] = sumDb;
    const wasOpen = isOpen;
    isOpen = wasOpen ? sumDb > 0 : sumDb >= openingSumDb;
    if (!wasOpen) startOver();
    if (isOpen && bands > 0) checkEvenness(sum / bands, squares / bands);
  }

  function startOver() {
    openFrames = 0;
    evidence.mean[0] = 0;
    evidence.square[0] = 0;
  }

  /** Shuts the gate where it was opened by a line that has become louder, and raises the gains by as much. */
  function checkEvenness(frameMean: number, frameSquare: number) {
    openFrames += 1;
    const mean = (1 - evennessWeight) * (evidence.mean[0] ?? 0) + evennessWeight * frameMean;
    const square = (1 - evennessWeight) * (evidence.square[0] ?? 0) + evennessWeight * frameSquare;
    evidence.mean[0] = mean;
    evidence.square[0] = square;
    if (openFrames < evenFrames) return;
    const weight = 1 - (1 - evennessWeight) ** openFrames;
    const meanDb = mean / weight;
    if (square / weight - meanDb * meanDb >= evenDeviationDb ** 2) return;
    const louder = Math.max(1, powerOf(meanDb + 1));
    for (let index = 0; index < gains.length; index += 1) {
      gains[index] = Math.min(mostGain, (gains[index] ?? mostGain) * louder);
    }
    shut();
  }

  function shut() {
    isOpen = false;
    evidence.sumDb[0] = 0;
  }

  function isEcho(mulaw: Uint8Array, atMs: number): boolean {
    const previousCells = Math.round(previousSamples / (8 * cellMs));
    const samples = measure(mulaw);
    const firstCell = Math.round(atMs / cellMs) - previousCells;
    const cells = previousCells + Math.max(1, Math.round(mulaw.length / (8 * cellMs)));
    played.forget(firstCell - delayCount);
    if (!expectEcho(firstCell, cells, samples)) {
      shut();
      return false;
    }
    weigh();
    return !isOpen && sumOf(echo) >= audibleEcho;
  }

  function silenceOf(length: number): Uint8Array {
    if (silence.length !== length) silence = new Uint8Array(length).fill(mulawSilence);
    return silence;
  }

  return {
    played: (mulaw, startsAtMs) => played.book(mulaw, startsAtMs),
    cleared: (atMs) => played.cancel(atMs),
    pass(mulaw, atMs) {
      verdict.isGated = mulaw.length > 0 && isEcho(mulaw, atMs);
      verdict.audio = verdict.isGated ? silenceOf(mulaw.length) : mulaw;
      return verdict;
    },
  };
}

function powerOf(decibels: number): number {
  return 10 ** (decibels / 10);
}

function sumOf(powers: Float64Array): number {
  let sum = 0;
  for (const power of powers) sum += power;
  return sum;
}
