import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { buildTestApp, signedUpgrade } from '../support/test-app.js';

async function listen() {
  const { app, calls, metrics } = await buildTestApp();
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  return { app, calls, metrics, address, port: Number(address.port) };
}

describe('slow clients', () => {
  test('a request has ten seconds to arrive, its headers the same, and that is looked at every five', async () => {
    const { app } = await listen();
    const { headersTimeout, requestTimeout, keepAliveTimeout } = app.server;
    expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 10_000, requestTimeout: 10_000 });
    expect(keepAliveTimeout).toBeGreaterThan(0);
    expect(Reflect.get(app.server, 'connectionsCheckingInterval')).toBe(5000);
  });

  test('Scenario: half a request, and then nothing: 408, and the connection is closed', async () => {
    const { app, port } = await listen();
    const accepted = once(app.server, 'connection');
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /voice/webhook HTTP/1.1\r\nHost: x\r\n');
    const [connection] = (await accepted) as [unknown];
    // What Node does when the time is over.
    app.server.emit(
      'clientError',
      Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
      connection,
    );
    const answer = (await socket.setEncoding('utf8').toArray()).join('');
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/);
  });
});

describe('oversized requests', () => {
  test('Scenario: headers without end: 431', async () => {
    const { port } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    const answer = (await socket.setEncoding('utf8').toArray()).join('');
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('Scenario: a message that unpacks to more than it weighs cannot come: compression is not spoken', async () => {
    const { address } = await listen();
    const path = '/ws/media-stream';
    const socket = new WebSocket(`ws://${address.host}${path}`, {
      headers: signedUpgrade(path),
      perMessageDeflate: true,
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    expect(socket.extensions).toBe('');
  });
});

describe('stolen stream URLs', () => {
  test("Scenario: the signature of one call's stream opens no other call's", async () => {
    const { address, calls } = await listen();
    const socket = new WebSocket(`ws://${address.host}/ws/media-stream/CA2`, {
      headers: signedUpgrade('/ws/media-stream/CA1'),
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
    expect(calls.asked).toEqual([]);
  });
});
