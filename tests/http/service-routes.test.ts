import { describe, expect, test } from 'vitest';
import type { ProviderState } from '../../src/providers/provider-pool.js';
import { fakeCalls } from '../support/fake-calls.js';
import { asAdmin, buildTestApp } from '../support/test-app.js';

const closed = { breaker: 'closed', isUsable: true, activeRequests: 0, concurrencyLimit: 10 } as const;
const usable: readonly ProviderState[] = [
  { ...closed, capability: 'recognizer', provider: 'deepgram' },
  { ...closed, capability: 'translator', provider: 'deepl', breaker: 'open', isUsable: false },
  { ...closed, capability: 'translator', provider: 'other' },
  { ...closed, capability: 'synthesizer', provider: 'elevenlabs' },
];

describe('what anybody may ask', () => {
  test('Scenario: what is this?', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({ url: '/' });
    expect(response.json()).toEqual({
      name: 'dragoman',
      version: '1.2.3',
      links: {
        health: '/health',
        readiness: '/health/ready',
        calls: '/calls',
        metrics: '/metrics',
        documentation: '/docs',
      },
    });
  });

  test('Scenario: is it alive?', async () => {
    const calls = fakeCalls();
    calls.activeCount = 3;
    const { app } = await buildTestApp({ calls });
    const response = await app.inject({ url: '/health' });
    const { uptime_seconds, ...health } = response.json<Record<string, unknown>>();
    expect(health).toEqual({ status: 'ok', active_calls: 3, capacity: 50, is_draining: false });
    expect(uptime_seconds).toEqual(expect.any(Number));
  });

  test('Scenario: is it ready? Yes, with one usable provider for each capability', async () => {
    const { app } = await buildTestApp({ providersStatus: () => usable });
    const response = await app.inject({ url: '/health/ready' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'ready' });
  });

  test('Scenario: is it ready? Not without any way to translate', async () => {
    const { app } = await buildTestApp({
      providersStatus: () => usable.filter(({ provider }) => provider !== 'other'),
    });
    const response = await app.inject({ url: '/health/ready' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ status: 503, detail: 'Without a usable translator.' });
  });

  test('Scenario: is it ready? Not while it drains; and yet it is alive', async () => {
    const { app, calls } = await buildTestApp({ providersStatus: () => usable });
    calls.drain();
    const response = await app.inject({ url: '/health/ready' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ detail: 'Draining: no new calls are taken.' });
    expect((await app.inject({ url: '/health' })).json()).toMatchObject({ status: 'ok', is_draining: true });
  });
});

describe('documentation', () => {
  test('Scenario: OpenAPI 3.1 with every route of the contract, and no others', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({ url: '/docs/json', headers: asAdmin });
    const document = response.json<{ openapi: string; paths: Record<string, Record<string, unknown>> }>();
    expect(document.openapi).toBe('3.1.0');
    expect(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      ),
    ).toEqual([
      'get /',
      'get /health',
      'get /health/ready',
      'get /metrics',
      'get /calls',
      'get /calls/{call_sid}',
      'post /calls/{call_sid}/end',
      'get /languages',
      'post /test/translate',
      'post /voice/webhook',
      'post /voice/continue',
      'post /voice/status',
      'post /voice/amd',
      'post /voice/stream-status',
    ]);
  });

  test('Scenario: every documented request has its schema, and every route its errors', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({ url: '/docs/json', headers: asAdmin });
    const { paths } = response.json<{
      paths: Record<string, { post?: { requestBody?: unknown; responses: Record<string, unknown> } }>;
    }>();
    const post = paths['/test/translate']?.post;
    expect(post?.requestBody).toMatchObject({
      content: {
        'application/json': {
          schema: { type: 'object', required: ['text', 'source_language', 'target_language'] },
        },
      },
    });
    expect(Object.keys(post?.responses ?? {})).toEqual(['200', '4XX', '5XX']);
  });
});
