import { describe, expect, test } from 'vitest';
import { fakeCalls } from '../support/fake-calls.js';
import { asAdmin, buildTestApp } from '../support/test-app.js';

describe('GET /metrics', () => {
  test('Scenario: Prometheus scrapes', async () => {
    const { app, metrics } = await buildTestApp();
    metrics.activeCalls.set(2);
    metrics.bargeIns.inc({ direction: 'clientToAgent' });
    await app.inject({ url: '/nothing' });
    const response = await app.inject({ url: '/metrics', headers: { ...asAdmin, accept: 'text/plain' } });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = response.body.split('\n');
    expect(lines).toContain('dragoman_active_calls 2');
    expect(lines).toContain('dragoman_barge_ins_total{direction="clientToAgent"} 1');
    expect(lines).toContain('dragoman_http_requests_total{method="GET",route="unknown",status_code="404"} 1');
    expect(response.body).toContain('nodejs_eventloop_lag_seconds');
  });

  test('Scenario: a person asks for JSON before anything has happened', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({
      url: '/metrics',
      headers: { ...asAdmin, accept: 'application/json' },
    });
    expect(response.headers['content-type']).toContain('application/json');
    expect(response.json()).toEqual({
      active_calls: 0,
      calls: {},
      turn_latency: { count: 0 },
      ear_voice_span: { count: 0 },
      stages: [],
      clauses: {},
      screened_clauses: {},
      guarded_translations: {},
      recognition_confidence: { count: 0 },
      language_confidence: { count: 0 },
      barge_ins: 0,
      provider_errors: [],
      frames: { inbound: 0, outbound: 0, lost: 0, late: 0, echoed: 0, unjudged: 0 },
      media_malformed: 0,
      media_overflows: 0,
      queue_lengths: {},
      queue_bytes: { telephones: 0 },
      event_loop_delay: { count: 0 },
      trace_spans: {},
    });
  });

  test('Scenario: a person asks for JSON after some calls', async () => {
    const calls = fakeCalls();
    calls.activeCount = 1;
    const { app, metrics } = await buildTestApp({ calls });
    metrics.calls.inc({ outcome: 'completed' }, 2);
    for (const seconds of [0.82, 0.84, 0.86, 1.18]) {
      metrics.turnLatency.observe({ direction: 'clientToAgent' }, seconds);
    }
    metrics.stageLatency.observe({ stage: 'translation', provider: 'deepl' }, 0.22);
    metrics.clauses.inc({ direction: 'clientToAgent', outcome: 'heard' }, 3);
    metrics.clauses.inc({ direction: 'agentToClient', outcome: 'heard' });
    metrics.clauses.inc({ direction: 'agentToClient', outcome: 'cut' });
    metrics.bargeIns.inc({ direction: 'agentToClient' });
    metrics.providerErrors.inc({ stage: 'translation', provider: 'deepl', kind: 'timedOut' });
    metrics.mediaMalformed.inc(5);
    metrics.mediaOverflows.inc();
    for (const seconds of [2.2, 2.4, 3.4, 6]) {
      metrics.earVoiceSpan.observe({ direction: 'clientToAgent' }, seconds);
    }
    for (const confidence of [0.45, 0.85, 0.92, 0.93]) {
      metrics.recognitionConfidence.observe({ language: 'gl' }, confidence);
    }
    metrics.languageConfidence.observe({ language: 'gl' }, 1);
    metrics.screenedClauses.inc({ outcome: 'echo' }, 2);
    metrics.guardedTranslations.inc({ outcome: 'repaired' });
    metrics.mediaFrames.inc({ direction: 'inbound' }, 1500);
    metrics.mediaFrames.inc({ direction: 'outbound' }, 900);
    metrics.framesLost.inc(3);
    metrics.framesLate.inc(4);
    metrics.framesEchoed.inc(40);
    metrics.framesUnjudged.watch(() => 6);
    metrics.queueLength.watch('translating', () => 2);
    metrics.eventLoopDelay.observe(0.0005);
    metrics.traceSpans.inc({ outcome: 'exported' }, 9);
    const response = await app.inject({
      url: '/metrics',
      headers: { ...asAdmin, accept: 'application/json' },
    });
    expect(response.json()).toEqual({
      active_calls: 1,
      calls: { completed: 2 },
      turn_latency: { count: 4, p50_ms: 867, p95_ms: 1180 },
      ear_voice_span: { count: 4, p50_ms: 2500, p95_ms: 5800 },
      stages: [{ stage: 'translation', provider: 'deepl', count: 1, p50_ms: 225, p95_ms: 248 }],
      clauses: { heard: 4, cut: 1 },
      screened_clauses: { echo: 2 },
      guarded_translations: { repaired: 1 },
      recognition_confidence: { count: 4, p5: 0.42, p50: 0.9 },
      language_confidence: { count: 1, p5: 0.99, p50: 0.995 },
      barge_ins: 1,
      provider_errors: [{ stage: 'translation', provider: 'deepl', kind: 'timedOut', count: 1 }],
      frames: { inbound: 1500, outbound: 900, lost: 3, late: 4, echoed: 40, unjudged: 6 },
      media_malformed: 5,
      media_overflows: 1,
      queue_lengths: { translating: 2 },
      queue_bytes: { telephones: 0 },
      event_loop_delay: { count: 1, p50_ms: 1, p95_ms: 1 },
      trace_spans: { exported: 9 },
    });
  });
});
