import type { PhraseName } from './announcement-numbers.js';
import { createHistogram } from './histogram.js';
import type { SaidTurn, ToldPhrase } from './loaded-call.js';

/** When a fault began, when it ended, and when it was looked at, ms on the machine's clock. */
export interface FaultMoments {
  readonly beganAt: number;
  readonly endedAt: number;
  readonly seenAt: number;
}

/** What became of the turns around a fault. */
export interface TurnFates {
  readonly turns: number;
  readonly heard: number;
  /** Neither heard, but somebody on the call was told that something was not understood, or that the call ends. */
  readonly told: number;
  /** Its rendition was cut, as the service's own record says: its listener talked into it, or the call ended. */
  readonly cut: number;
  /** What was broken by the fault itself before its end. */
  readonly brokenOff: number;
  /** The rest: nobody knows of it. */
  readonly lost: number;
  /** The lost ones, to be looked for in the service's log. */
  readonly lostTurns: readonly LostTurn[];
}

/** What the service says became of a clause. */
export interface ClauseFate {
  /** Of all calls of the run, from 0. */
  readonly call: number;
  readonly party: SaidTurn['party'];
  /** When its speaker had said it, ms on the machine's clock. */
  readonly saidAt: number;
  readonly isCut: boolean;
}

/** A turn of which nothing became. */
export interface LostTurn {
  /** Of all calls of the run, from 0. */
  readonly call: number;
  readonly party: SaidTurn['party'];
  readonly number: number;
  /** When it began and was over, ms since the fault began. */
  readonly startMs: number;
  readonly endMs: number;
}

/** When turns were as they should be, ms. */
export interface Recovery {
  /** From the fault's beginning to the end of the last turn of its time that was late, or not heard: 0 if none was. */
  readonly disturbedMs: number;
  /** From the fault's end, the same; undefined where the last turn of all was still so. */
  readonly recoveryMs: number | undefined;
  /** From the fault's end to the first turn that was heard in time, of those that were said to their end behind it. */
  readonly firstTurnMs: number | undefined;
}

/** Who was told something about a turn says so this soon behind its end, ms: the recognizer's patience is in it. */
const toldWithinMs = 25_000;
/** A turn whose rendition has not come by then counts, ms behind its end. */
const patienceMs = 8000;
/** The service and the telephone may differ so much about when something was said, ms: turns are farther apart. */
const sameTurnMs = 2000;

const reports: ReadonlySet<PhraseName> = new Set(['repeat', 'askedToRepeat', 'failure']);

type Ended = SaidTurn & { readonly startSentAt: number; readonly endSentAt: number };

/** The turns that say something: nobody talked into them, they were said to their end, and there was time to hear them. */
function judgeable(turns: readonly SaidTurn[], { seenAt }: FaultMoments): readonly Ended[] {
  return turns.filter(
    (turn): turn is Ended =>
      turn.isAlone &&
      turn.startSentAt !== undefined &&
      turn.endSentAt !== undefined &&
      turn.endSentAt < seenAt - patienceMs,
  );
}

/** What was seen of calls: what their telephones were told, and what the service says of their clauses. */
export interface Seen {
  readonly told: readonly ToldPhrase[];
  readonly clauses: readonly ClauseFate[];
}

/** @param isBroken whether the fault breaks a turn that is being said. */
export function fatesOf(
  turns: readonly SaidTurn[],
  { told, clauses }: Seen,
  moments: FaultMoments,
  isBroken: (turn: Ended) => boolean,
): TurnFates {
  const fates = { turns: 0, heard: 0, told: 0, cut: 0, brokenOff: 0, lost: 0 };
  const lostTurns: LostTurn[] = [];
  for (const turn of judgeable(turns, moments)) {
    fates.turns += 1;
    if (turn.heardAt !== undefined) fates.heard += 1;
    else if (told.some((phrase) => isAbout(phrase, turn))) fates.told += 1;
    else if (clauses.some((clause) => clause.isCut && isOf(clause, turn))) fates.cut += 1;
    else if (isBroken(turn)) fates.brokenOff += 1;
    else {
      fates.lost += 1;
      const { call, party, number, startSentAt, endSentAt } = turn;
      const since = (at: number) => Math.round(at - moments.beganAt);
      lostTurns.push({ call, party, number, startMs: since(startSentAt), endMs: since(endSentAt) });
    }
  }
  return { ...fates, lostTurns };
}

function isAbout({ call, phrase, at }: ToldPhrase, { call: own, startSentAt, endSentAt }: Ended): boolean {
  return call === own && reports.has(phrase) && at >= startSentAt && at <= endSentAt + toldWithinMs;
}

function isOf({ call, party, saidAt }: ClauseFate, turn: Ended): boolean {
  return call === turn.call && party === turn.party && Math.abs(saidAt - turn.endSentAt) < sameTurnMs;
}

/** How long turns take: from the last word to the first sound of the rendition, ms. */
export function latenciesOf(turns: readonly SaidTurn[], from: number, until: number) {
  const latencies = createHistogram();
  for (const { isAlone, endSentAt, heardAt } of turns) {
    if (!isAlone || endSentAt === undefined || heardAt === undefined) continue;
    if (endSentAt >= from && endSentAt < until) latencies.add(heardAt - endSentAt);
  }
  return { count: latencies.count, p50: latencies.quantile(0.5), p99: latencies.quantile(0.99) };
}

/** @param normalMs what a turn takes at the most where nothing is wrong. */
export function recoveryOf(turns: readonly SaidTurn[], moments: FaultMoments, normalMs: number): Recovery {
  const { beganAt, endedAt } = moments;
  const ended = judgeable(turns, moments).toSorted((left, right) => left.endSentAt - right.endSentAt);
  const isNormal = ({ heardAt, endSentAt }: Ended) =>
    heardAt !== undefined && heardAt - endSentAt <= normalMs;
  const during = ended.filter(({ endSentAt }) => endSentAt >= beganAt && endSentAt < endedAt);
  const after = ended.filter(({ endSentAt }) => endSentAt >= endedAt);
  const lastDisturbed = (of: readonly Ended[]) => of.findLast((turn) => !isNormal(turn))?.endSentAt;
  const first = after.find(isNormal);
  const isOver = after.length > 0 && after.findLastIndex((turn) => !isNormal(turn)) < after.length - 1;
  return {
    disturbedMs: Math.max(0, (lastDisturbed(during) ?? beganAt) - beganAt),
    recoveryMs: isOver ? Math.max(0, (lastDisturbed(after) ?? endedAt) - endedAt) : undefined,
    firstTurnMs: first?.heardAt === undefined ? undefined : first.heardAt - endedAt,
  };
}
