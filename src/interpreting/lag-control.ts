/** How far behind a direction is, and what is to be done about it. */
export interface LagState {
  /**
   * The live ear-voice span, ms: of the clause heard last, or so far of the one that has waited longest. Undefined
   * when neither was lately.
   */
  readonly earVoiceSpanMs: number | undefined;
  /** At least, for the renditions that are synthesized next; 1 is the voice's normal rate. */
  readonly speed: number;
  /**
   * Whether the next clause is to be said as one with the last that waits. One that waits for no other is not kept back for
   * it: who talks without a pause would be heard only when they have finished.
   */
  readonly shouldMerge: boolean;
}

/** Keeps one direction from falling behind. All times are ms on one clock. */
export interface LagControl {
  /** A clause was committed; `onsetMs` is when the speaker began it. */
  committed(id: string, onsetMs: number, atMs: number): void;
  /** Its rendition has reached the listener's ear, and sounds. */
  heard(id: string, atMs: number): void;
  /** Its rendition is over, or will not be heard by itself: it was merged, cut, or has failed. */
  gone(id: string, atMs: number): void;
  state(): LagState;
}

interface Pending {
  readonly onsetMs: number;
  readonly committedMs: number;
}

/**
 * The speeds, slowest first: each is entered when the lag is above its bound and left when it is under the other.
 * The gap between the two is what keeps the speed steady. No listener is asked to follow a voice faster than 1.25.
 */
const speeds = [
  { speed: 1, enterAboveMs: Number.NEGATIVE_INFINITY, leaveUnderMs: Number.NEGATIVE_INFINITY },
  { speed: 1.1, enterAboveMs: 2_200, leaveUnderMs: 1_800 },
  { speed: 1.2, enterAboveMs: 2_500, leaveUnderMs: 2_000 },
  { speed: 1.25, enterAboveMs: 2_900, leaveUnderMs: 2_400 },
] as const;

/** What comes next waits for a rendition behind which the speaker goes on, and may be the last of the turn. */
const speedWhileTalking = 1.2;

/** Where the fastest speed is not enough. */
const merging = { enterAboveMs: 4_400, leaveUnderMs: 3_400 };

/** Listeners notice a voice that changes its pace: it keeps one for so long before it is quickened, or slowed. */
const steadyMs = { beforeFaster: 3_000, beforeSlower: 8_000 };
/** Translation, synthesis and the line take up to this: a rendition that comes within it waited for no other. */
const unavoidableMs = 1_000;
/** A clause cannot be rendered before it is said: of the time that took, no more than this counts as lag. */
const countedClauseMs = 2_500;
/** What was heard longer ago says nothing of now. */
const recentMs = 6_000;
/** More clauses than ever wait at once. */
const mostPending = 64;

/** How fast a rendition is to be spoken: by the lag, and by whether its speaker goes on. */
export function speedOf({ speed }: LagState, goesOn: boolean): number {
  return goesOn ? Math.max(speed, speedWhileTalking) : speed;
}

/**
 * A controller with a band: nothing is hurried until renditions wait for one another and the ear-voice span is above
 * 2.2 s. Speed is given up step by step once they wait no longer, or the span is under 1.8 s.
 */
export function createLagControl(): LagControl {
  /** Committed and not heard, oldest first. */
  const pending = new Map<string, Pending>();
  const sounding = new Set<string>();
  let lastHeard: (Pending & { readonly heardMs: number }) | undefined;
  let step = 0;
  let changedMs = Number.NEGATIVE_INFINITY;
  let earVoiceSpanMs: number | undefined;
  let isFarBehind = false;

  function update(atMs: number) {
    const oldest = firstOf(pending.values());
    const recent = lastHeard !== undefined && atMs - lastHeard.heardMs <= recentMs ? lastHeard : undefined;
    const spans = [recent && recent.heardMs - recent.onsetMs, oldest && atMs - oldest.onsetMs];
    const lags = [recent && lagOf(recent, recent.heardMs), oldest && lagOf(oldest, atMs)];
    earVoiceSpanMs = greatest(spans);
    const lag = greatest(lags) ?? 0;

    isFarBehind = lag > (isFarBehind ? merging.leaveUnderMs : merging.enterAboveMs);
    const next = nextStep(step, lag);
    const keepMs = next > step ? steadyMs.beforeFaster : steadyMs.beforeSlower;
    if (next === step || atMs - changedMs < keepMs) return;
    step = next;
    changedMs = atMs;
  }

  return {
    committed(id, onsetMs, atMs) {
      const oldestId = firstOf(pending.keys());
      if (pending.size === mostPending && oldestId !== undefined) pending.delete(oldestId);
      pending.set(id, { onsetMs, committedMs: atMs });
      update(atMs);
    },
    heard(id, atMs) {
      const clause = pending.get(id);
      if (clause === undefined) return;
      pending.delete(id);
      sounding.add(id);
      lastHeard = { ...clause, heardMs: atMs };
      update(atMs);
    },
    gone(id, atMs) {
      pending.delete(id);
      sounding.delete(id);
      update(atMs);
    },
    state: () => ({
      earVoiceSpanMs,
      speed: speeds[step]?.speed ?? 1,
      shouldMerge: isFarBehind && pending.size > 0 && pending.size + sounding.size > 1,
    }),
  };
}

/** The part of a span that haste can do something about: none where the rendition waited for no other. */
function lagOf({ onsetMs, committedMs }: Pending, untilMs: number): number {
  const waitedMs = untilMs - committedMs;
  return waitedMs <= unavoidableMs ? 0 : waitedMs + Math.min(committedMs - onsetMs, countedClauseMs);
}

/** Up at once as far as the lag demands, down one at a time. */
function nextStep(step: number, lag: number): number {
  const demanded = speeds.findLastIndex(({ enterAboveMs }) => lag > enterAboveMs);
  if (demanded > step) return demanded;
  return lag < (speeds[step]?.leaveUnderMs ?? 0) ? step - 1 : step;
}

function firstOf<Item>(items: Iterable<Item>): Item | undefined {
  for (const item of items) return item;
  return undefined;
}

function greatest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
