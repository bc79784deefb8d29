import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createQueueGauge, createWatchedCounter } from './watched-metrics.js';

/** Seconds. Fine where the bars for turn latency lie, so that a quantile read from them is worth something. */
const turnLatencyBuckets = [
  0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3, 4, 5, 7.5, 10, 15,
];
const stageLatencyBuckets = [
  0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.75, 1, 1.5, 2, 3, 5,
  10,
];

/** Seconds. Spans are longer than turns' latencies: they contain the clause itself. */
const earVoiceSpanBuckets = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 10, 15, 20, 30];
const eventLoopDelayBuckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
/** 0 to 1. */
const confidenceBuckets = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];

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
    /** `outcome`: how a call ended; `busy` or `flooding` for one that was not taken. */
    calls: new Counter({
      name: 'dragoman_calls_total',
      help: 'Calls that ended, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    /** `carrier`: redis. Without a value where this is the only instance, or there is nothing that could be away. */
    backplaneUp: new Gauge({
      name: 'dragoman_backplane_up',
      help: 'Whether other instances can be asked: 1, or 0 while this one decides alone.',
      labelNames: ['carrier'] as const,
      registers,
    }),
    turnLatency: new Histogram({
      name: 'dragoman_turn_latency_seconds',
      help: 'End of an utterance to the first frame of its last rendition being heard.',
      labelNames: ['direction'] as const,
      buckets: turnLatencyBuckets,
      registers,
    }),
    earVoiceSpan: new Histogram({
      name: 'dragoman_ear_voice_span_seconds',
      help: "Onset of a clause in the speaker's mouth to the onset of its rendition in the listener's ear.",
      labelNames: ['direction'] as const,
      buckets: earVoiceSpanBuckets,
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
    /** `outcome`: interpreted, misunderstood, or why it was refused: echo, noSpeech, tooFast, repetitive, unsure, unsupportedLanguage. */
    screenedClauses: new Counter({
      name: 'dragoman_screened_clauses_total',
      help: 'Clauses that were recognized, by whether they were interpreted.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    recognitionConfidence: new Histogram({
      name: 'dragoman_recognition_confidence',
      help: "The recognizer's confidence in the words of a clause, by the language they are in.",
      labelNames: ['language'] as const,
      buckets: confidenceBuckets,
      registers,
    }),
    languageConfidence: new Histogram({
      name: 'dragoman_language_confidence',
      help: "How sure it was of a party's language when it was identified, by that language.",
      labelNames: ['language'] as const,
      buckets: confidenceBuckets,
      registers,
    }),
    /** `outcome`: faithful, askedAgain, repaired, or termMissed: a word of the glossary's is missing. */
    guardedTranslations: new Counter({
      name: 'dragoman_guarded_translations_total',
      help: 'Translations whose numbers, dates, codes and terms were held against the source, by what came of it.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    /** `outcome`: used, or unused: what was said then was another clause. */
    foreseenTranslations: new Counter({
      name: 'dragoman_foreseen_translations_total',
      help: 'Translations that were asked for before the clause was settled, by whether it came.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    /** `outcome`: hit or miss. Long clauses are not looked for. */
    translationCache: new Counter({
      name: 'dragoman_translation_cache_lookups_total',
      help: 'Short phrases, by whether their translation was there already.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    bargeIns: new Counter({
      name: 'dragoman_barge_ins_total',
      help: 'Renditions that their listener talked over, by the direction of the rendition.',
      labelNames: ['direction'] as const,
      registers,
    }),
    /** `stage` of all that is about providers: recognition, translation or synthesis. */
    providerRequests: new Counter({
      name: 'dragoman_provider_requests_total',
      help: 'Requests to a provider, and streams of a recognizer.',
      labelNames: ['stage', 'provider'] as const,
      registers,
    }),
    /** `kind`: a ProviderErrorKind. */
    providerErrors: new Counter({
      name: 'dragoman_provider_errors_total',
      help: 'Requests that a provider failed, by kind.',
      labelNames: ['stage', 'provider', 'kind'] as const,
      registers,
    }),
    providerLatency: new Histogram({
      name: 'dragoman_provider_latency_seconds',
      help: 'From a request to the first piece of its translation, or the first byte of its audio.',
      labelNames: ['stage', 'provider'] as const,
      buckets: stageLatencyBuckets,
      registers,
    }),
    providerFailovers: new Counter({
      name: 'dragoman_provider_failovers_total',
      help: 'Requests that a provider took over from one that failed.',
      labelNames: ['stage', 'provider'] as const,
      registers,
    }),
    providerUsable: new Gauge({
      name: 'dragoman_provider_usable',
      help: '1 while the circuit breaker of a provider is closed, else 0.',
      labelNames: ['stage', 'provider'] as const,
      registers,
    }),
    providerActive: new Gauge({
      name: 'dragoman_provider_active_requests',
      help: 'Requests of a provider that are under way.',
      labelNames: ['stage', 'provider'] as const,
      registers,
    }),
    providerConcurrency: new Gauge({
      name: 'dragoman_provider_concurrency_limit',
      help: 'Requests that a provider is asked at a time at the most.',
      labelNames: ['stage', 'provider'] as const,
      registers,
    }),
    /** `direction`: inbound (from the telephone) or outbound. */
    mediaFrames: new Counter({
      name: 'dragoman_media_frames_total',
      help: 'Media messages, by direction as the telephone network has it.',
      labelNames: ['direction'] as const,
      registers,
    }),
    framesLost: new Counter({
      name: 'dragoman_media_frames_lost_total',
      help: 'Frames of 20 ms that a telephone sent and that never came in.',
      registers,
    }),
    framesLate: new Counter({
      name: 'dragoman_media_frames_late_total',
      help: 'Frames that came in more than 60 ms behind the quickest ones of their stream.',
      registers,
    }),
    framesRepeated: new Counter({
      name: 'dragoman_media_frames_repeated_total',
      help: 'Frames that came in a second time, and were left out.',
      registers,
    }),
    framesEchoed: new Counter({
      name: 'dragoman_echo_frames_total',
      help: 'Frames that were silenced because they were the echo of what was played to the party.',
      registers,
    }),
    framesUnjudged: createWatchedCounter({
      name: 'dragoman_voice_activity_frames_dropped_total',
      help: 'Frames that voice activity detection did not look at because it was too far behind.',
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
    mediaFloods: new Counter({
      name: 'dragoman_media_floods_total',
      help: 'Media Streams closed because more came on them than anybody has the time to say.',
      registers,
    }),
    /** `outcome`: admitted, or refused for a token that fits no call. */
    mediaStreams: new Counter({
      name: 'dragoman_media_streams_total',
      help: 'Media Streams that presented themselves, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    /** `queue`: clauses that are translating, synthesizing (until they sound) or speaking. */
    queueLength: createQueueGauge({
      name: 'dragoman_queue_length',
      help: 'Clauses that are on their way, by what they wait for.',
      registers,
    }),
    /** `queue`: telephones. */
    queueBytes: createQueueGauge({
      name: 'dragoman_queue_bytes',
      help: 'Bytes that wait to be sent.',
      registers,
    }),
    eventLoopDelay: new Histogram({
      name: 'dragoman_event_loop_delay_seconds',
      help: 'How late the process gets to a timer of 20 ms.',
      buckets: eventLoopDelayBuckets,
      registers,
    }),
    /** `outcome`: exported, or lost because the collector did not take them. */
    traceSpans: new Counter({
      name: 'dragoman_trace_spans_total',
      help: 'Spans of traces that were given to the collector, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    recordsQueued: new Gauge({
      name: 'dragoman_records_queued',
      help: 'Records of calls that wait to be written.',
      registers,
    }),
    recordsWritten: new Counter({
      name: 'dragoman_records_written_total',
      help: 'Records of calls that were written.',
      registers,
    }),
    /** `reason`: queueFull (the database was away for too long), refused (by the database) or closed (at the end). */
    recordsLost: new Counter({
      name: 'dragoman_records_lost_total',
      help: 'Records of calls that were never written, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    recordWriteFailures: new Counter({
      name: 'dragoman_record_write_failures_total',
      help: 'Writes of records that failed; most are tried again.',
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
