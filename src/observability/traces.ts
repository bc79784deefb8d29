import { setTimeout as wait } from 'node:timers/promises';
import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace as traceApi,
  type Attributes,
  type Context,
  type HrTime,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { ClauseRecord, ClauseTimings, Failure } from '../../machines/call/call-events.js';
import type { ClauseProviders } from '../actors/clause-providers.js';
import type { CallObserver, EndedCall, StartedCall } from '../calls/call-observer.js';
import type { Metrics } from './metrics.js';

export interface TracesOptions {
  /** Of the collector: an http(s) origin, with a path in front of OTLP's own where there is one. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The service's. */
  readonly version: string;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Traces of the calls: one a call, with a span for each clause and one below it for each of its stages. Nothing of it
 * throws, waits, or holds a word of what was said.
 */
export interface Traces {
  readonly observer: CallObserver;
  /** Sends what is still to be sent, as far as that goes within some 1.5 s. */
  close(): Promise<void>;
}

/** Spans that wait for the collector; a call makes some three a second. What does not fit is dropped. */
const queue = { maxQueueSize: 8192, maxExportBatchSize: 512, scheduledDelayMillis: 2000 };

/** So long one batch may take, with its retries. */
const exportTimeoutMs = 5000;
const closeTimeoutMs = 1500;

/** A clause's stages, from one moment of its waterfall to another. They follow each other, and may leave gaps. */
const stages: readonly {
  readonly name: string;
  readonly from: keyof ClauseTimings;
  readonly to: keyof ClauseTimings;
  readonly provider?: keyof ClauseProviders;
}[] = [
  { name: 'speech', from: 'speechOnset', to: 'speechEnd' },
  { name: 'recognition', from: 'speechEnd', to: 'committed', provider: 'recognizer' },
  { name: 'translation', from: 'translationRequested', to: 'translationLastToken', provider: 'translator' },
  { name: 'synthesis', from: 'synthesisRequested', to: 'synthesisFirstByte', provider: 'synthesizer' },
  { name: 'queue', from: 'synthesisFirstByte', to: 'firstFrameSent' },
  { name: 'line', from: 'firstFrameSent', to: 'firstMarkHeard' },
  { name: 'rendition', from: 'firstMarkHeard', to: 'lastMarkHeard' },
];

/**
 * Exports to a collector by OTLP over HTTP, in the background: a collector that is slow or away costs a call nothing.
 * The log hears of it once, and once more when it is back.
 */
export function createTraces({ endpoint, headers, version, metrics, log }: TracesOptions): Traces {
  const url = `${endpoint}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: exportTimeoutMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'dragoman', 'service.version': version }),
    spanProcessors: [
      new BatchSpanProcessor({
        ...queue,
        exporter: watched(exporter, metrics, log),
        exportTimeoutMillis: 2 * exportTimeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('dragoman', version);

  return {
    observer: traceCalls(tracer),
    async close() {
      // What could not be sent has been counted and logged by then.
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, wait(closeTimeoutMs, undefined, { ref: false })]);
    },
  };
}

/** The trace of one call. */
interface CallTrace {
  clauseEnded(clause: ClauseRecord, providers: ClauseProviders, failure: Failure | undefined): void;
  ended(call: EndedCall): void;
}

function traceCalls(tracer: Tracer): CallObserver {
  const open = new Map<string, CallTrace>();
  return {
    callStarted: (call) => void open.set(call.callSid, openTrace(tracer, call)),
    callReported(callSid, report) {
      if (report.type !== 'clause.ended') return;
      open.get(callSid)?.clauseEnded(report.clause, report.providers, report.failure);
    },
    callEnded(call) {
      open.get(call.callSid)?.ended(call);
      open.delete(call.callSid);
    },
  };
}

function openTrace(tracer: Tracer, { callSid, startedAt }: StartedCall): CallTrace {
  const originMs = startedAt.getTime();
  const at = (ms: number) => hrTime(originMs + ms);
  const root = tracer.startSpan(
    'call',
    { root: true, startTime: at(0), attributes: { 'dragoman.call_sid': callSid } },
    ROOT_CONTEXT,
  );
  const inCall = traceApi.setSpan(ROOT_CONTEXT, root);

  function record(name: string, startMs: number, endMs: number, parent: Context, attributes: Attributes) {
    const span = tracer.startSpan(name, { startTime: at(startMs), attributes }, parent);
    return { span, end: () => span.end(at(endMs)) };
  }

  return {
    clauseEnded({ id, direction, state, sourceLanguage, targetLanguage, timings }, providers, failure) {
      const moments = Object.values<number | undefined>({ ...timings }).filter((ms) => ms !== undefined);
      if (moments.length === 0) return;
      const clause = record('clause', Math.min(...moments), Math.max(...moments), inCall, {
        'dragoman.call_sid': callSid,
        'dragoman.clause': id,
        'dragoman.direction': direction,
        'dragoman.outcome': state,
        'dragoman.source_language': sourceLanguage,
        'dragoman.target_language': targetLanguage,
      });
      const inClause = traceApi.setSpan(inCall, clause.span);
      for (const { name, from, to, provider } of stages) {
        const [startMs, endMs] = [timings[from], timings[to]];
        if (startMs === undefined || endMs === undefined || endMs < startMs) continue;
        const by = provider && providers[provider];
        record(name, startMs, endMs, inClause, {
          ...(by !== undefined && { 'dragoman.provider': by }),
        }).end();
      }
      if (failure !== undefined) {
        clause.span.setAttributes({
          'dragoman.failure.stage': failure.stage,
          'dragoman.failure.provider': failure.provider,
          'error.type': failure.reason,
        });
        clause.span.setStatus({ code: SpanStatusCode.ERROR });
      }
      clause.end();
    },
    ended({ outcome, legs }) {
      root.setAttributes({
        'dragoman.outcome': outcome,
        'dragoman.client_language': legs.client.language,
        'dragoman.agent_language': legs.agent.language,
      });
      if (outcome === 'failed') root.setStatus({ code: SpanStatusCode.ERROR });
      root.end();
    },
  };
}

/** Counts what was exported and what was not, and tells the log when that changes. */
function watched(exporter: SpanExporter, metrics: Metrics, log: Logger): SpanExporter {
  let isTaken = true;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { error } = result;
        metrics.traceSpans.inc({ outcome: error === undefined ? 'exported' : 'lost' }, spans.length);
        if (error !== undefined && isTaken) log.warn({ err: error }, 'collector does not take traces');
        if (error === undefined && !isTaken) log.info('collector takes traces again');
        isTaken = error === undefined;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

/** OpenTelemetry's time: seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.floor((ms - seconds * 1000) * 1e6)];
}
