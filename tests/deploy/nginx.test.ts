import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request as requestHttp, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { isInstalled } from '../../sandbox/servers/installed-program.js';
import { nginxArguments, prepareNginx, startNginx } from '../../sandbox/servers/nginx-server.js';
import { buildTestApp, asAdmin, signedForm, signedUpgrade } from '../support/test-app.js';

/** The service with fake calls behind a real nginx. */
async function deployed() {
  const { app, calls } = await buildTestApp();
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const nginx = await startNginx({ instances: [address.host] });
  onTestFinished(() => nginx.close());
  return { nginx, calls };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(socketPath: string, options: RequestOptions, body = ''): Promise<Answer> {
  const isSecure = socketPath.endsWith('https.sock');
  const send = isSecure ? requestHttps : requestHttp;
  const request = send({ socketPath, ...(isSecure && { rejectUnauthorized: false }), ...options });
  request.end(body);
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      response
        .setEncoding('utf8')
        .toArray()
        .then((pieces) =>
          resolve({ status: response.statusCode, headers: response.headers, body: pieces.join('') }),
        )
        .catch(reject);
    });
  });
}

const callSid = `CA${'1'.repeat(32)}`;
const incomingCall = signedForm('/voice/webhook', {
  CallSid: callSid,
  From: '+33123456789',
  To: '+34981000000',
});
const postCall = { path: incomingCall.url, method: 'POST', headers: incomingCall.headers };

const hasPrograms = isInstalled('nginx') && isInstalled('openssl');

describe.skipIf(!hasPrograms)('nginx (skipped where it or openssl is not installed)', () => {
  test('takes its configuration without a warning', () => {
    const { folder } = prepareNginx({ instances: ['127.0.0.1:8000'] });
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { status, stderr } = spawnSync('nginx', ['-t', '-q', ...nginxArguments(folder)], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('Scenario: a client calls; the webhook comes through TLS with its signature whole', async () => {
    const { nginx, calls } = await deployed();
    const answer = await ask(nginx.sockets.https, postCall, incomingCall.payload);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<Stream url="wss://');
    expect(calls.asked).toMatchObject([{ answer: { callSid } }]);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.headers['server']).toBe('nginx');
  });

  test('Scenario: a telephone streams through it, both ways', async () => {
    const { nginx, calls } = await deployed();
    const path = `/ws/media-stream/${callSid}`;
    const socket = new WebSocket(`wss://localhost${path}`, {
      headers: signedUpgrade(path),
      createConnection: () => connectTls({ path: nginx.sockets.https, rejectUnauthorized: false }),
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    const answered = once(socket, 'message');
    calls.onLegEvent = (event) => {
      if (event.type === 'start') event.line.clear();
    };
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    const customParameters = { token: calls.token };
    socket.send(
      JSON.stringify({ event: 'start', streamSid: 'MZ1', start: { callSid, mediaFormat, customParameters } }),
    );
    const [message] = (await answered) as [Buffer];
    expect(JSON.parse(message.toString())).toEqual({ event: 'clear', streamSid: 'MZ1' });
  });

  test('Scenario: what is not for Twilio is not on the internet, with a token or without', async () => {
    const { nginx } = await deployed();
    const paths = [
      '/',
      '/calls',
      '/metrics',
      '/docs',
      '/health',
      '/console',
      '/test/translate',
      '/voicemail',
    ];
    const statuses = await Promise.all(
      paths.map(async (path) => (await ask(nginx.sockets.https, { path, headers: asAdmin })).status),
    );
    expect(statuses).toEqual(paths.map(() => 404));
    const ready = await ask(nginx.sockets.https, { path: '/health/ready' });
    expect(ready.headers['content-type']).toContain('application/problem+json');
  });

  test('Scenario: an operator asks at the port for operators, and needs the token there', async () => {
    const { nginx } = await deployed();
    expect((await ask(nginx.sockets.admin, { path: '/calls', headers: asAdmin })).status).toBe(200);
    const forged = { 'x-forwarded-for': '127.0.0.1' };
    expect((await ask(nginx.sockets.admin, { path: '/calls', headers: forged })).status).toBe(401);
  });

  test('Scenario: without TLS there is a redirect and nothing else', async () => {
    const { nginx, calls } = await deployed();
    const { status, headers } = await ask(
      nginx.sockets.http,
      { ...postCall, headers: { ...postCall.headers, host: 'dragoman.example.com' } },
      incomingCall.payload,
    );
    expect({ status, location: headers['location'] }).toEqual({
      status: 301,
      location: 'https://dragoman.example.com/voice/webhook',
    });
    expect(calls.asked).toEqual([]);
  });

  test('Scenario: a form that is too large does not reach the service', async () => {
    const { nginx, calls } = await deployed();
    const answer = await ask(
      nginx.sockets.https,
      postCall,
      `${incomingCall.payload}&x=${'x'.repeat(65 * 1024)}`,
    );
    expect(answer.status).toBe(413);
    expect(calls.asked).toEqual([]);
  });

  test('Scenario: an address floods it, and the rest of the flood is refused', async () => {
    const { nginx } = await deployed();
    const socket = connectTls({ path: nginx.sockets.https, rejectUnauthorized: false });
    const request = 'GET /nothing HTTP/1.1\r\nHost: localhost\r\n';
    socket.write(`${request}\r\n`.repeat(599) + `${request}Connection: close\r\n\r\n`);
    const answers = (await socket.setEncoding('latin1').toArray()).join('');
    const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    expect(statuses.length).toBe(600);
    expect(new Set(statuses)).toEqual(new Set(['404', '429']));
  });

  test('Scenario: its log says which path, and no number and no query', async () => {
    const { nginx } = await deployed();
    await ask(
      nginx.sockets.https,
      { ...postCall, path: `${postCall.path}?from=%2B33123456789` },
      incomingCall.payload,
    );
    const [line = ''] = nginx
      .readLog()
      .split('\n')
      .filter((each) => each.startsWith('{'));
    expect(JSON.parse(line)).toMatchObject({ method: 'POST', path: '/voice/webhook', status: 403 });
    expect(line).not.toContain('33123456789');
  });
});
