import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds. Fine where the bars for turn latency lie, so that a quantile read from them is worth something. */
const turnLatencyBuckets = [
  0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3, 4, 5, 7.5, 10, 15,
];
const stageLatencyBuckets = [
  0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.75, 1, 1.5, 2, 3, 5,
  10,
];

/** The service's metrics, each to be fed where its fact happens. Times are in seconds, as Prometheus has them. */
export type Metrics = ReturnType<typeof createMetrics>;

/** A fresh registry with the process's own metrics (event loop delay, memory, garbage) and the service's. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  return {
    registry,
    activeCalls: new Gauge({ name: 'dragoman_active_calls', help: 'Calls under way.', registers }),
    /** `outcome`: how a call ended, or `busy` for one that was not taken. */
    calls: new Counter({
      name: 'dragoman_calls_total',
      help: 'Calls that ended, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    turnLatency: new Histogram({
      name: 'dragoman_turn_latency_seconds',
      help: 'End of an utterance to the first frame of its last rendition being heard.',
      labelNames: ['direction'] as const,
      buckets: turnLatencyBuckets,
      registers,
    }),
    /** `stage`: recognition, translation, synthesis or playout. */
    stageLatency: new Histogram({
      name: 'dragoman_stage_latency_seconds',
      help: 'Time that one stage of a clause took, by stage and provider.',
      labelNames: ['stage', 'provider'] as const,
      buckets: stageLatencyBuckets,
      registers,
    }),
    /** `outcome`: heard, cut, merged, dropped or failed. */
    clauses: new Counter({
      name: 'dragoman_clauses_total',
      help: 'Clauses that ended, by direction and outcome.',
      labelNames: ['direction', 'outcome'] as const,
      registers,
    }),
    /** `outcome`: interpreted, misunderstood, or why it was refused: echo, noSpeech, tooFast, repetitive, unsure. */
    screenedClauses: new Counter({
      name: 'dragoman_screened_clauses_total',
      help: 'Clauses that were recognized, by whether they were interpreted.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    /** `outcome`: faithful, askedAgain or repaired. */
    guardedTranslations: new Counter({
      name: 'dragoman_guarded_translations_total',
      help: 'Translations whose numbers, dates and codes were held against the source, by what came of it.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    bargeIns: new Counter({
      name: 'dragoman_barge_ins_total',
      help: 'Renditions that their listener talked over, by the direction of the rendition.',
      labelNames: ['direction'] as const,
      registers,
    }),
    /** `kind`: a ProviderErrorKind. */
    providerErrors: new Counter({
      name: 'dragoman_provider_errors_total',
      help: 'Requests that a provider failed, by provider and kind.',
      labelNames: ['provider', 'kind'] as const,
      registers,
    }),
    /** `direction`: inbound (from the telephone) or outbound. */
    mediaFrames: new Counter({
      name: 'dragoman_media_frames_total',
      help: 'Media messages, by direction as the telephone network has it.',
      labelNames: ['direction'] as const,
      registers,
    }),
    mediaMalformed: new Counter({
      name: 'dragoman_media_malformed_total',
      help: 'Media Stream messages that were not what the protocol says.',
      registers,
    }),
    mediaOverflows: new Counter({
      name: 'dragoman_media_overflows_total',
      help: 'Media Streams closed because their telephone did not take what was sent.',
      registers,
    }),
    /** `outcome`: admitted, or refused for a token that fits no call. */
    mediaStreams: new Counter({
      name: 'dragoman_media_streams_total',
      help: 'Media Streams that presented themselves, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    /** `route`: as it was declared, so that no path of a client's makes a label. */
    httpRequests: new Counter({
      name: 'dragoman_http_requests_total',
      help: 'HTTP requests answered, refused WebSocket upgrades among them.',
      labelNames: ['method', 'route', 'status_code'] as const,
      registers,
    }),
  };
}
