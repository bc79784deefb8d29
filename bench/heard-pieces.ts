import { frameBytes, frameMs, sampleRateHz } from '../src/media/mulaw.js';
import type { Clip } from '../sandbox/script.js';
import { align } from '../sandbox/sound/alignment.js';
import { blockSamples, spokenBlocks } from '../sandbox/sound/clip.js';
import { createSoundLibrary, createSoundListener } from '../sandbox/sound/matcher.js';
import { filterReach, type PreparedClip } from '../sandbox/sound/prepared-clip.js';
import { createStreamHistory, type StreamHistory } from '../sandbox/sound/stream-history.js';
import { heardAt, type LineRecording } from '../sandbox/telephone/line.js';
import { partOf } from './recording-part.js';
import { spokenMs } from './word-sound.js';

/** A part of a sound in a party's ear. */
export interface HeardPiece {
  readonly clip: Clip;
  /** Which part of the clip, ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** When it was heard, `performance.now()` ms. */
  readonly startAt: number;
  readonly endAt: number;
}

const samplesPerMs = sampleRateHz / 1000;

/** What is less like a sound than this is another one; a sound that is there is above 0.9. */
const leastConfidence = 0.8;
/** A sound is there from end to end where each stretch of it, ms, is so much like what is heard; it is above 0.99. */
const wholeStretchMs = 200;
const leastWholeSimilarity = 0.9;
/** So much of an ear is searched for a sound at a time, ms. */
const searchMs = 8000;
/** Silence after which a listener has told all. */
const decidedSamples = 2 * sampleRateHz;
/** So much of a sound before it is cut may not be recognized, ms. */
const mostUnrecognizedMs = 200;
/** Whatever stops later than this does not stop for what happened, ms. */
const mostReactionMs = 700;
/** So many frames without any sound are a stop of whatever was playing, ms. */
const stopMs = 60;
/** A sound that is over sooner may not be recognized by a listener; one that is over as soon as the other is nobody's, ms. */
const leastRecognizedMs = 1500;
const leastComparedMs = 100;
/** Where a sound that stopped is taken up again is known to within so much, ms. */
const takenUpMs = 100;

/**
 * Finds the parts of some sounds in a stretch of a party's ear. What was heard from end to end is found by its wave,
 * however short it is. In what is left each sound is looked for by itself: a rendition that was cut and its rest, said
 * again, are so alike that a listener who knows both takes the one for the other. Where two are found in one place, it
 * was the one that is more like it. What is over too soon to be recognized may be the beginning of a sound, or go on
 * with one that stopped before.
 *
 * @param splitAt where the sound stops soon after this moment the stretch is heard in two, because what is held back
 *   for a moment may be lost to a listener.
 */
export function heardPieces(
  recording: LineRecording,
  window: { readonly fromAt: number; readonly toAt: number },
  sounds: readonly Clip[],
  splitAt?: number,
): readonly HeardPiece[] {
  const distinct = createSoundLibrary();
  for (const sound of sounds) distinct.add(sound);
  const clips = [...distinct.prepared];
  const all = partOf(recording, window.fromAt, window.toAt);
  const stopAt =
    (splitAt === undefined ? undefined : firstStop(partOf(all, splitAt, splitAt + mostReactionMs))) ??
    window.toAt;
  const { pieces: wholes, rest } = wholeSounds(all, clips);
  const parts = [partOf(rest, window.fromAt, stopAt), partOf(rest, stopAt, window.toAt)];
  const pieces = parts.flatMap((part) => piecesIn(part, clips)).map((piece) => untilStop(piece, stopAt));
  return shortSounds(rest)
    .reduce<HeardPiece[]>(
      (known, sound) => [...known, ...shortPiece(rest, sound, clips, known)],
      [...wholes, ...pieces],
    )
    .sort((left, right) => left.startAt - right.startAt);
}

/**
 * Finds what was heard from end to end, the longest first: where a short sound is a part of a long one, it was the long
 * one.
 *
 * @returns also the recording without it.
 */
function wholeSounds(
  part: LineRecording,
  clips: readonly PreparedClip[],
): { readonly pieces: readonly HeardPiece[]; readonly rest: LineRecording } {
  const rest = { ...part, heard: part.heard.slice() };
  const longestFirst = clips.toSorted((left, right) => right.audibleMs - left.audibleMs);
  const pieces = longestFirst.flatMap((prepared) => {
    const { start, end } = soundOf(prepared.clip);
    return takeWhole(rest.heard, prepared).map((place) => ({
      clip: prepared.clip,
      fromMs: start / samplesPerMs,
      toMs: end / samplesPerMs,
      startAt: heardAt(part, place + start),
      endAt: heardAt(part, place + end),
    }));
  });
  return { pieces, rest };
}

/** Where a clip lies whole, samples. It is taken out of what is heard. */
function takeWhole(heard: Int16Array, prepared: PreparedClip): readonly number[] {
  const { start, end } = soundOf(prepared.clip);
  const length = end - start;
  const places: number[] = [];
  if (length <= 0) return places;
  for (let first = 0; first + length <= heard.length; first += toSamples(searchMs)) {
    const stretch = heard.subarray(first, first + toSamples(searchMs) + length);
    while (!isSilent(stretch)) {
      const history = historyOf(stretch);
      const reach = Math.ceil((stretch.length - length) / 2);
      const { offset } = align(history, prepared, { start, length }, reach - start, reach);
      if (!isWholeAt(history, prepared, offset)) break;
      places.push(first + offset);
      stretch.fill(0, offset + start, offset + end);
    }
  }
  return places;
}

/** Where a clip sounds, without the silence around it, samples. */
function soundOf({ samples }: Clip): Stretch {
  const isSpoken = spokenBlocks(samples);
  const start = Math.max(0, isSpoken.indexOf(true)) * blockSamples;
  return { start, end: Math.min(samples.length, (isSpoken.lastIndexOf(true) + 1) * blockSamples) };
}

/** Whether all of a clip is heard where its first sample lies at `offset`: also its last sound, which weighs little. */
function isWholeAt(history: StreamHistory, prepared: PreparedClip, offset: number): boolean {
  const sound = soundOf(prepared.clip);
  const count = Math.max(1, Math.floor((sound.end - sound.start) / toSamples(wholeStretchMs)));
  const bound = (index: number) => sound.start + Math.round((index * (sound.end - sound.start)) / count);
  return Array.from({ length: count }, (_, index) => index).every((index) => {
    const start = bound(index);
    const isAudible = prepared.isAudible.slice(start / blockSamples, bound(index + 1) / blockSamples);
    if (!isAudible.includes(true)) return true;
    const { similarity } = align(history, prepared, { start, length: bound(index + 1) - start }, offset, 0);
    return similarity >= leastWholeSimilarity;
  });
}

function historyOf(samples: Int16Array): StreamHistory {
  const silence = new Int16Array(filterReach);
  const history = createStreamHistory(samples.length + silence.length);
  history.push(samples);
  history.push(silence);
  return history;
}

/**
 * The end of what stopped is known better from the silence than from the last sound that was recognized: behind that there
 * may have been a soft end, and a pause of the sound's own.
 */
function untilStop(piece: HeardPiece, stopAt: number): HeardPiece {
  const more = stopAt - piece.endAt;
  if (more <= 0 || spokenMs(piece.clip, piece.toMs, piece.toMs + more) > mostUnrecognizedMs) return piece;
  return { ...piece, toMs: piece.toMs + more, endAt: stopAt };
}

function piecesIn(part: LineRecording, clips: readonly PreparedClip[]): HeardPiece[] {
  if (stretchesOf(part).length === 0) return [];
  const found = clips
    .flatMap(({ clip }) => hearingsOf(part.heard, clip))
    .filter(({ confidence }) => confidence >= leastConfidence)
    .sort((left, right) => right.confidence - left.confidence);
  const kept: Hearing[] = [];
  for (const one of found) if (!kept.some((better) => isSamePlace(one, better))) kept.push(one);
  return kept
    .sort((left, right) => left.startMs - right.startMs)
    .map(({ clip, fromMs, toMs, startMs, endMs }) => ({
      clip,
      fromMs,
      toMs,
      startAt: heardAt(part, toSamples(startMs)),
      endAt: heardAt(part, toSamples(endMs)),
    }));
}

/** One time that a sound was heard: which part of it, and when, ms since the stretch's first sample. */
interface Hearing {
  readonly clip: Clip;
  readonly fromMs: number;
  readonly toMs: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Mean correlation of what was heard with the sound, 0 to 1. */
  readonly confidence: number;
}

function hearingsOf(samples: Int16Array, clip: Clip): Hearing[] {
  const library = createSoundLibrary();
  library.add(clip);
  const listener = createSoundListener(library);
  const found = new Map<number, { hearing: Hearing; heard: number }>();
  for (const event of [...listener.push(samples), ...listener.push(new Int16Array(decidedSamples))]) {
    const one = found.get(event.hearing);
    if (event.type === 'clip.began') {
      const { clipMs, streamMs } = event;
      const span = { fromMs: clipMs, toMs: clipMs, startMs: streamMs, endMs: streamMs };
      found.set(event.hearing, { hearing: { clip, ...span, confidence: 0 }, heard: 0 });
    } else if (event.type === 'clip.retracted') {
      found.delete(event.hearing);
    } else if (event.type === 'clip.progressed' && one !== undefined) {
      const { clipMs, streamMs, confidence } = event;
      one.heard += 1;
      const mean = one.hearing.confidence + (confidence - one.hearing.confidence) / one.heard;
      one.hearing = { ...one.hearing, toMs: clipMs, endMs: streamMs, confidence: mean };
    }
  }
  return [...found.values()].map(({ hearing }) => hearing);
}

/** Whether half of a hearing lies where another one does. */
function isSamePlace(one: Hearing, other: Hearing): boolean {
  const shared = Math.min(one.endMs, other.endMs) - Math.max(one.startMs, other.startMs);
  return shared > (one.endMs - one.startMs) / 2;
}

/** A stretch of sound between two stops, samples. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The stretches that are over too soon to be recognized. */
function shortSounds(part: LineRecording): Stretch[] {
  return stretchesOf(part).filter(({ start, end }) => end - start < toSamples(leastRecognizedMs));
}

/** Whatever sounds, but for what is over at once. */
function stretchesOf(part: LineRecording): Stretch[] {
  const stretches: Stretch[] = [];
  for (let start = 0; start < part.heard.length; start += frameBytes) {
    if (isSilent(part.heard.subarray(start, start + frameBytes))) continue;
    const end = start + frameBytes;
    const last = stretches.at(-1);
    if (last === undefined || start - last.end >= toSamples(stopMs)) stretches.push({ start, end });
    else stretches[stretches.length - 1] = { ...last, end };
  }
  return stretches.filter(({ start, end }) => end - start >= toSamples(leastComparedMs));
}

/** The clip that a short sound is a piece of, by its wave; none where it is a piece of none, or is known already. */
function shortPiece(
  part: LineRecording,
  { start, end }: Stretch,
  clips: readonly PreparedClip[],
  known: readonly HeardPiece[],
): HeardPiece[] {
  const [startAt, endAt] = [heardAt(part, start), heardAt(part, end)];
  if (known.some((piece) => piece.startAt < endAt && piece.endAt > startAt)) return [];
  const history = createStreamHistory(end - start + 2 * toSamples(takenUpMs));
  history.push(part.heard.slice(start, end));
  history.push(new Int16Array(toSamples(takenUpMs)));
  const found = clips.flatMap((prepared) => {
    const { clip } = prepared;
    const stops = known.filter((piece) => piece.clip.id === clip.id && piece.endAt <= startAt);
    return [0, ...stops.map(({ toMs }) => toSamples(toMs))].map((from) => {
      const stretch = { start: from, length: end - start };
      const { offset, similarity } = align(history, prepared, stretch, -from, toSamples(takenUpMs));
      const fromMs = Math.max(0, -offset / samplesPerMs);
      const toMs = (end - start - offset) / samplesPerMs;
      return { similarity, piece: { clip, fromMs, toMs, startAt, endAt } };
    });
  });
  const [best] = found.sort((left, right) => right.similarity - left.similarity);
  return best !== undefined && best.similarity >= leastConfidence ? [best.piece] : [];
}

/** When the sound first stops; undefined if it does not, or there is none. */
function firstStop(part: LineRecording): number | undefined {
  let silentMs = 0;
  for (let start = 0; start < part.heard.length; start += frameBytes) {
    silentMs = isSilent(part.heard.subarray(start, start + frameBytes)) ? silentMs + frameMs : 0;
    if (silentMs === stopMs) return heardAt(part, start + frameBytes) - stopMs;
  }
  return undefined;
}

function isSilent(samples: Int16Array): boolean {
  return samples.every((sample) => sample === 0);
}

function toSamples(milliseconds: number): number {
  return Math.round(milliseconds * samplesPerMs);
}
