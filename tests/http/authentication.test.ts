import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { adminToken, asAdmin, buildTestApp, metricsToken } from '../support/test-app.js';

const adminRoutes = [
  { method: 'GET', url: '/calls' },
  { method: 'GET', url: '/calls/CA1' },
  { method: 'POST', url: '/calls/CA1/end' },
  { method: 'POST', url: '/test/translate' },
  { method: 'GET', url: '/metrics' },
  { method: 'GET', url: '/docs' },
  { method: 'GET', url: '/docs/json' },
] as const;

describe('admin authentication', () => {
  test.each(adminRoutes)(
    'Scenario: $method $url without a token is 401 and says what it takes',
    async (route) => {
      const { app } = await buildTestApp();
      const response = await app.inject({ ...route, headers: { 'x-request-id': 'r1' } });
      expect(response.statusCode).toBe(401);
      expect(response.headers['www-authenticate']).toBe('Bearer realm="dragoman"');
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.json()).toEqual({
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'This needs a bearer token.',
        request_id: 'r1',
      });
    },
  );

  test.each(['wrong-token-of-the-tests', `${adminToken}x`, '', adminToken.toUpperCase()])(
    'Scenario: the wrong token "%s" is 401',
    async (token) => {
      const { app } = await buildTestApp();
      const response = await app.inject({ url: '/calls', headers: { authorization: `Bearer ${token}` } });
      expect(response.statusCode).toBe(401);
    },
  );

  test('Scenario: the admin token opens every admin route; its scheme is not case sensitive', async () => {
    const { app } = await buildTestApp();
    const statuses = await Promise.all(
      ['/calls', '/metrics', '/docs', '/docs/json'].map(
        async (url) =>
          (await app.inject({ url, headers: { authorization: `bearer ${adminToken}` } })).statusCode,
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 200]);
  });

  test('Scenario: the metrics token opens the metrics and nothing else', async () => {
    const { app } = await buildTestApp();
    const headers = { authorization: `Bearer ${metricsToken}` };
    expect((await app.inject({ url: '/metrics', headers })).statusCode).toBe(200);
    expect((await app.inject({ url: '/calls', headers })).statusCode).toBe(401);
  });

  test('Scenario: after twenty wrong tokens in a minute an address is not listened to, another one is', async () => {
    const { app } = await buildTestApp();
    const guess = { url: '/calls', headers: { authorization: 'Bearer a-guess-of-somebody' } };
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect((await app.inject(guess)).statusCode).toBe(401);
    }
    const refused = await app.inject({ url: '/calls', headers: asAdmin });
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json()).toMatchObject({ title: 'Too Many Requests', status: 429 });
    const elsewhere = await app.inject({ url: '/calls', headers: asAdmin, remoteAddress: '192.0.2.7' });
    expect(elsewhere.statusCode).toBe(200);
  });
});

describe('without an ADMIN_TOKEN', () => {
  test('Scenario: requests from this machine pass', async () => {
    const { app } = await buildTestApp({ env: {} });
    expect((await app.inject({ url: '/calls', remoteAddress: '127.0.0.1' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/calls', remoteAddress: '::1' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/metrics', remoteAddress: '::ffff:127.0.0.1' })).statusCode).toBe(200);
  });

  test('Scenario: requests from elsewhere are 403, whatever they say of themselves', async () => {
    const { app } = await buildTestApp({ env: {} });
    const response = await app.inject({
      url: '/calls',
      remoteAddress: '192.0.2.7',
      headers: { 'x-forwarded-for': '127.0.0.1', host: 'localhost' },
    });
    expect(response.statusCode).toBe(403);
    expect(response.json()).toMatchObject({ title: 'Forbidden', status: 403 });
  });

  test('Scenario: what a tunnel on this machine forwards is not from this machine', async () => {
    const { app } = await buildTestApp({ env: {} });
    const response = await app.inject({
      url: '/calls',
      remoteAddress: '127.0.0.1',
      headers: { 'x-forwarded-for': '192.0.2.7' },
    });
    expect(response.statusCode).toBe(403);
  });

  test('Scenario: the metrics token works from elsewhere', async () => {
    const { app } = await buildTestApp({ env: { METRICS_TOKEN: metricsToken } });
    const ask = (authorization: string) =>
      app.inject({ url: '/metrics', remoteAddress: '192.0.2.7', headers: { authorization } });
    expect((await ask(`Bearer ${metricsToken}`)).statusCode).toBe(200);
    expect((await ask('Bearer something-else-altogether')).statusCode).toBe(401);
  });

  test('Scenario: over a real socket this machine is let in', async () => {
    const { app } = await buildTestApp({ env: {} });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.end('GET /calls HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const answer = (await socket.setEncoding('utf8').toArray()).join('');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});
