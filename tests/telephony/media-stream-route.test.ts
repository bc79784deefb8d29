import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { LegEvent, Line } from '../../src/media/leg-events.js';
import { fakeCalls } from '../support/fake-calls.js';
import { buildTestApp, signedUpgrade } from '../support/test-app.js';

afterEach(() => {
  vi.useRealTimers();
});

const start = (parameters: Readonly<Record<string, string>>) => ({
  event: 'start',
  sequenceNumber: '1',
  start: {
    accountSid: 'AC1',
    streamSid: 'MZ1',
    callSid: 'CA1',
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: parameters,
  },
  streamSid: 'MZ1',
});
const media = (streamSid = 'MZ1', chunk = 1) => ({
  event: 'media',
  media: { track: 'inbound', chunk: String(chunk), timestamp: '20', payload: 'AP+A' },
  streamSid,
});

/** A listening server with fake calls, and a telephone that connects to it. */
async function switchboard() {
  const calls = fakeCalls();
  const { app, metrics } = await buildTestApp({ calls });
  const address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');

  async function connect(path = '/ws/media-stream') {
    const socket = new WebSocket(`${address}${path}`, { headers: signedUpgrade(path) });
    onTestFinished(() => socket.terminate());
    const closed = once(socket, 'close').then(([code, reason]: unknown[]) => ({
      code,
      reason: String(reason),
    }));
    await once(socket, 'open');
    return { socket, closed, say: (message: unknown) => socket.send(JSON.stringify(message)) };
  }

  /** A telephone whose stream has been admitted, with the line that its leg got. */
  async function connectLeg(path?: string) {
    const telephone = await connect(path);
    const started = legEvent('start');
    telephone.say(start({ token: calls.token }));
    const event = await started;
    if (event.type !== 'start') throw new Error('The leg did not start');
    return { ...telephone, line: event.line };
  }

  /** The next event of this type that the leg gets. */
  function legEvent(type: LegEvent['type']): Promise<LegEvent> {
    return new Promise((resolve) => {
      calls.onLegEvent = (event) => {
        if (event.type === type) resolve(event);
      };
    });
  }

  const malformedCount = async () => (await metrics.mediaMalformed.get()).values[0]?.value ?? 0;
  return { app, address, calls, metrics, connect, connectLeg, legEvent, malformedCount };
}

describe('the upgrade', () => {
  test.each(['/ws/media-stream', '/ws/media-stream/CA1'])(
    'Scenario: a signed one for %s is let in',
    async (path) => {
      const { connect } = await switchboard();
      const { socket } = await connect(path);
      expect(socket.readyState).toBe(WebSocket.OPEN);
    },
  );

  test.each([
    ['none', {}],
    ['one for another path', signedUpgrade('/ws/media-stream/CA2')],
    ['a made-up one', { 'x-twilio-signature': 'bm90IGEgc2lnbmF0dXJlIQ==' }],
  ])('Scenario: with %s as signature it is 403', async (_what, headers) => {
    const { address, calls } = await switchboard();
    const socket = new WebSocket(`${address}/ws/media-stream`, { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
    expect(calls.asked).toEqual([]);
  });

  test('Scenario: a signed request that is no upgrade is told so', async () => {
    const { app } = await switchboard();
    const response = await app.inject({
      url: '/ws/media-stream',
      headers: signedUpgrade('/ws/media-stream'),
    });
    expect(response.statusCode).toBe(426);
    expect(response.json()).toMatchObject({ title: 'Upgrade Required', status: 426 });
  });
});

describe('a stream', () => {
  test('Scenario: from the start to the end, every message reaches the leg, in order', async () => {
    const { calls, connectLeg, legEvent } = await switchboard();
    const telephone = await connectLeg('/ws/media-stream/CA1');
    const closed = legEvent('closed');
    telephone.say({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    telephone.say(media());
    telephone.say({ event: 'mark', streamSid: 'MZ1', mark: { name: 'clause-1' } });
    telephone.say({ event: 'dtmf', streamSid: 'MZ1', dtmf: { track: 'inbound_track', digit: '5' } });
    telephone.say({ event: 'stop', streamSid: 'MZ1', stop: { callSid: 'CA1' } });
    telephone.socket.close(1000);
    await closed;
    expect(calls.asked).toEqual([
      { admit: { callSid: 'CA1', streamSid: 'MZ1', parameters: { token: calls.token } } },
    ]);
    expect(calls.legEvents).toEqual([
      { type: 'start', streamSid: 'MZ1', line: telephone.line },
      { type: 'media', mulaw: Buffer.from([0x00, 0xff, 0x80]), timestampMs: 20 },
      { type: 'mark', name: 'clause-1' },
      { type: 'dtmf', digit: '5' },
      { type: 'stop' },
      { type: 'closed', code: 1000 },
    ]);
  });

  test('Scenario: the leg speaks to its telephone', async () => {
    const { connectLeg } = await switchboard();
    const { socket, line } = await connectLeg();
    const heard: unknown[] = [];
    const allHeard = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        heard.push(JSON.parse(data.toString()));
        if (heard.length === 3) resolve();
      });
    });
    line.sendMedia(Uint8Array.from([0x00, 0xff, 0x80]));
    line.sendMark('clause-1');
    line.clear();
    await allHeard;
    expect(heard).toEqual([
      { event: 'media', streamSid: 'MZ1', media: { payload: 'AP+A' } },
      { event: 'mark', streamSid: 'MZ1', mark: { name: 'clause-1' } },
      { event: 'clear', streamSid: 'MZ1' },
    ]);
  });

  test('Scenario: the leg closes its line, and nothing more is sent', async () => {
    const { connectLeg, legEvent } = await switchboard();
    const { closed, line } = await connectLeg();
    const told = legEvent('closed');
    line.close();
    line.sendMark('too-late');
    expect(await closed).toEqual({ code: 1000, reason: '' });
    expect(await told).toEqual({ type: 'closed', code: 1000 });
    line.close();
  });

  test('Scenario: the telephone does not take what is sent to it, and its line is closed', async () => {
    const { connectLeg, metrics } = await switchboard();
    const { socket, closed, line } = await connectLeg();
    socket.pause();
    await fill(line, async () => (await metrics.mediaOverflows.get()).values[0]?.value === 1);
    socket.resume();
    expect(await closed).toEqual({ code: 1013, reason: 'messages are not taken' });
  });

  test('Scenario: the service stops, and the telephone is told', async () => {
    const { app, connectLeg } = await switchboard();
    const { closed } = await connectLeg();
    await app.close();
    expect(await closed).toEqual({ code: 1001, reason: 'shutting down' });
  });

  test('Scenario: a rendition and its marks leave in one system call', async () => {
    const { app, connectLeg } = await switchboard();
    const carriers: Socket[] = [];
    app.server.on('connection', (carrier) => carriers.push(carrier));
    const { socket, line } = await connectLeg();
    const writes = carriers.flatMap((carrier) => [vi.spyOn(carrier, '_write'), vi.spyOn(carrier, '_writev')]);
    const told: unknown[] = [];
    const allTold = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const { event } = JSON.parse(data.toString()) as { event: string };
        if (told.push(event) === 4) resolve();
      });
    });
    line.sendMedia(Uint8Array.from([0x00]));
    line.sendMark('1');
    line.sendMedia(Uint8Array.from([0xff]));
    line.sendMark('2');
    await allTold;
    expect(told).toEqual(['media', 'mark', 'media', 'mark']);
    expect(writes.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBe(1);
  });
});

describe('a telephone that is gone', () => {
  test('Scenario: nothing comes from it for fifteen seconds, and its leg is told', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { connectLeg, legEvent } = await switchboard();
    const { socket, closed } = await connectLeg();
    const told = legEvent('closed');
    vi.advanceTimersByTime(15_000);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    vi.advanceTimersByTime(15_000);
    expect(await told).toEqual({ type: 'closed', code: 1006 });
    expect(await closed).toEqual({ code: 1006, reason: '' });
  });
});

describe('a stream that does not belong here', () => {
  test('Scenario: its token fits no call', async () => {
    const { calls, connect } = await switchboard();
    const { closed, say } = await connect();
    say(start({ token: 'made up' }));
    expect(await closed).toEqual({ code: 1008, reason: 'not admitted' });
    expect(calls.legEvents).toEqual([]);
  });

  test('Scenario: it never says who it is', async () => {
    const { connect } = await switchboard();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { socket, closed } = await connect();
    // Until the server has its side of the socket, which is where the deadline begins.
    await vi.waitUntil(() => vi.getTimerCount() > 0);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    vi.advanceTimersByTime(5000);
    expect(await closed).toEqual({ code: 1008, reason: 'no start' });
  });

  test.each([
    ['garbage', 'hello'],
    ['audio before the start', JSON.stringify(media())],
    ['a start without audio format', JSON.stringify({ ...start({}), start: { callSid: 'CA1' } })],
    ['binary data', Buffer.from([1, 2, 3])],
  ])('Scenario: its first word is %s', async (_what, message) => {
    const { connect, malformedCount } = await switchboard();
    const { socket, closed } = await connect();
    socket.send(message);
    expect(await closed).toEqual({ code: 1008, reason: 'malformed message' });
    expect(await malformedCount()).toBe(1);
  });

  test('Scenario: a message is larger than any of the protocol', async () => {
    const { connectLeg, legEvent, malformedCount } = await switchboard();
    const { socket, closed } = await connectLeg();
    const told = legEvent('closed');
    socket.send('x'.repeat(64 * 1024 + 1));
    expect(await closed).toEqual({ code: 1009, reason: '' });
    await told;
    expect(await malformedCount()).toBe(1);
  });
});

describe('malformed messages of a stream under way', () => {
  test('Scenario: nine in a row are counted and survived, wherever they come', async () => {
    const { calls, connectLeg, legEvent, malformedCount } = await switchboard();
    const telephone = await connectLeg();
    for (let round = 0; round < 2; round += 1) {
      const heard = legEvent('media');
      telephone.say(media('MZ2'));
      telephone.say(start({ token: calls.token }));
      for (let message = 0; message < 7; message += 1) telephone.socket.send('garbage');
      telephone.say(media('MZ1', round));
      await heard;
    }
    expect(await malformedCount()).toBe(18);
    expect(calls.legEvents.map(({ type }) => type)).toEqual(['start', 'media', 'media']);
  });

  test('Scenario: ten in a row close it, and its leg is told', async () => {
    const { connectLeg, legEvent } = await switchboard();
    const { socket, closed } = await connectLeg();
    const told = legEvent('closed');
    for (let message = 0; message < 10; message += 1) socket.send('garbage');
    expect(await closed).toEqual({ code: 1008, reason: 'malformed message' });
    expect(await told).toEqual({ type: 'closed', code: 1008 });
  });
});

describe('frames that are not as they should be', () => {
  test('Scenario: one comes twice, and its leg hears it once', async () => {
    const { calls, connectLeg, legEvent, metrics } = await switchboard();
    const telephone = await connectLeg();
    const frame = (chunk: string, timestamp: string) => ({
      ...media(),
      media: { track: 'inbound', chunk, timestamp, payload: 'AP+A' },
    });
    telephone.say(frame('1', '0'));
    telephone.say(frame('1', '0'));
    // As short as it is, the next one begins in the same millisecond.
    telephone.say(frame('2', '0'));
    telephone.say(frame('2', '0'));
    telephone.say(frame('3', '1'));
    const closed = legEvent('closed');
    telephone.socket.close(1000);
    await closed;
    expect(calls.legEvents.filter(({ type }) => type === 'media')).toHaveLength(3);
    expect((await metrics.framesRepeated.get()).values[0]?.value).toBe(2);
  });

  test('Scenario: they come faster than anybody speaks, and the stream is closed', async () => {
    const { calls, connectLeg, legEvent, metrics } = await switchboard();
    const { say, closed } = await connectLeg();
    const told = legEvent('closed');
    const payload = Buffer.alloc(8000).toString('base64');
    for (let second = 0; second < 60; second += 1) {
      say({
        ...media(),
        media: { track: 'inbound', chunk: String(second), timestamp: String(1000 * second), payload },
      });
    }
    expect(await closed).toEqual({ code: 1008, reason: 'faster than speech' });
    expect(await told).toEqual({ type: 'closed', code: 1008 });
    expect(calls.legEvents.filter(({ type }) => type === 'media')).toHaveLength(5);
    expect((await metrics.mediaFloods.get()).values[0]?.value).toBe(1);
  });

  test('Scenario: who has flooded is not let in again', async () => {
    const { calls, connect, connectLeg } = await switchboard();
    const { socket, closed } = await connectLeg();
    const text = JSON.stringify({ event: 'mark', streamSid: 'MZ1', mark: { name: 'again' } });
    for (let message = 0; message < 3000; message += 1) socket.send(text);
    await closed;
    const again = await connect();
    again.say(start({ token: calls.token }));
    expect(await again.closed).toEqual({ code: 1008, reason: 'not admitted' });
    expect(calls.resume('CA1')).toBe('barred');
  });

  test('Scenario: whoever floods does not mind that the stream is being closed', async () => {
    const { connectLeg, legEvent } = await switchboard();
    const { socket } = await connectLeg();
    const told = legEvent('closed');
    // It reads nothing, so that it does not answer the close either.
    socket.pause();
    const text = JSON.stringify({ event: 'mark', streamSid: 'MZ1', mark: { name: 'again' } });
    for (let message = 0; message < 3000; message += 1) socket.send(text);
    expect(await told).toMatchObject({ type: 'closed' });
  });
});

/** Sends audio until the condition holds, a turn of the event loop between the pieces. */
async function fill(line: Line, isFull: () => Promise<boolean>): Promise<void> {
  const second = new Uint8Array(8000);
  while (!(await isFull())) {
    for (let piece = 0; piece < 50; piece += 1) line.sendMedia(second);
    await new Promise(setImmediate);
  }
}
