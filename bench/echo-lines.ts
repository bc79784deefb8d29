import { spokenBlocks, blockSamples } from '../sandbox/sound/clip.js';
import { createRandom } from '../sandbox/telephone/random.js';
import { createEchoGate } from '../src/media/echo-gate.js';
import { decodeMulaw, encodeMulaw, frameBytes, frameMs, sampleRateHz } from '../src/media/mulaw.js';

/** Speech that plays a part on the lines: 8 kHz, 16 bit, any level. */
export interface LineVoice {
  readonly name: string;
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  readonly samples: Int16Array;
}

/** Who talks over which rendition: nobody, or the party over one of the later ones or over the call's first. */
export type Interruption = 'none' | 'later' | 'first';

export interface LineKind {
  readonly interruption: Interruption;
  /** Default: true. */
  readonly hasEcho?: boolean;
  /** By how much the echo is louder from the second rendition on, dB, but for the 10 dB that it always loses. Default: 0. */
  readonly louderDb?: number;
}

/** A rendition as it is played on a line. */
export interface LineRendition {
  readonly voice: LineVoice;
  readonly startFrame: number;
  readonly mulaw: Uint8Array;
}

/** One line of the matrix: the same seed, the same line. */
export interface EchoLine {
  readonly seed: number;
  readonly delayMs: number;
  /** Infinity on a line without echo. */
  readonly attenuationDb: number;
  /** White noise, dBFS (RMS). */
  readonly noiseDbfs: number;
  /** How far the leg is mistaken about when its audio sounds, ms. */
  readonly startErrorMs: number;
  /** Whether renditions are booked frame by frame as they sound, or pieces of them all at once. */
  readonly isPaced: boolean;
  /** Levels of the speech itself, pauses left out, dBFS (RMS). */
  readonly renditionDbfs: number;
  readonly partyDbfs: number;
  readonly renditions: readonly LineRendition[];
  /** Who talks over one of them; undefined where nobody does. */
  readonly partyVoice: LineVoice | undefined;
  /** What comes in, frame after frame. */
  readonly incoming: Uint8Array;
  /** Mean square of the echo in each frame; full scale is 1. */
  readonly echoPowers: Float64Array;
  /** The frames in which the party's voice is loud, in order, from where it begins: a click before it is none of it. */
  readonly voicedFrames: readonly number[];
}

/** What a gate did to the echo of a line on which nobody speaks. */
export interface EchoOutcome {
  /** Share of the echo's energy that passed. */
  readonly leakedShare: number;
  /** The longest stretch of echo over -45 dBFS that passed, gaps of up to two frames included, ms. */
  readonly longestLeakMs: number;
}

/** What a gate did to the voice of somebody who talks over a rendition. */
export interface SpeechOutcome {
  /** From the first loud frame to the first of three that passed in a row, ms. */
  readonly breakThroughMs: number;
  /** Of the loud frames from there on, the share that passed. */
  readonly passedShare: number;
}

/** Marks stand 200 ms apart. */
const framesBetweenMarks = 10;

/** Loud frames with no more than so many others between them are one sound. */
const mostGapFrames = 2;

/** A sound of fewer frames is no voice yet: one that passed is through with as many. */
const leastVoiceFrames = 3;

/** A leak below this is too soft for a recognizer, dBFS. */
export const audibleLeakDbfs = -45;

/** Draws a line: three renditions, their echo, noise, and somebody who talks over one of them. */
export function createEchoLine(
  seed: number,
  voices: readonly LineVoice[],
  { interruption, hasEcho = true, louderDb = 0 }: LineKind,
): EchoLine {
  const random = createRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const pick = (from: readonly LineVoice[]) => {
    const voice = from[Math.floor(random() * from.length)];
    if (voice === undefined) throw new Error('An echo line needs voices of four seconds and more.');
    return voice;
  };
  const delayMs = between(80, 600);
  const attenuationDb = hasEcho ? between(10, 30) : Infinity;
  const noiseDbfs = between(-60, -35);
  const renditionDbfs = between(-22, -17);
  const partyDbfs = between(-27, -18);
  const isPaced = random() < 0.5;
  const startErrorMs = between(-40, 40);

  const longVoices = voices.filter(({ samples }) => samples.length > 4 * sampleRateHz);
  const renditions: LineRendition[] = [];
  let frame = 25;
  for (let count = 0; count < 3; count += 1) {
    const voice = pick(longVoices);
    const mulaw = encodeMulaw(atLevel(voice.samples, renditionDbfs));
    renditions.push({ voice, startFrame: frame, mulaw });
    frame += Math.ceil(mulaw.length / frameBytes) + Math.round(between(15, 75));
  }
  const length = (frame + 75) * frameBytes;

  const echo = new Float64Array(length);
  const delay = Math.round((delayMs * sampleRateHz) / 1000);
  for (const [index, { startFrame, mulaw }] of renditions.entries()) {
    const lossDb = index === 0 ? attenuationDb : Math.max(10, attenuationDb - louderDb);
    const samples = new Int16Array(mulaw.length);
    decodeMulaw(mulaw, samples);
    samples.forEach((sample, place) => {
      const at = startFrame * frameBytes + delay + place;
      if (at < length) echo[at] = sample * 10 ** (-lossDb / 20);
    });
  }

  const voice = new Int16Array(length);
  let voicedFrames: number[] = [];
  let partyVoice: LineVoice | undefined;
  if (interruption !== 'none') {
    // A party who says what they are being told, word for word, is no interruption.
    const told = new Set(renditions.map(({ voice }) => voice.text));
    partyVoice = pick(voices.filter(({ text }) => !told.has(text)));
    const samples = atLevel(partyVoice.samples, partyDbfs);
    const spoken = spokenBlocks(samples, 20);
    const host = renditions[interruption === 'first' ? 0 : 1 + Math.floor(random() * 2)];
    const hostFrames = (host?.mulaw.length ?? 0) / frameBytes;
    const into = interruption === 'first' ? between(20, 60) : hostFrames * between(0.1, 0.6);
    const start = (host?.startFrame ?? 0) + Math.round(into) - spoken.indexOf(true);
    voice.set(samples.subarray(0, length - start * frameBytes), start * frameBytes);
    voicedFrames = spoken.flatMap((isLoud, block) => (isLoud ? [start + block] : []));
    voicedFrames = sinceOnset(voicedFrames.filter((loud) => loud < length / frameBytes));
  }

  // The sum of two numbers between 0 and 1, less its mean, has a variance of 1/6.
  const noise = 32_768 * 10 ** (noiseDbfs / 20) * Math.sqrt(6);
  const sum = Int16Array.from({ length }, (_, index) => {
    const sample = (echo[index] ?? 0) + (voice[index] ?? 0) + noise * (random() + random() - 1);
    return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
  });
  return {
    seed,
    delayMs,
    attenuationDb,
    noiseDbfs,
    startErrorMs,
    isPaced,
    renditionDbfs,
    partyDbfs,
    renditions,
    partyVoice,
    incoming: encodeMulaw(sum),
    echoPowers: framePowers(echo),
    voicedFrames,
  };
}

/** Plays a line to a gate of its own; tells for each frame whether it was gated. */
export function playToGate(line: EchoLine): boolean[] {
  const gate = createEchoGate();
  const pieceBytes = line.isPaced ? frameBytes : 1600;
  const leadFrames = line.isPaced ? 3 : 1;
  const pieces = line.renditions.flatMap(({ startFrame, mulaw }) =>
    Array.from({ length: Math.ceil(mulaw.length / pieceBytes) }, (_, index) => {
      const startByte = index * pieceBytes;
      const soundsAtFrame = startFrame + startByte / frameBytes;
      return {
        audio: mulaw.subarray(startByte, startByte + pieceBytes),
        bookedAtFrame: (line.isPaced ? soundsAtFrame : startFrame) - leadFrames,
        startsAtMs: 1000 + soundsAtFrame * frameMs + line.startErrorMs,
      };
    }),
  );
  let booked = 0;
  return Array.from({ length: line.incoming.length / frameBytes }, (_, frame) => {
    for (let piece = pieces[booked]; piece && piece.bookedAtFrame <= frame; piece = pieces[booked]) {
      gate.played(piece.audio, piece.startsAtMs);
      booked += 1;
    }
    if (frame % framesBetweenMarks === 0) gate.confirmed();
    const incoming = line.incoming.subarray(frame * frameBytes, (frame + 1) * frameBytes);
    return gate.pass(incoming, 1000 + frame * frameMs).isGated;
  });
}

export function judgeEcho(line: EchoLine, isGated: readonly boolean[]): EchoOutcome {
  const audible = 10 ** (audibleLeakDbfs / 10);
  let energy = 0;
  let leaked = 0;
  let start: number | undefined;
  let last = 0;
  let longest = 0;
  line.echoPowers.forEach((power, frame) => {
    energy += power;
    if (isGated[frame] === true) return;
    leaked += power;
    if (power < audible) return;
    if (start === undefined || frame - last > mostGapFrames + 1) start = frame;
    last = frame;
    longest = Math.max(longest, frame - start + 1);
  });
  return { leakedShare: leaked / energy, longestLeakMs: longest * frameMs };
}

export function judgeSpeech(line: EchoLine, isGated: readonly boolean[]): SpeechOutcome {
  const onset = line.voicedFrames[0] ?? 0;
  const through = isGated.findIndex(
    (_, frame) => frame >= onset && isGated.slice(frame, frame + leastVoiceFrames).every((gated) => !gated),
  );
  if (through === -1) return { breakThroughMs: Infinity, passedShare: 0 };
  const rest = line.voicedFrames.filter((frame) => frame >= through);
  const passed = rest.filter((frame) => isGated[frame] === false);
  return {
    breakThroughMs: (through - onset) * frameMs,
    passedShare: rest.length === 0 ? 0 : passed.length / rest.length,
  };
}

/**
 * Loud frames from the first sound that is a voice on. A recording may begin with a click, one frame of it loud, and
 * silence behind it: nobody is heard by that, and an interruption does not begin with it.
 */
export function sinceOnset(loudFrames: readonly number[]): number[] {
  const onset = loudFrames.findIndex((frame, index) => {
    const isFirst = index === 0 || frame - (loudFrames[index - 1] ?? 0) > mostGapFrames + 1;
    return isFirst && lastsFrames(loudFrames, index) >= leastVoiceFrames;
  });
  return loudFrames.slice(Math.max(0, onset));
}

/** How long the sound is that begins with this loud frame. */
function lastsFrames(loudFrames: readonly number[], first: number): number {
  const next = loudFrames.findIndex(
    (frame, index) => index > first && frame - (loudFrames[index - 1] ?? 0) > mostGapFrames + 1,
  );
  const last = loudFrames[(next === -1 ? loudFrames.length : next) - 1] ?? 0;
  return last - (loudFrames[first] ?? 0) + 1;
}

/** The voice with its speech, pauses left out, at a level. */
function atLevel(samples: Int16Array, dbfs: number): Int16Array {
  const powers = framePowers(Float64Array.from(samples));
  const isSpoken = spokenBlocks(samples, 20);
  const spoken = powers.filter((_, block) => isSpoken[block] === true);
  const power = spoken.reduce((sum, each) => sum + each, 0) / Math.max(1, spoken.length);
  const gain = 10 ** (dbfs / 20) / Math.sqrt(power);
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}

function framePowers(samples: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.ceil(samples.length / blockSamples) }, (_, block) => {
    const piece = samples.subarray(block * blockSamples, (block + 1) * blockSamples);
    return piece.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / piece.length;
  });
}
