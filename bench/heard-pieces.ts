import { frameBytes, frameMs, sampleRateHz } from '../src/media/mulaw.js';
import type { Clip } from '../sandbox/script.js';
import { align } from '../sandbox/sound/alignment.js';
import { createSoundLibrary, createSoundListener } from '../sandbox/sound/matcher.js';
import { prepareClip } from '../sandbox/sound/prepared-clip.js';
import { createStreamHistory } from '../sandbox/sound/stream-history.js';
import { heardAt, type LineRecording } from '../sandbox/telephone/line.js';
import { partOf } from './hearing.js';

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
/** Silence after which a listener has told all. */
const decidedSamples = 2 * sampleRateHz;
/** The soft end of a sound that is cut may not be recognized, ms. */
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
 * Finds the parts of some sounds in a stretch of a party's ear. Each sound is looked for by itself: a rendition that
 * was cut and its rest, said again, are so alike that a listener who knows both takes the one for the other. Where two
 * are found in one place, it was the one that is more like it. What is over too soon to be recognized may be the
 * beginning of a sound, or go on with one that stopped before.
 *
 * @param splitAt where the sound stops soon after this moment the stretch is heard in two, because what is held back
 *   for a moment may be lost to a listener.
 */
export function heardPieces(
  recording: LineRecording,
  window: { readonly fromAt: number; readonly toAt: number },
  sounds: readonly Clip[],
  splitAt: number,
): readonly HeardPiece[] {
  const stopAt = firstStop(partOf(recording, splitAt, splitAt + mostReactionMs)) ?? window.toAt;
  const parts = [partOf(recording, window.fromAt, stopAt), partOf(recording, stopAt, window.toAt)];
  const distinct = createSoundLibrary();
  for (const sound of sounds) distinct.add(sound);
  const clips = [...distinct.prepared].map(({ clip }) => clip);
  const pieces = parts.flatMap((part) => piecesIn(part, clips)).map((piece) => untilStop(piece, stopAt));
  const all = partOf(recording, window.fromAt, window.toAt);
  return shortSounds(all)
    .reduce<HeardPiece[]>((known, sound) => [...known, ...shortPiece(all, sound, clips, known)], pieces)
    .sort((left, right) => left.startAt - right.startAt);
}

/** The end of what stopped is known better from the silence than from the last sound that was recognized. */
function untilStop(piece: HeardPiece, stopAt: number): HeardPiece {
  const more = stopAt - piece.endAt;
  if (more <= 0 || more > mostUnrecognizedMs) return piece;
  return { ...piece, toMs: piece.toMs + more, endAt: stopAt };
}

function piecesIn(part: LineRecording, clips: readonly Clip[]): HeardPiece[] {
  const found = clips
    .flatMap((clip) => hearingsOf(part.heard, clip))
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
  const stretches: Stretch[] = [];
  for (let start = 0; start < part.heard.length; start += frameBytes) {
    if (isSilent(part.heard.subarray(start, start + frameBytes))) continue;
    const end = start + frameBytes;
    const last = stretches.at(-1);
    if (last === undefined || start - last.end >= toSamples(stopMs)) stretches.push({ start, end });
    else stretches[stretches.length - 1] = { ...last, end };
  }
  return stretches.filter(
    ({ start, end }) =>
      end - start >= toSamples(leastComparedMs) && end - start < toSamples(leastRecognizedMs),
  );
}

/** The clip that a short sound is a piece of, by its wave; none where it is a piece of none, or is known already. */
function shortPiece(
  part: LineRecording,
  { start, end }: Stretch,
  clips: readonly Clip[],
  known: readonly HeardPiece[],
): HeardPiece[] {
  const [startAt, endAt] = [heardAt(part, start), heardAt(part, end)];
  if (known.some((piece) => piece.startAt < endAt && piece.endAt > startAt)) return [];
  const history = createStreamHistory(end - start + 2 * toSamples(takenUpMs));
  history.push(part.heard.slice(start, end));
  history.push(new Int16Array(toSamples(takenUpMs)));
  const found = clips.flatMap((clip) => {
    const prepared = prepareClip(clip);
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
