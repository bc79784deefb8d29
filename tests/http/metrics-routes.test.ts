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
      stages: [],
      clauses: {},
      barge_ins: 0,
      provider_errors: [],
      media_malformed: 0,
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
    metrics.providerErrors.inc({ provider: 'deepl', kind: 'timedOut' });
    metrics.mediaMalformed.inc(5);
    const response = await app.inject({
      url: '/metrics',
      headers: { ...asAdmin, accept: 'application/json' },
    });
    expect(response.json()).toEqual({
      active_calls: 1,
      calls: { completed: 2 },
      turn_latency: { count: 4, p50_ms: 867, p95_ms: 1180 },
      stages: [{ stage: 'translation', provider: 'deepl', count: 1, p50_ms: 225, p95_ms: 248 }],
      clauses: { heard: 4, cut: 1 },
      barge_ins: 1,
      provider_errors: [{ provider: 'deepl', kind: 'timedOut', count: 1 }],
      media_malformed: 5,
    });
  });
});
