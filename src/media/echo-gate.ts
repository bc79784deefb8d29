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
  /**
   * What was booked from the second time on sounds so much later, or earlier. So may what was booked from the first
   * time on: from where, nobody knows, so that its echo may come at either time, and nothing is learned from it.
   */
  moved(fromMs: number, untilMs: number, laterMs: number): void;
  /** What has sounded so far sounded where it is booked. What is learned from now on is forgotten if something is moved. */
  confirmed(): void;
  /** Judges the next frame of what comes in: 8 kHz mu-law, 20 ms, or a few times that. Holds nothing back. */
  pass(mulaw: Uint8Array, atMs: number): GatedFrame;
}

/** Delays at which an echo is looked for: up to 800 ms. */
const delayCount = 800 / cellMs;

/** How far off what is booked may be, cells: 15 ms. */
const bookedWithinCells = 15 / cellMs;

/** The least loss that a line is taken to have, before anything is known of it, and ever: 10 dB. */
const mostGain = powerOf(-10);

/** What is played below this in a band says nothing about its echo. */
const audiblePlayed = powerOf(-58);

/** An echo below this is not worth a gate. */
const audibleEcho = powerOf(-60);

/**
 * Is added to what comes in, so that nothing is learned from what is softer: what mu-law adds to a loud sound, some 38 dB
 * below it, is another one in its echo.
 */
const leastPower = powerOf(-70);

/**
 * How gains are learned, a frame: one that is refuted by more than 6 dB falls by 3 dB, one that is refuted by less
 * goes 30 % of the way, and one that is not refuted rises by 0.1 dB, or by 0.03 dB while the party speaks.
 */
const plainlyRefuted = powerOf(-6);
const fall = powerOf(-3);
const approach = 0.3;
const rise = powerOf(0.1);
const riseWhileOpen = powerOf(0.03);

/**
 * What a frame is measured against is the stronger of echo and noise, and half of the weaker: where the noise is stronger,
 * the echo that cannot be refuted comes to as much as the noise, whether there is one or not.
 */
const weakerShare = 0.5;

/** The noise floor falls by up to 1 dB a frame and rises by 0.03 dB. */
const noiseFall = 0.8;
const noiseRise = 1.006;

/**
 * Page's cumulative sum test for speech: by how many dB a frame exceeds echo and noise, less a reference, is added up
 * within bounds. The gate opens at a sum and shuts at zero.
 *
 * An echo comes to a sum of 4 at most, on 1,500 lines of 10 to 30 dB. One frame that exceeds it plainly is enough to open,
 * and while the gate is shut a frame takes little away: on a line that it does not know yet, the echo of a loud rendition
 * that has just begun explains every other frame of a soft voice. A line that stalls has echoes that nothing explains: what
 * is played there later than it is booked will be again, and the gate is slower to open for a while.
 */
const referenceDb = 2.5;
const mostAddedDb = 6;
const mostSumDb = 40;
/** What is taken away at most while the gate is open, and while it is shut. */
const open = bounds(1);
const steady = { ...bounds(0.5), openingSumDb: 5 };
const stalling = { ...bounds(1), openingSumDb: 8 };
const stallingForMs = 30_000;

/** How far away a line is, is known from the marks behind what it is played first, ms: it does not stall for that. */
const firstMarksMs = 500;
const mostExcess = powerOf(referenceDb + mostAddedDb);

/**
 * Speech exceeds the echo by something else in each frame and band. What exceeds it evenly, with a standard deviation
 * under 2.5 dB in the 8 frames or more since the gate opened, is the echo of a line that has become louder. It must have
 * followed the echo up and down, too: a long vowel over another exceeds it evenly and says nothing, so that the excess
 * may have a seventh of the variance that the echo itself has.
 */
const evenDeviationDb = 2.5;
const evenShare = 1 / 7;
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
  const confirmedGains = Float64Array.from(gains);
  /** By band: the power that came in, and its floor. */
  const incoming = new Float64Array(bandCount);
  const noise = new Float64Array(bandCount).fill(powerOf(-40));
  /** By band and delay: the power of the echo that is to be expected; by delay, that of all bands. */
  const echoes = new Float64Array(delayCount * bandCount);
  const totals = new Float64Array(delayCount);
  /** By delay: how far the frame exceeds its echo in the band that exceeds it most, and the evidence of that so far, dB. */
  const excesses = new Float64Array(delayCount);
  const sumsDb = new Float64Array(delayCount);
  const leastOfTwo = new Float64Array(delayCount);
  const leastOfFour = new Float64Array(delayCount);
  const energies = new Float32Array(bandCount);
  const previousEnergies = new Float32Array(bandCount);
  let previousSamples = 0;
  /** Of the likeliest delay while the gate is open: by how much its echo is exceeded, and that echo itself, dB. */
  const excessDb = createDeviation();
  const expectedDb = createDeviation();
  /** What is booked between the two may lie elsewhere by as much as it was moved. */
  let doubtfulFromCell = 0;
  let doubtfulUntilCell = 0;
  let firstPlayedMs = Number.POSITIVE_INFINITY;
  let stallingUntilCell = 0;
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

  /** Learns from what came in, and adds it to the evidence against each delay's echo. */
  function compare(firstCell: number, cells: number, samples: number) {
    excesses.fill(0);
    totals.fill(0);
    for (let band = 0; band < bandCount; band += 1) compareBand(band, firstCell, cells, samples);
    takeLeastExcesses();
    const { mostTakenDb, leastExcess } = isOpen ? open : shutOn(firstCell);
    for (let delay = 0; delay < delayCount; delay += 1) {
      const excess = excesses[delay] ?? 0;
      const added = excess <= leastExcess ? -mostTakenDb : addedBy(excess);
      sumsDb[delay] = Math.max(0, Math.min(mostSumDb, (sumsDb[delay] ?? 0) + added));
    }
  }

  /**
   * What is played is booked to within a frame of where it sounds, and no better from one held-up piece to the next: the
   * excess of a delay is the least of those around it.
   */
  function takeLeastExcesses() {
    const last = delayCount - 1;
    // The least of two in a row, then of four; two fours that share one make seven.
    for (let delay = 0; delay < delayCount; delay += 1)
      leastOfTwo[delay] = Math.min(excesses[delay] ?? 0, excesses[Math.min(last, delay + 1)] ?? 0);
    for (let delay = 0; delay < delayCount; delay += 1)
      leastOfFour[delay] = Math.min(leastOfTwo[delay] ?? 0, leastOfTwo[Math.min(last, delay + 2)] ?? 0);
    for (let delay = 0; delay < delayCount; delay += 1) {
      const before = leastOfFour[Math.max(0, delay - bookedWithinCells)] ?? 0;
      excesses[delay] = Math.min(before, leastOfFour[delay] ?? 0);
    }
  }

  function compareBand(band: number, firstCell: number, cells: number, samples: number) {
    const booked = played.energies;
    const came = incoming[band] ?? 0;
    const floor = noise[band] ?? 0;
    const rising = isOpen ? riseWhileOpen : rise;
    const first = band * delayCount;
    /** What would come at the delays between the two is doubtful. */
    const lastSureDelay = firstCell - doubtfulUntilCell;
    const sureDelay = firstCell + cells - doubtfulFromCell;
    const silentExcess = came / floor;
    let energy = 0;
    for (let cell = 0; cell < cells; cell += 1) {
      energy += booked[played.offsetOf(firstCell + cell) + band] ?? 0;
    }
    // Places in the ring go back by a cell for each delay: asking for each of them anew costs a third of it all.
    let entering = played.offsetOf(firstCell - 1) + band;
    let leaving = played.offsetOf(firstCell + cells - 1) + band;
    for (let delay = 0; delay < delayCount; delay += 1) {
      const place = first + delay;
      const power = energy / samples;
      energy += (booked[entering] ?? 0) - (booked[leaving] ?? 0);
      entering -= entering < bandCount ? bandCount - booked.length : bandCount;
      leaving -= leaving < bandCount ? bandCount - booked.length : bandCount;
      if (power < audiblePlayed) {
        echoes[place] = 0;
        if (silentExcess > (excesses[delay] ?? 0)) excesses[delay] = silentExcess;
        continue;
      }
      const gain = gains[place] ?? mostGain;
      const allowed = gain * power;
      echoes[place] = allowed;
      totals[delay] = (totals[delay] ?? 0) + allowed;
      const excess = came / (allowed > floor ? allowed + weakerShare * floor : floor + weakerShare * allowed);
      if (excess > (excesses[delay] ?? 0)) excesses[delay] = excess;
      if (delay > lastSureDelay && delay < sureDelay) continue;
      if (came < allowed * plainlyRefuted) gains[place] = gain * fall;
      else if (came < allowed) gains[place] = gain + approach * (came / power - gain);
      else gains[place] = Math.min(mostGain, gain * rising);
    }
  }

  /** The delay whose echo explains best what has come in of late. */
  function likeliestDelay(): number {
    let likeliest = 0;
    for (let delay = 1; delay < delayCount; delay += 1) {
      const sum = sumsDb[delay] ?? 0;
      const least = sumsDb[likeliest] ?? 0;
      if (sum < least || (sum === least && (totals[delay] ?? 0) > (totals[likeliest] ?? 0)))
        likeliest = delay;
    }
    return likeliest;
  }

  /** Opens to what no delay explains, and shuts behind it. */
  function weigh(delay: number, openingSumDb: number) {
    const sumDb = sumsDb[delay] ?? 0;
    const wasOpen = isOpen;
    isOpen = wasOpen ? sumDb > 0 : sumDb >= openingSumDb;
    if (!isOpen) return;
    if (!wasOpen) startOver();
    let bands = 0;
    let excess = 0;
    let excessSquares = 0;
    let echo = 0;
    let echoSquares = 0;
    for (let band = 0; band < bandCount; band += 1) {
      const came = incoming[band] ?? 0;
      const floor = noise[band] ?? 0;
      const expected = echoes[band * delayCount + delay] ?? 0;
      if (came <= 4 * floor || expected <= floor) continue;
      const echoDb = 10 * Math.log10(expected + floor);
      const bandDb = 10 * Math.log10(came) - echoDb;
      bands += 1;
      excess += bandDb;
      excessSquares += bandDb * bandDb;
      echo += echoDb;
      echoSquares += echoDb * echoDb;
    }
    if (bands === 0) return;
    excessDb.add(excess / bands, excessSquares / bands);
    expectedDb.add(echo / bands, echoSquares / bands);
    openFrames += 1;
    checkEvenness();
  }

  function startOver() {
    openFrames = 0;
    excessDb.clear();
    expectedDb.clear();
  }

  /** Shuts the gate where it was opened by a line that has become louder, and raises the gains by as much. */
  function checkEvenness() {
    if (openFrames < evenFrames) return;
    const even = Math.min(evenDeviationDb ** 2, evenShare * expectedDb.variance());
    if (excessDb.variance() >= even) return;
    const louder = Math.max(1, powerOf(excessDb.mean() + 1));
    for (let index = 0; index < gains.length; index += 1) {
      gains[index] = Math.min(mostGain, (gains[index] ?? mostGain) * louder);
    }
    shut();
  }

  function shutOn(cell: number) {
    return cell < stallingUntilCell ? stalling : steady;
  }

  function shut() {
    isOpen = false;
    sumsDb.fill(0);
  }

  function isEcho(mulaw: Uint8Array, atMs: number): boolean {
    const previousCells = Math.round(previousSamples / (8 * cellMs));
    const samples = measure(mulaw);
    const firstCell = Math.round(atMs / cellMs) - previousCells;
    const cells = previousCells + Math.max(1, Math.round(mulaw.length / (8 * cellMs)));
    played.forget(firstCell - delayCount);
    if (played.isSilent(firstCell - delayCount, firstCell + cells)) {
      shut();
      return false;
    }
    compare(firstCell, cells, samples);
    const delay = likeliestDelay();
    weigh(delay, shutOn(firstCell).openingSumDb);
    return !isOpen && (totals[delay] ?? 0) >= audibleEcho;
  }

  function silenceOf(length: number): Uint8Array {
    if (silence.length !== length) silence = new Uint8Array(length).fill(mulawSilence);
    return silence;
  }

  return {
    played(mulaw, startsAtMs) {
      firstPlayedMs = Math.min(firstPlayedMs, startsAtMs);
      played.book(mulaw, startsAtMs);
    },
    cleared: (atMs) => played.cancel(atMs),
    moved(fromMs, untilMs, laterMs) {
      played.move(fromMs, untilMs, laterMs);
      const fromCell = Math.floor(fromMs / cellMs);
      if (fromCell > doubtfulUntilCell + delayCount) doubtfulFromCell = fromCell;
      doubtfulUntilCell = Math.ceil((untilMs + Math.max(0, laterMs)) / cellMs);
      // What was taken for speech may have been an echo that came at another time than was thought.
      if (Math.abs(laterMs) <= bookedWithinCells * cellMs) return;
      gains.set(confirmedGains);
      shut();
      if (untilMs <= firstPlayedMs + firstMarksMs) return;
      stallingUntilCell = Math.ceil((untilMs + laterMs + stallingForMs) / cellMs);
    },
    confirmed: () => confirmedGains.set(gains),
    pass(mulaw, atMs) {
      verdict.isGated = mulaw.length > 0 && isEcho(mulaw, atMs);
      verdict.audio = verdict.isGated ? silenceOf(mulaw.length) : mulaw;
      return verdict;
    },
  };
}

/** Mean and variance of what was added, of which the last counts most. */
interface Deviation {
  /** Adds the mean of a few values, and that of their squares. */
  add(mean: number, meanSquare: number): void;
  mean(): number;
  variance(): number;
  clear(): void;
}

function createDeviation(): Deviation {
  /** Weighted sums of means, squares and ones: in an array, since fractions in variables would be allocated anew. */
  const sums = new Float64Array(3);
  const mean = () => (sums[0] ?? 0) / (sums[2] ?? 0);
  return {
    add(added, addedSquare) {
      sums[0] = (1 - evennessWeight) * (sums[0] ?? 0) + added;
      sums[1] = (1 - evennessWeight) * (sums[1] ?? 0) + addedSquare;
      sums[2] = (1 - evennessWeight) * (sums[2] ?? 0) + 1;
    },
    mean,
    variance: () => (sums[1] ?? 0) / (sums[2] ?? 0) - mean() ** 2,
    clear: () => sums.fill(0),
  };
}

/** What a frame adds to the evidence, dB. Most are beyond the bound, where no logarithm is needed. */
function addedBy(excess: number): number {
  return excess >= mostExcess ? mostAddedDb : 10 * Math.log10(excess) - referenceDb;
}

function bounds(mostTakenDb: number) {
  return { mostTakenDb, leastExcess: powerOf(referenceDb - mostTakenDb) };
}

function powerOf(decibels: number): number {
  return 10 ** (decibels / 10);
}
