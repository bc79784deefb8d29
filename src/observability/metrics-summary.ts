import type { Metrics } from './metrics.js';

/** A latency over all of the process's life. Quantiles are absent while nothing was measured. */
export interface LatencyQuantiles {
  readonly count: number;
  /** ms. */
  readonly p50?: number;
  readonly p95?: number;
}

/** How sure one was, from 0 to 1. Quantiles are absent while nothing was measured. */
export interface ConfidenceQuantiles {
  readonly count: number;
  readonly p5?: number;
  readonly p50?: number;
}

/** The metrics in a few figures, for people and dashboards without a Prometheus. */
export interface MetricsSummary {
  readonly turnLatency: LatencyQuantiles;
  /** Onset in the speaker's mouth to onset in the listener's ear. */
  readonly earVoiceSpan: LatencyQuantiles;
  readonly stages: readonly (LatencyQuantiles & { readonly stage: string; readonly provider: string })[];
  /** How many clauses ended in which way. */
  readonly clauses: Readonly<Record<string, number>>;
  /** How many calls ended in which way. */
  readonly calls: Readonly<Record<string, number>>;
  /** How many clauses were recognized, by what came of it. */
  readonly screenedClauses: Readonly<Record<string, number>>;
  readonly guardedTranslations: Readonly<Record<string, number>>;
  readonly recognitionConfidence: ConfidenceQuantiles;
  readonly languageConfidence: ConfidenceQuantiles;
  readonly bargeIns: number;
  readonly providerErrors: readonly {
    readonly stage: string;
    readonly provider: string;
    readonly kind: string;
    readonly count: number;
  }[];
  readonly frames: {
    readonly inbound: number;
    readonly outbound: number;
    readonly lost: number;
    readonly late: number;
    readonly echoed: number;
    readonly unjudged: number;
  };
  readonly mediaMalformed: number;
  readonly mediaOverflows: number;
  /** Clauses under way, by what they wait for. */
  readonly queueLengths: Readonly<Record<string, number>>;
  readonly queueBytes: Readonly<Record<string, number>>;
  readonly eventLoopDelay: LatencyQuantiles;
  readonly traceSpans: Readonly<Record<string, number>>;
}

/** Reads the metrics' present values. */
export async function summarizeMetrics(metrics: Metrics): Promise<MetricsSummary> {
  const stages = groupBy(
    await samplesOf(metrics.stageLatency),
    ({ labels }) => `${String(labels.stage)} ${String(labels.provider)}`,
  );
  const frames = countsBy(await samplesOf(metrics.mediaFrames), 'direction');
  const countOf = async (metric: Readable) => total(await samplesOf(metric));
  return {
    turnLatency: latencyQuantiles(await samplesOf(metrics.turnLatency)),
    earVoiceSpan: latencyQuantiles(await samplesOf(metrics.earVoiceSpan)),
    stages: [...stages].map(([key, samples]) => {
      const [stage = '', provider = ''] = key.split(' ');
      return { stage, provider, ...latencyQuantiles(samples) };
    }),
    clauses: countsBy(await samplesOf(metrics.clauses), 'outcome'),
    calls: countsBy(await samplesOf(metrics.calls), 'outcome'),
    screenedClauses: countsBy(await samplesOf(metrics.screenedClauses), 'outcome'),
    guardedTranslations: countsBy(await samplesOf(metrics.guardedTranslations), 'outcome'),
    recognitionConfidence: confidenceQuantiles(await samplesOf(metrics.recognitionConfidence)),
    languageConfidence: confidenceQuantiles(await samplesOf(metrics.languageConfidence)),
    bargeIns: await countOf(metrics.bargeIns),
    providerErrors: (await samplesOf(metrics.providerErrors)).map(({ labels, value }) => ({
      stage: String(labels.stage),
      provider: String(labels.provider),
      kind: String(labels.kind),
      count: value,
    })),
    frames: {
      inbound: frames['inbound'] ?? 0,
      outbound: frames['outbound'] ?? 0,
      lost: await countOf(metrics.framesLost),
      late: await countOf(metrics.framesLate),
      echoed: await countOf(metrics.framesEchoed),
      unjudged: await countOf(metrics.framesUnjudged.counter),
    },
    mediaMalformed: await countOf(metrics.mediaMalformed),
    mediaOverflows: await countOf(metrics.mediaOverflows),
    queueLengths: countsBy(await samplesOf(metrics.queueLength.gauge), 'queue'),
    queueBytes: countsBy(await samplesOf(metrics.queueBytes.gauge), 'queue'),
    eventLoopDelay: latencyQuantiles(await samplesOf(metrics.eventLoopDelay)),
    traceSpans: countsBy(await samplesOf(metrics.traceSpans), 'outcome'),
  };
}

interface Readable {
  get(): Promise<{ readonly values: readonly Sample[] }>;
}

async function samplesOf(metric: Readable): Promise<readonly Sample[]> {
  return (await metric.get()).values;
}

interface Sample {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly metricName?: string;
}

function latencyQuantiles(samples: readonly Sample[]): LatencyQuantiles {
  const { count, quantile } = distributionOf(samples);
  if (count === 0) return { count };
  const ms = (share: number) => Math.round(quantile(share) * 1000);
  return { count, p50: ms(0.5), p95: ms(0.95) };
}

function confidenceQuantiles(samples: readonly Sample[]): ConfidenceQuantiles {
  const { count, quantile } = distributionOf(samples);
  if (count === 0) return { count };
  const rounded = (share: number) => Math.round(quantile(share) * 1000) / 1000;
  return { count, p5: rounded(0.05), p50: rounded(0.5) };
}

/** Of a histogram, over all its labels. */
function distributionOf(samples: readonly Sample[]) {
  const counts = new Map<number, number>();
  for (const { labels, value } of samples) {
    if (labels.le === undefined) continue;
    const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  const buckets = [...counts].sort(([left], [right]) => left - right);
  const count = buckets.at(-1)?.[1] ?? 0;
  return { count, quantile: (share: number) => quantileOf(share, count, buckets) };
}

/**
 * The estimate that Prometheus' `histogram_quantile` gives: linear within the bucket where the rank falls, the
 * highest finite bound beyond it. Buckets are cumulative: [upper bound, count].
 */
function quantileOf(share: number, count: number, buckets: readonly (readonly [number, number])[]): number {
  const rank = share * count;
  let lowerBound = 0;
  let below = 0;
  for (const [bound, cumulative] of buckets) {
    if (cumulative >= rank) {
      return bound === Infinity
        ? lowerBound
        : lowerBound + ((bound - lowerBound) * (rank - below)) / (cumulative - below);
    }
    lowerBound = bound;
    below = cumulative;
  }
  return lowerBound;
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
