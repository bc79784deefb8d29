import type { Metrics } from './metrics.js';

/** A latency over all of the process's life. Quantiles are absent while nothing was measured. */
export interface LatencyQuantiles {
  readonly count: number;
  /** ms. */
  readonly p50?: number;
  readonly p95?: number;
}

/** The metrics in a few figures, for people and dashboards without a Prometheus. */
export interface MetricsSummary {
  readonly turnLatency: LatencyQuantiles;
  readonly stages: readonly (LatencyQuantiles & { readonly stage: string; readonly provider: string })[];
  /** How many clauses ended in which way. */
  readonly clauses: Readonly<Record<string, number>>;
  /** How many calls ended in which way. */
  readonly calls: Readonly<Record<string, number>>;
  readonly bargeIns: number;
  readonly providerErrors: readonly {
    readonly provider: string;
    readonly kind: string;
    readonly count: number;
  }[];
  readonly mediaMalformed: number;
}

/** Reads the metrics' present values. */
export async function summarizeMetrics(metrics: Metrics): Promise<MetricsSummary> {
  const [turns, stages, clauses, calls, bargeIns, providerErrors, malformed] = await Promise.all([
    metrics.turnLatency.get(),
    metrics.stageLatency.get(),
    metrics.clauses.get(),
    metrics.calls.get(),
    metrics.bargeIns.get(),
    metrics.providerErrors.get(),
    metrics.mediaMalformed.get(),
  ]);
  return {
    turnLatency: quantiles(turns.values),
    stages: [
      ...groupBy(stages.values, ({ labels }) => `${String(labels.stage)} ${String(labels.provider)}`),
    ].map(([key, samples]) => {
      const [stage = '', provider = ''] = key.split(' ');
      return { stage, provider, ...quantiles(samples) };
    }),
    clauses: countsBy(clauses.values, 'outcome'),
    calls: countsBy(calls.values, 'outcome'),
    bargeIns: total(bargeIns.values),
    providerErrors: providerErrors.values.map(({ labels, value }) => ({
      provider: String(labels.provider),
      kind: String(labels.kind),
      count: value,
    })),
    mediaMalformed: total(malformed.values),
  };
}

interface Sample {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly metricName?: string;
}

function quantiles(samples: readonly Sample[]): LatencyQuantiles {
  const counts = new Map<number, number>();
  for (const { labels, value } of samples) {
    if (labels.le === undefined) continue;
    const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  const buckets = [...counts].sort(([left], [right]) => left - right);
  const count = buckets.at(-1)?.[1] ?? 0;
  if (count === 0) return { count };
  return { count, p50: quantileMs(0.5, count, buckets), p95: quantileMs(0.95, count, buckets) };
}

/**
 * The estimate that Prometheus' `histogram_quantile` gives: linear within the bucket where the rank falls, the
 * highest finite bound beyond it. Buckets are cumulative: [upper bound in seconds, count].
 */
function quantileMs(
  quantile: number,
  count: number,
  buckets: readonly (readonly [number, number])[],
): number {
  const rank = quantile * count;
  let lowerBound = 0;
  let below = 0;
  for (const [bound, cumulative] of buckets) {
    if (cumulative >= rank) {
      const seconds =
        bound === Infinity
          ? lowerBound
          : lowerBound + ((bound - lowerBound) * (rank - below)) / (cumulative - below);
      return Math.round(seconds * 1000);
    }
    lowerBound = bound;
    below = cumulative;
  }
  return Math.round(lowerBound * 1000);
}

function countsBy(samples: readonly Sample[], label: string): Record<string, number> {
  return Object.fromEntries(
    [...groupBy(samples, ({ labels }) => String(labels[label]))].map(([key, group]) => [key, total(group)]),
  );
}

function groupBy(samples: readonly Sample[], keyOf: (sample: Sample) => string): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(keyOf(sample));
    if (group === undefined) groups.set(keyOf(sample), [sample]);
    else group.push(sample);
  }
  return groups;
}

function total(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value }) => sum + value, 0);
}
