import type { Verdict } from './verdict.js';

/** Latencies of one or more scenarios, ms. */
export interface Figures {
  readonly turnLatency: readonly number[];
  /** What the service itself added to each clause. */
  readonly overhead: readonly number[];
  /** Onset of an interruption to the end of what it interrupted. */
  readonly bargeIn: readonly number[];
}

/** The latencies that were measured; without turns that were cut off, or passed through untranslated. */
export function figuresOf(verdicts: readonly Verdict[]): Figures {
  const lines = verdicts.flatMap((verdict) => verdict.lines.filter(({ line }) => line.outcome === 'heard'));
  const clauses = lines.flatMap((line) => line.clauses);
  return {
    turnLatency: lines.flatMap(({ turnLatencyMs, clauses: [first] }) =>
      turnLatencyMs === undefined || first?.trace === undefined ? [] : [turnLatencyMs],
    ),
    overhead: clauses.flatMap(({ overheadMs }) => (overheadMs === undefined ? [] : [overheadMs])),
    bargeIn: verdicts.flatMap(({ bargeIns }) =>
      bargeIns.flatMap(({ reactionMs }) => (reactionMs === undefined ? [] : [reactionMs])),
    ),
  };
}

/** The value that the given share of the values does not exceed (nearest rank); undefined without values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** A time for people, such as "1 234 ms"; a dash for none. */
export function formatMs(value: number | undefined): string {
  return value === undefined ? '-' : `${Math.round(value)} ms`;
}
