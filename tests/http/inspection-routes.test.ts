import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { runInNewContext } from 'node:vm';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createInspection, type Inspection } from '../../src/observability/inspection.js';
import { liveCalls } from '../support/live-calls.js';
import { adminToken, asAdmin, buildTestApp, metricsToken } from '../support/test-app.js';

const withAdmin = { ADMIN_TOKEN: adminToken, METRICS_TOKEN: metricsToken };

/** An inspection that shows what the test says. */
function toldInspection() {
  const watchers = new Set<(message: string) => void>();
  const inspection: Inspection = {
    observe: () => undefined,
    watch(show) {
      watchers.add(show);
      return () => watchers.delete(show);
    },
  };
  return { inspection, watchers };
}

/** A listening server whose machines may be watched. */
async function inspectable(inspection: Inspection, env: Readonly<Record<string, string>> = {}) {
  const { app } = await buildTestApp({ inspection, env: { ...withAdmin, ...env } });
  const address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');

  /** Opens a socket, or says with which status it was refused. */
  async function open(path: string, headers: Readonly<Record<string, string>> = {}) {
    const socket = new WebSocket(`${address}${path}`, { headers });
    return new Promise<WebSocket | number | undefined>((resolve) => {
      socket.once('open', () => {
        onTestFinished(() => socket.terminate());
        resolve(socket);
      });
      socket.once('unexpected-response', (_request, response) => {
        response.destroy();
        resolve(response.statusCode);
      });
    });
  }
  async function watch(): Promise<WebSocket> {
    const socket = await open(`/inspect?token=${adminToken}`);
    if (!(socket instanceof WebSocket)) throw new Error('refused');
    return socket;
  }
  const closing = async (socket: WebSocket): Promise<unknown> =>
    ((await once(socket, 'close')) as unknown[])[0];
  return { app, address, open, watch, closing };
}

describe('WS /inspect', () => {
  test('Scenario: the receiver of @statelyai/inspect follows a call from the middle to its end', async () => {
    const inspection = createInspection();
    const { connect, calls } = liveCalls({ inspect: inspection.observe });
    const { interpret } = await connect();
    const { address } = await inspectable(inspection);
    const messages: { type: string; name?: string; snapshot?: { value?: unknown; status?: string } }[] = [];
    createWebSocketReceiver({ server: `${address}/inspect?token=${adminToken}` }).subscribe((message) =>
      messages.push(message),
    );
    await expect.poll(() => messages.map(({ name }) => name)).toContain('CAclient');
    await interpret('Bonjour tout le monde.');
    await expect.poll(() => messages.map(({ name }) => name)).toContain('clause-1');
    await expect.poll(() => messages.map(({ snapshot }) => snapshot?.value)).toContain('heard');
    calls.end('CAclient');
    await expect.poll(() => messages.map(({ snapshot }) => snapshot?.value)).toContain('ended');
  });

  test('Scenario: without the admin token nobody watches', async () => {
    const { inspection, watchers } = toldInspection();
    const { open } = await inspectable(inspection);
    expect(await open('/inspect')).toBe(401);
    expect(await open('/inspect?token=another-token-than-the-right-one')).toBe(401);
    expect(await open(`/inspect?token=${metricsToken}`)).toBe(401);
    expect(watchers.size).toBe(0);
    expect(await open('/inspect', asAdmin)).toBeInstanceOf(WebSocket);
    await expect.poll(() => watchers.size).toBe(1);
  });

  test('Scenario: from elsewhere nobody watches, unless that was asked for', async () => {
    const { inspection } = toldInspection();
    const throughProxy = { 'x-forwarded-for': '192.0.2.7' };
    const path = `/inspect?token=${adminToken}`;
    const here = await inspectable(inspection);
    expect(await here.open(path, throughProxy)).toBe(403);
    const anywhere = await inspectable(inspection, { INSPECT_FROM: 'anywhere' });
    expect(await anywhere.open(path, throughProxy)).toBeInstanceOf(WebSocket);
    expect(await anywhere.open('/inspect', throughProxy)).toBe(401);
  });

  test('Scenario: where it is not switched on there is no such address', async () => {
    const { app } = await buildTestApp();
    expect((await app.inject({ url: '/inspect', headers: asAdmin })).statusCode).toBe(404);
  });

  test('Scenario: an inspector that does not take what it is sent is cut, the other one goes on', async () => {
    const { inspection, watchers } = toldInspection();
    const { watch, closing } = await inspectable(inspection);
    const slow = await watch();
    const [showSlow] = watchers;
    const quick = await watch();
    const [, showQuick] = watchers;
    slow.pause();
    const message = JSON.stringify({ padding: 'x'.repeat(1024 * 1024) });
    for (let count = 0; count < 100; count += 1) showSlow?.(message);
    await expect.poll(() => watchers.size).toBe(1);
    const received = once(quick, 'message');
    showQuick?.('{"type":"@xstate.event"}');
    expect(String((await received)[0])).toBe('{"type":"@xstate.event"}');
    const closed = closing(slow);
    slow.resume();
    expect(await closed).toBe(1006);
  });

  test('Scenario: whoever talks is closed, and the ninth is one too many', async () => {
    const { inspection, watchers } = toldInspection();
    const { watch, closing } = await inspectable(inspection);
    const talker = await watch();
    const closed = closing(talker);
    talker.send('hello');
    expect(await closed).toBe(1008);
    await expect.poll(() => watchers.size).toBe(0);
    for (let count = 0; count < 8; count += 1) await watch();
    expect(await closing(await watch())).toBe(1013);
    expect(watchers.size).toBe(8);
  });

  test('Scenario: the server closes, and tells the inspectors so', async () => {
    const { inspection, watchers } = toldInspection();
    const { app, watch, closing } = await inspectable(inspection);
    const closed = closing(await watch());
    await app.close();
    expect(await closed).toBe(1001);
    await expect.poll(() => watchers.size).toBe(0);
  });
});

describe('GET /inspect', () => {
  test('Scenario: a browser gets a page that may run its own script and frame the inspector, and no more', async () => {
    const { inspection } = toldInspection();
    const { app } = await inspectable(inspection);
    const { statusCode, headers, body } = await app.inject({ url: '/inspect' });
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const script = /<script>([\s\S]*)<\/script>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(String(headers['content-security-policy']).split(';')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash}'`,
      expect.stringMatching(/^style-src 'sha256-/),
      'frame-src https://stately.ai',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(body).not.toContain(adminToken);
  });

  test("Scenario: the page's script passes on what the socket says once the inspector is ready, and to nobody else", async () => {
    const { inspection } = toldInspection();
    const { app } = await inspectable(inspection);
    const { body } = await app.inject({ url: '/inspect' });
    const script = /<script>([\s\S]*)<\/script>/.exec(body)?.[1] ?? '';
    const addresses: string[] = [];
    const posted: unknown[][] = [];
    const window = new EventEmitter();
    let told: ((message: { data: string }) => void) | undefined;
    runInNewContext(script, {
      URL,
      URLSearchParams,
      location: { href: 'https://dragoman.example.com/inspect#a%2Btoken' },
      document: {
        querySelector: () => ({ contentWindow: { postMessage: (...sent: unknown[]) => posted.push(sent) } }),
      },
      addEventListener: (type: string, listener: (event: unknown) => void) => window.on(type, listener),
      WebSocket: class {
        constructor(address: URL) {
          addresses.push(address.href);
        }
        set onmessage(listener: (message: { data: string }) => void) {
          told = listener;
        }
      },
    });
    window.emit('message', { origin: 'https://elsewhere.example', data: { type: '@statelyai.connected' } });
    expect(addresses).toEqual([]);
    window.emit('message', { origin: 'https://stately.ai', data: { type: '@statelyai.connected' } });
    expect(addresses).toEqual(['wss://dragoman.example.com/inspect?token=a%2Btoken']);
    told?.({ data: '{"type":"@xstate.actor"}' });
    expect(posted).toEqual([[{ type: '@xstate.actor' }, 'https://stately.ai']]);
  });
});
