import { sampleRateHz } from '../../src/media/mulaw.js';
import type { Clip } from '../script.js';
import { align } from './alignment.js';
import { createClipSearch, type Candidate } from './clip-search.js';
import { blockMs, blockSamples } from './clip.js';
import { createHearing, isSameSound, type Gap, type Hearing } from './hearing.js';
import { prepareClip, type PreparedClip } from './prepared-clip.js';
import { windowSamples } from './spectrum.js';
import { createStreamHistory } from './stream-history.js';

/** The clips that can be recognized. Clips may come and go while listeners run. */
export interface SoundLibrary {
  /**
   * Adds a clip. One that sounds exactly like a clip that is already known cannot be told from it: then that one
   * stays, and is returned.
   */
  add(clip: Clip): Clip;
  remove(id: string): void;
  get(id: string): Clip | undefined;
  readonly ids: readonly string[];
  /** For listeners. */
  readonly prepared: Iterable<PreparedClip>;
}

/**
 * What a listener makes of the sound. `hearing` numbers the times that a clip was heard; all times are ms, `clipMs`
 * since the clip's beginning, `streamMs` since the stream's.
 */
export type SoundEvent =
  | {
      readonly type: 'clip.began';
      readonly hearing: number;
      readonly clip: string;
      /** Where in the clip it begins: above 0 if its beginning was lost. */
      readonly clipMs: number;
      readonly streamMs: number;
    }
  | {
      /** 20 ms of the clip's speech were heard; the times are those of their end. In order; silences are left out. */
      readonly type: 'clip.progressed';
      readonly hearing: number;
      readonly clip: string;
      readonly clipMs: number;
      readonly streamMs: number;
      /** Correlation of what was heard with the clip, 0 to 1. */
      readonly confidence: number;
    }
  | {
      readonly type: 'clip.ended';
      readonly hearing: number;
      readonly clip: string;
      /** Share of the clip's speech that was heard, 0 to 1. */
      readonly coverage: number;
      /** Speech of the clip that was not heard. */
      readonly gaps: readonly Gap[];
    }
  | {
      /** The sound was another clip's, which begins alike; may come up to two seconds after `clip.ended`. */
      readonly type: 'clip.retracted';
      readonly hearing: number;
      readonly clip: string;
    };

/** Finds out from the sound alone which clips are being heard. One for each stream. */
export interface SoundListener {
  /** Takes 8 kHz samples, any number; returns what has become clear. */
  push(samples: Int16Array): SoundEvent[];
}

/** One time that a clip was heard. */
export interface Detection {
  readonly clip: string;
  /** First and last sound of the clip that was heard, ms since the stream's first sample. */
  readonly startMs: number;
  readonly endMs: number;
  /** Share of the clip's speech that was heard, 0 to 1. */
  readonly coverage: number;
  /** Mean correlation of what was heard with the clip, 0 to 1. */
  readonly confidence: number;
  /** Speech of the clip that was not heard, ms of the clip. */
  readonly gaps: readonly Gap[];
}

/** How far back a listener remembers; a clip is recognized long before. */
const historySamples = 2 * sampleRateHz;

/** Sound that a candidate is compared with, wave by wave. */
const stretchSamples = 0.2 * sampleRateHz;
const stretchReach = 0.01 * sampleRateHz;
const leastStretchSimilarity = 0.45;

/** Two alignments closer than this are one, samples. */
const sameOffset = 8;

/** How much more must have been heard of one clip than of another that begins alike, ms. */
const leadMs = 80;

export function createSoundLibrary(): SoundLibrary {
  const clips = new Map<string, PreparedClip>();
  return {
    add(clip) {
      for (const { clip: known } of clips.values()) if (hasSameSamples(known, clip)) return known;
      clips.set(clip.id, prepareClip(clip));
      return clip;
    },
    remove: (id) => void clips.delete(id),
    get: (id) => clips.get(id)?.clip,
    get ids() {
      return [...clips.keys()];
    },
    get prepared() {
      return clips.values();
    },
  };
}

/** A hearing and what was said about it. */
interface Followed {
  readonly number: number;
  readonly hearing: Hearing;
  /** A guess becomes told, and is then a fact for those who listen, or rejected for a better one. */
  state: 'guess' | 'told' | 'rejected';
  /** Blocks that were told. */
  told: number;
  /** Stream sample at which it was over. */
  overAt: number | undefined;
  /** Others that claim the same sound. */
  readonly rivals: Set<Followed>;
}

/**
 * A clip is proposed by the way its spectrum moves, laid over the stream by its wave, followed by its wave, and
 * told as soon as enough of it was heard: within 600 ms of its first sound, a shorter clip by its end.
 */
export function createSoundListener(library: SoundLibrary): SoundListener {
  const history = createStreamHistory(historySamples);
  const search = createClipSearch();
  let followed: Followed[] = [];
  let nextLook = 0;
  let lastNumber = 0;

  /** Begins a guess if the waves agree. False if there was nothing to compare: the candidate is being followed. */
  function propose({ prepared, position }: Candidate): boolean {
    const offset = nextLook - position;
    const isFollowed = (near: number, within: number, states: readonly Followed['state'][]) =>
      followed.some(
        ({ hearing, state }) =>
          hearing.prepared === prepared &&
          !hearing.isLost &&
          states.includes(state) &&
          Math.abs(hearing.offset - near) < within,
      );
    if (isFollowed(offset, blockSamples, ['told', 'rejected'])) return false;
    const end = position + windowSamples;
    const stretch = { start: end - stretchSamples, length: stretchSamples };
    const found = align(history, prepared, stretch, offset, stretchReach);
    if (found.similarity < leastStretchSimilarity) return true;
    // A guess may lie off by a period of the voice: only the very same place is not worth another.
    if (isFollowed(found.offset, sameOffset, ['guess'])) return true;
    lastNumber += 1;
    const hearing = createHearing(history, prepared, found.offset, end);
    followed.push({
      number: lastNumber,
      hearing,
      state: 'guess',
      told: 0,
      overAt: undefined,
      rivals: new Set(),
    });
    return true;
  }

  /** Tells of the hearings that are sure, the best first, and takes back those that a better one explains. */
  function settle(): SoundEvent[] {
    const events: SoundEvent[] = [];
    const sure = followed
      .filter(({ hearing, state }) => state === 'guess' && hearing.isSure)
      .sort((left, right) => right.hearing.score - left.hearing.score);
    for (const one of sure) {
      for (const other of followed) {
        if (other.state !== 'told' || one.rivals.has(other)) continue;
        if (isSameSound(one.hearing, other.hearing)) one.rivals.add(other);
      }
      const rivals = [...one.rivals].filter(({ state }) => state === 'told');
      if (!rivals.every(({ hearing }) => one.hearing.score > hearing.score + leadMs)) {
        // Both scores stand: later, when the better one is forgotten, this one must not seem to be alone.
        if (one.overAt !== undefined && rivals.every(({ overAt }) => overAt !== undefined))
          one.state = 'rejected';
        continue;
      }
      for (const rival of rivals) {
        rival.state = 'rejected';
        events.push({ type: 'clip.retracted', hearing: rival.number, clip: rival.hearing.prepared.clip.id });
      }
      one.state = 'told';
      events.push(began(one), ...progressed(one));
      if (one.overAt !== undefined) events.push(ended(one));
    }
    return events;
  }

  function step(): SoundEvent[] {
    const events: SoundEvent[] = [];
    while (nextLook + windowSamples <= history.end) {
      const candidates = search.step(history.samples, nextLook - history.start, library.prepared);
      candidates.some(propose);
      nextLook += blockSamples;
    }
    for (const one of followed) {
      if (one.overAt !== undefined) continue;
      one.hearing.advance();
      if (one.state === 'told') events.push(...progressed(one));
      if (!one.hearing.isFinished && !one.hearing.isLost) continue;
      one.overAt = history.end;
      if (one.state === 'told') events.push(ended(one));
    }
    events.push(...settle());
    followed = followed.filter(({ overAt }) => overAt === undefined || history.end - overAt < historySamples);
    return events;
  }

  return {
    push(samples) {
      const events: SoundEvent[] = [];
      for (let first = 0; first < samples.length; first += blockSamples) {
        history.push(samples.subarray(first, first + blockSamples));
        events.push(...step());
      }
      return events;
    },
  };
}

/** All clips heard in a whole recording, in the order of their beginnings. */
export function findClips(samples: Int16Array, library: SoundLibrary): Detection[] {
  const listener = createSoundListener(library);
  const silence = new Int16Array(historySamples);
  const found = new Map<number, { detection: Detection; confidences: number[] }>();
  for (const event of [...listener.push(samples), ...listener.push(silence)]) {
    const one = found.get(event.hearing);
    if (event.type === 'clip.began') {
      const { clip, streamMs } = event;
      const detection = { clip, startMs: streamMs, endMs: streamMs, coverage: 0, confidence: 0, gaps: [] };
      found.set(event.hearing, { detection, confidences: [] });
    } else if (event.type === 'clip.retracted') {
      found.delete(event.hearing);
    } else if (one !== undefined && event.type === 'clip.progressed') {
      one.confidences.push(event.confidence);
      one.detection = { ...one.detection, endMs: event.streamMs };
    } else if (one !== undefined && event.type === 'clip.ended') {
      one.detection = { ...one.detection, coverage: event.coverage, gaps: event.gaps };
    }
  }
  return [...found.values()]
    .map(({ detection, confidences }) => ({ ...detection, confidence: mean(confidences) }))
    .sort((left, right) => left.startMs - right.startMs);
}

function began({ number, hearing }: Followed): SoundEvent {
  const [first] = hearing.heard;
  return {
    type: 'clip.began',
    hearing: number,
    clip: hearing.prepared.clip.id,
    clipMs: (first?.block ?? 0) * blockMs,
    streamMs: toMs(first?.streamStart ?? 0),
  };
}

/** What was heard since the last time. */
function progressed(one: Followed): SoundEvent[] {
  const { heard, prepared } = one.hearing;
  const fresh = heard.slice(one.told);
  one.told = heard.length;
  return fresh.map(({ block, streamStart, similarity }) => ({
    type: 'clip.progressed',
    hearing: one.number,
    clip: prepared.clip.id,
    clipMs: (block + 1) * blockMs,
    streamMs: toMs(streamStart + blockSamples),
    confidence: similarity,
  }));
}

function ended({ number, hearing }: Followed): SoundEvent {
  const clip = hearing.prepared.clip.id;
  return { type: 'clip.ended', hearing: number, clip, coverage: hearing.coverage(), gaps: hearing.gaps() };
}

function hasSameSamples(left: Clip, right: Clip): boolean {
  return (
    left.samples.length === right.samples.length &&
    left.samples.every((sample, index) => sample === right.samples[index])
  );
}

function toMs(samples: number): number {
  return (samples * 1000) / sampleRateHz;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
