import { readSamples } from '../../sandbox/metric-samples.js';

/** What the service's `/metrics` says of it at one moment. */
export interface ServerMetrics {
  /** ms of user and system time since its start. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** The heap in use, and buffers outside of it. */
  readonly heapBytes: number;
  /** Event loop delay since the last time that anybody asked, ms. */
  readonly loopDelayP99Ms: number;
  readonly loopDelayMostMs: number;
  /** Media messages since the start. */
  readonly framesIn: number;
  readonly framesOut: number;
  readonly malformed: number;
  readonly overflows: number;
  readonly activeCalls: number;
  readonly clauses: Readonly<Record<string, number>>;
  readonly providerErrors: number;
  /** Requests that another provider took over. */
  readonly failovers: number;
  /** Providers whose breaker is not closed. */
  readonly unusableProviders: number;
  /** Streams to recognizers: two a call. */
  readonly recognizerStreams: number;
  /** When the process started: another one has another moment, s since 1970. */
  readonly processStart: number;
}

/** What prom-client's monitor of the event loop reports of a loop that is never late, ms: its own timer. */
const monitorResolutionMs = 10;

/** Reads the Prometheus text. */
export function readServerMetrics(text: string): ServerMetrics {
  const { sum, count } = readSamples(text);
  const outcomes = ['heard', 'cut', 'merged', 'dropped', 'failed'] as const;
  const lateMs = (name: string) => Math.max(0, sum(name) * 1000 - monitorResolutionMs);
  return {
    cpuMs: 1000 * sum('process_cpu_seconds_total'),
    residentBytes: sum('process_resident_memory_bytes'),
    heapBytes: sum('nodejs_heap_size_used_bytes') + sum('nodejs_external_memory_bytes'),
    loopDelayP99Ms: lateMs('nodejs_eventloop_lag_p99_seconds'),
    loopDelayMostMs: lateMs('nodejs_eventloop_lag_max_seconds'),
    framesIn: sum('dragoman_media_frames_total', 'direction="inbound"'),
    framesOut: sum('dragoman_media_frames_total', 'direction="outbound"'),
    malformed: sum('dragoman_media_malformed_total'),
    overflows: sum('dragoman_media_overflows_total'),
    activeCalls: sum('dragoman_active_calls'),
    clauses: Object.fromEntries(
      outcomes.map((outcome) => [outcome, sum('dragoman_clauses_total', `outcome="${outcome}"`)]),
    ),
    providerErrors: sum('dragoman_provider_errors_total'),
    failovers: sum('dragoman_provider_failovers_total'),
    unusableProviders: count('dragoman_provider_usable', 0),
    recognizerStreams: sum('dragoman_provider_active_requests', 'stage="recognition"'),
    processStart: sum('process_start_time_seconds'),
  };
}
