import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/observability/log.js';
import { asAdmin, buildTestApp } from '../support/test-app.js';

describe('problem documents', () => {
  test('Scenario: an address where there is nothing', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({ url: '/nothing/here', headers: { 'x-request-id': 'r1' } });
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is nothing at this address.',
      request_id: 'r1',
    });
  });

  test.each([
    { method: 'GET', url: '/voice/webhook', allow: 'POST' },
    { method: 'DELETE', url: '/calls', allow: 'GET, HEAD' },
    { method: 'GET', url: '/calls/CA1/end', allow: 'POST' },
    { method: 'POST', url: '/', allow: 'GET, HEAD' },
    { method: 'PUT', url: '/health/ready', allow: 'GET, HEAD' },
  ] as const)('Scenario: $method $url is not a method of its address', async ({ method, url, allow }) => {
    const { app } = await buildTestApp();
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe(allow);
    expect(response.json()).toMatchObject({ title: 'Method Not Allowed', status: 405 });
  });

  test('Scenario: a body that is no JSON', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({
      method: 'POST',
      url: '/test/translate',
      headers: { ...asAdmin, 'content-type': 'application/json' },
      payload: '{"text":',
    });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ title: 'Bad Request', status: 400 });
  });

  test('Scenario: a body of a type that the route does not take', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({
      method: 'POST',
      url: '/test/translate',
      headers: { ...asAdmin, 'content-type': 'text/plain' },
      payload: 'hello',
    });
    expect(response.statusCode).toBe(415);
    expect(response.json()).toMatchObject({ title: 'Unsupported Media Type', status: 415 });
  });

  test('Scenario: a body that is too large', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({
      method: 'POST',
      url: '/test/translate',
      headers: asAdmin,
      payload: { text: 'a'.repeat(70_000), source_language: 'en', target_language: 'es' },
    });
    expect(response.statusCode).toBe(413);
    expect(response.json()).toMatchObject({ status: 413 });
  });

  test('Scenario: an address that cannot be decoded', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({ url: '/calls/%E0%A4', headers: asAdmin });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  test('Scenario: the service fails, and says nothing of its inside', async () => {
    const { app } = await buildTestApp({
      providersStatus: () => {
        throw new Error('password of the database: hunter2');
      },
    });
    const response = await app.inject({ url: '/health/ready', headers: { 'x-request-id': 'r1' } });
    expect(response.statusCode).toBe(500);
    expect(response.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'The service could not do this. The log has the reason, under this request id.',
      request_id: 'r1',
    });
  });

  test('Scenario: an address asks too often', async () => {
    const { app } = await buildTestApp();
    for (let request = 0; request < 300; request += 1) await app.inject({ url: '/calls', headers: asAdmin });
    const response = await app.inject({ url: '/calls', headers: asAdmin });
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('60');
    expect(response.json()).toMatchObject({ title: 'Too Many Requests', status: 429 });
    expect((await app.inject({ url: '/health' })).statusCode).toBe(200);
  });

  test('Scenario: bytes that are no HTTP', async () => {
    const { app } = await buildTestApp();
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write('HELLO\r\n\r\n');
    const answer = (await socket.setEncoding('utf8').toArray()).join('');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toEqual({ type: 'about:blank', title: 'Bad Request', status: 400 });
  });
});

describe('request ids', () => {
  test('Scenario: a proxy gives the request an id, and gets it back', async () => {
    const { app } = await buildTestApp();
    const response = await app.inject({ url: '/health', headers: { 'x-request-id': 'proxy-1:42' } });
    expect(response.headers['x-request-id']).toBe('proxy-1:42');
  });

  test.each(['a b', 'x'.repeat(129), '{"a":1}'])('Scenario: the id "%s" is not taken over', async (given) => {
    const { app } = await buildTestApp();
    const response = await app.inject({ url: '/health', headers: { 'x-request-id': given } });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });
});

test('Scenario: a request is logged with its id and route, and without query or token', async () => {
  const lines: unknown[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const { app } = await buildTestApp({ log: createLog({ level: 'info', destination }) });
  await app.inject({ url: '/calls/CA1?note=private', headers: { ...asAdmin, 'x-request-id': 'r1' } });
  await app.inject({ url: '/health' });
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.any(String) as string,
      service: 'dragoman',
      pid: process.pid,
      request_id: 'r1',
      method: 'GET',
      route: '/calls/:call_sid',
      status_code: 404,
      duration_ms: expect.any(Number) as number,
      msg: 'request answered',
    },
  ]);
});

test('Scenario: every answer carries the security headers', async () => {
  const { app } = await buildTestApp();
  const { headers } = await app.inject({ url: '/health' });
  expect({
    sniffing: headers['x-content-type-options'],
    framing: headers['x-frame-options'],
    transport: headers['strict-transport-security'],
  }).toEqual({
    sniffing: 'nosniff',
    framing: 'SAMEORIGIN',
    transport: 'max-age=31536000; includeSubDomains',
  });
});
