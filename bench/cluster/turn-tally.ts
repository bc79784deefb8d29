import type { SaidTurn } from '../load/loaded-call.js';
import { percentile } from '../../sandbox/figures.js';
import type { PlacedCall } from './cluster-stage.js';

/** Whoever hangs up so soon after a turn hears no rendition of it, ms. */
const renditionMs = 6000;

/** What became of turns that nobody talked into. */
export interface TurnTally {
  readonly turns: number;
  /** Without a rendition, though the call went on. */
  readonly lost: number;
  /** Turn latency, ms. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** Counts the turns of these calls that were said in a span of time, ms on the machine's clock. */
export function tallyTurns(
  turns: readonly SaidTurn[],
  calls: readonly PlacedCall[],
  { from = -Infinity, to = Infinity }: { readonly from?: number; readonly to?: number } = {},
): TurnTally {
  const endOf = new Map(calls.map(({ loaded }) => [loaded.number, loaded.endedAt ?? Infinity]));
  const latencies: number[] = [];
  let lost = 0;
  for (const { call, isAlone, endSentAt, heardAt } of turns) {
    const callEndedAt = endOf.get(call);
    if (callEndedAt === undefined || !isAlone || endSentAt === undefined) continue;
    if (endSentAt < from || endSentAt >= to) continue;
    if (heardAt !== undefined) latencies.push(heardAt - endSentAt);
    else if (callEndedAt > endSentAt + renditionMs) lost += 1;
  }
  return {
    turns: latencies.length + lost,
    lost,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
  };
}
