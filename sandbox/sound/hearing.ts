import { blockMs, blockSamples } from './clip.js';
import { align } from './alignment.js';
import type { PreparedClip } from './prepared-clip.js';
import type { StreamHistory } from './stream-history.js';

/** Least correlation at which a block counts as heard: other speech in the same voice gets there once in a hundred. */
const leastSimilarity = 0.38;

/** How far a block may lie off the alignment, samples; the alignment follows by one sample a block: clocks drift. */
const drift = 3;

/** Sound beyond the block itself that is compared with it, samples to either side: noise matters less. */
const blockMargin = blockSamples;

/** After so many blocks missed in a row the sound may have jumped: lost or doubled frames, up to three of them. */
const blocksBeforeJump = 3;
const blocksBetweenJumps = 4;
const jumpStretch = 5 * blockSamples;
const jumpReach = 3 * blockSamples;
const leastSimilarityAfterJump = 0.65;

/** So much of what should be audible and is not, in a row, ends a hearing; a guess ends sooner. */
const lostAfterMs = 300;
const guessLostAfterMs = 200;

/** Before this much was heard, or three quarters of a short clip, a hearing is a guess. */
const surelyHeardMs = 260;
const surelyHeardShare = 0.75;
const mostMissedShare = 0.4;

/** Two hearings share a sound if for so long both heard something, and their clips correlate so much there. */
const leastSharedMs = 100;
const leastLikeness = 0.25;

/** A block of a clip that was heard. */
export interface HeardBlock {
  /** Number of the block within the clip. */
  readonly block: number;
  /** Stream sample at which the block begins. */
  readonly streamStart: number;
  readonly similarity: number;
}

/** A stretch of a clip that was not heard, ms of the clip. */
export interface Gap {
  readonly startMs: number;
  readonly endMs: number;
}

/** One clip followed along a stream, block by block, by the wave itself. */
export interface Hearing {
  readonly prepared: PreparedClip;
  /** Blocks heard so far, in the clip's order. */
  readonly heard: readonly HeardBlock[];
  /** Stream sample of the clip's first one, as the alignment stands. */
  readonly offset: number;
  /** All of the clip that is audible was awaited. */
  readonly isFinished: boolean;
  /** Too much was missed: this is not that clip, or it was cut. */
  readonly isLost: boolean;
  /** Enough was heard, and little missed, to say that this is the clip. */
  readonly isSure: boolean;
  /** Heard less missed, ms. */
  readonly score: number;
  /** Compares what has come in since. */
  advance(): void;
  /** Share of the clip's audible blocks that was heard, 0 to 1. */
  coverage(): number;
  /** Audible stretches that were not heard, but for single blocks. */
  gaps(): Gap[];
}

/**
 * Begins to follow a clip, looking back at what was heard of it before.
 *
 * @param offset stream sample of the clip's first one.
 * @param position clip sample up to which the stream is known.
 */
export function createHearing(
  history: StreamHistory,
  prepared: PreparedClip,
  offset: number,
  position: number,
): Hearing {
  const { isAudible, audibleBefore } = prepared;
  const afterLast = isAudible.lastIndexOf(true) + 1;
  const firstForward = Math.max(0, Math.floor(position / blockSamples) - 1);
  const heard = lookBack(history, prepared, offset, firstForward);
  let current = offset;
  let next = firstForward;
  let missedInARow = 0;
  let firstMissed = next;
  let rewoundFrom = 0;

  function compare(): void {
    const block = next;
    next += 1;
    if (isAudible[block] !== true) return;
    const found = compareBlock(history, prepared, block, current);
    if (found.similarity >= leastSimilarity) {
      missedInARow = 0;
      current += Math.sign(found.offset - current);
      heard.push({ block, streamStart: found.offset + block * blockSamples, similarity: found.similarity });
      return;
    }
    if (missedInARow === 0) firstMissed = block;
    missedInARow += 1;
    if (isSure() && missedInARow % blocksBetweenJumps === blocksBeforeJump) followJump(block);
  }

  /** Goes back over what was missed if the sound goes on a few frames sooner or later; over no block twice. */
  function followJump(block: number): void {
    const start = (block + 1) * blockSamples - jumpStretch;
    const found = align(history, prepared, { start, length: jumpStretch }, current, jumpReach);
    if (found.similarity < leastSimilarityAfterJump || Math.abs(found.offset - current) <= drift) return;
    current = found.offset;
    next = Math.max(firstMissed, rewoundFrom);
    rewoundFrom = block + 1;
    missedInARow = 0;
  }

  const missedMs = () => {
    const audible = (audibleBefore[next] ?? 0) - (audibleBefore[heard[0]?.block ?? next] ?? 0);
    return Math.max(0, audible - heard.length) * blockMs;
  };

  const isSure = () => {
    const heardMs = heard.length * blockMs;
    const enoughMs = Math.min(surelyHeardMs, surelyHeardShare * prepared.audibleMs);
    return heardMs >= enoughMs && missedMs() <= mostMissedShare * heardMs;
  };

  const isLost = () => missedInARow * blockMs >= (isSure() ? lostAfterMs : guessLostAfterMs);

  return {
    prepared,
    heard,
    get offset() {
      return current;
    },
    get isFinished() {
      return next >= afterLast;
    },
    get isLost() {
      return isLost();
    },
    get isSure() {
      return isSure();
    },
    get score() {
      return heard.length * blockMs - missedMs();
    },
    advance() {
      const reach = blockSamples + blockMargin + drift;
      while (next < afterLast && !isLost()) {
        if (current + next * blockSamples + reach > history.end) return;
        compare();
      }
    },
    coverage: () => (heard.length * blockMs) / Math.max(blockMs, prepared.audibleMs),
    gaps: () => gapsBetween(heard, isAudible),
  };
}

/**
 * Whether two hearings claim one and the same sound, so that only one of them can be true: where both heard
 * something, the clips themselves are alike, or it is one clip laid at two places, as periodic voices allow.
 */
export function isSameSound(left: Hearing, right: Hearing): boolean {
  const lefts = new Map(left.heard.map((block) => [Math.floor(block.streamStart / blockSamples), block]));
  const products = new Float64Array(2 * drift + 1);
  let shared = 0;
  let leftEnergy = 0;
  let rightEnergy = 0;
  for (const { block, streamStart } of right.heard) {
    const beside = lefts.get(Math.floor(streamStart / blockSamples));
    if (beside === undefined) continue;
    shared += 1;
    const leftFirst = beside.block * blockSamples + streamStart - beside.streamStart;
    for (let index = 0; index < blockSamples; index += 1) {
      const rightSample = right.prepared.wave[block * blockSamples + index] ?? 0;
      rightEnergy += rightSample ** 2;
      leftEnergy += (left.prepared.wave[leftFirst + index] ?? 0) ** 2;
      for (let lag = 0; lag < products.length; lag += 1) {
        const leftSample = left.prepared.wave[leftFirst + index + lag - drift] ?? 0;
        products[lag] = (products[lag] ?? 0) + leftSample * rightSample;
      }
    }
  }
  if (shared * blockMs < leastSharedMs) return false;
  return (
    left.prepared === right.prepared ||
    Math.max(...products) > leastLikeness * Math.sqrt(leftEnergy * rightEnergy)
  );
}

function lookBack(
  history: StreamHistory,
  prepared: PreparedClip,
  offset: number,
  before: number,
): HeardBlock[] {
  const heard: HeardBlock[] = [];
  let current = offset;
  let missedInARow = 0;
  for (let block = before - 1; block >= 0; block -= 1) {
    if (prepared.isAudible[block] !== true) continue;
    const streamStart = current + block * blockSamples;
    if (streamStart < history.start || missedInARow * blockMs >= lostAfterMs) break;
    let found = compareBlock(history, prepared, block, current);
    if (found.similarity < leastSimilarity) {
      missedInARow += 1;
      if (missedInARow !== blocksBeforeJump) continue;
      const stretch = { start: block * blockSamples, length: jumpStretch };
      const jumped = align(history, prepared, stretch, current, jumpReach);
      if (jumped.similarity < leastSimilarityAfterJump) continue;
      current = jumped.offset;
      found = compareBlock(history, prepared, block, current);
      if (found.similarity < leastSimilarity) continue;
    }
    missedInARow = 0;
    current += Math.sign(found.offset - current);
    heard.unshift({ block, streamStart: found.offset + block * blockSamples, similarity: found.similarity });
  }
  return heard;
}

function compareBlock(history: StreamHistory, prepared: PreparedClip, block: number, offset: number) {
  const stretch = { start: block * blockSamples - blockMargin, length: blockSamples + 2 * blockMargin };
  return align(history, prepared, stretch, offset, drift);
}

function gapsBetween(heard: readonly HeardBlock[], isAudible: readonly boolean[]): Gap[] {
  const known = new Set(heard.map(({ block }) => block));
  const gaps: Gap[] = [];
  let missed: number[] = [];
  const close = () => {
    const [first] = missed;
    const last = missed.at(-1);
    if (first !== undefined && last !== undefined && last > first) {
      gaps.push({ startMs: first * blockMs, endMs: (last + 1) * blockMs });
    }
    missed = [];
  };
  isAudible.forEach((audible, block) => {
    if (!audible) return;
    if (known.has(block)) close();
    else missed.push(block);
  });
  close();
  return gaps;
}
