import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFrameClock } from '../../sandbox/telephone/frame-clock.js';
import { cleanLine } from '../../sandbox/telephone/microphone.js';
import { startTwilioServer, type Ring, type TwilioServer } from '../../sandbox/telephone/twilio-server.js';
import { encodeMulaw } from '../../src/media/mulaw.js';
import { createTelephone } from '../../src/telephony/twilio-telephone.js';
import { startFakeVoiceService } from '../support/fake-voice-service.js';

const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
const authToken = 'the-auth-token';
const clientNumber = '+33142685300';
const serviceNumber = '+34981000000';
const agentNumber = '+34981000001';

const tone = Int16Array.from({ length: 320 }, (_, index) => Math.round(8000 * Math.sin(index / 3)));
const payloadOf = (samples: Int16Array) => Buffer.from(encodeMulaw(samples)).toString('base64');

let service: Awaited<ReturnType<typeof startFakeVoiceService>>;
let carrier: TwilioServer;
let violations: string[];
let onRing: (ring: Ring) => void;

beforeEach(async () => {
  service = await startFakeVoiceService(authToken);
  violations = [];
  carrier = await startTwilioServer({
    accountSid,
    authToken,
    webhookBaseUrl: service.url,
    clock: createFrameClock(),
    say: () => Promise.resolve(tone),
    onViolation: (_callSid, violation) => violations.push(violation),
    onRing: (ring) => onRing(ring),
  });
});

afterEach(async () => {
  await carrier.close();
  await service.close();
});

function streamDocument(path: string): string {
  return `<Response><Connect action="${service.url}/next"><Stream url="${service.socketUrl}${path}" statusCallback="${service.url}/stream"><Parameter name="token" value="t1"/></Stream></Connect></Response>`;
}

async function connectClient() {
  service.prepare('/voice/webhook', streamDocument('/ws/1'));
  const call = carrier.dial({ from: clientNumber, to: serviceNumber, quality: cleanLine });
  const stream = await service.stream();
  const start = await stream.next((message) => message['event'] === 'start');
  const streamSid = String(start['streamSid']);
  const send = (message: object) => stream.socket.send(JSON.stringify(message));
  return { call, stream, start, streamSid, send };
}

describe('an inbound call', () => {
  test('Scenario: the service connects the caller to a stream, in Twilio’s words', async () => {
    const { call, stream, start, streamSid } = await connectClient();
    const media = await stream.next((message) => message['event'] === 'media');

    expect(service.webhooks[0]).toEqual({
      path: '/voice/webhook',
      isSigned: true,
      form: {
        CallSid: call.sid,
        AccountSid: accountSid,
        ApiVersion: '2010-04-01',
        From: clientNumber,
        To: serviceNumber,
        Caller: clientNumber,
        Called: serviceNumber,
        Direction: 'inbound',
        CallStatus: 'in-progress',
      },
    });
    expect(stream.path).toBe('/ws/1');
    expect(stream.isSigned).toBe(true);
    expect(stream.messages[0]).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    expect(start).toEqual({
      event: 'start',
      sequenceNumber: '1',
      streamSid,
      start: {
        accountSid,
        streamSid,
        callSid: call.sid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { token: 't1' },
      },
    });
    expect(media).toEqual({
      event: 'media',
      sequenceNumber: '2',
      streamSid,
      media: {
        track: 'inbound',
        chunk: '1',
        timestamp: '0',
        payload: Buffer.alloc(160, 0xff).toString('base64'),
      },
    });
    const started = await service.webhook(({ path }) => path === '/stream');
    expect(started.isSigned).toBe(true);
    expect(started.form).toMatchObject({
      StreamEvent: 'stream-started',
      StreamSid: streamSid,
      CallSid: call.sid,
    });
  });

  test('Scenario: audio is heard, its mark comes back, and what is cleared is not heard', async () => {
    const { call, stream, streamSid, send } = await connectClient();
    send({ event: 'media', streamSid, media: { payload: payloadOf(tone) } });
    send({ event: 'mark', streamSid, mark: { name: 'heard' } });
    await stream.next(({ mark }) => JSON.stringify(mark) === '{"name":"heard"}');
    send({ event: 'media', streamSid, media: { payload: payloadOf(new Int16Array(80_000).fill(5000)) } });
    send({ event: 'mark', streamSid, mark: { name: 'never' } });
    send({ event: 'clear', streamSid });
    await stream.next(({ mark }) => JSON.stringify(mark) === '{"name":"never"}');
    call.end('completed');
    await call.ended;

    const heard = encodeMulaw(call.line?.recording().heard ?? new Int16Array());
    const from = heard.findIndex((byte) => byte !== 0xff);
    expect(Buffer.from(heard.subarray(from - 1, from + 319))).toEqual(Buffer.from(encodeMulaw(tone)));
    expect(heard.length).toBeLessThan(80_000);
    expect(violations).toEqual([]);
  });

  test('Scenario: the caller speaks, presses a key and hangs up', async () => {
    const { call, stream, streamSid } = await connectClient();
    await call.line?.say(tone);
    call.press('5');
    call.end('completed');

    expect(await stream.next((message) => message['event'] === 'dtmf')).toMatchObject({
      dtmf: { track: 'inbound_track', digit: '5' },
      streamSid,
    });
    expect(await stream.next((message) => message['event'] === 'stop')).toMatchObject({
      stop: { accountSid, callSid: call.sid },
      streamSid,
    });
    expect(await call.ended).toBe('completed');
    const payloads = stream.messages.flatMap(({ media }) =>
      media === undefined ? [] : [JSON.stringify(media)],
    );
    expect(payloads.some((media) => media.includes(payloadOf(tone.subarray(0, 160))))).toBe(true);
    const told = await service.webhook(({ path }) => path === '/voice/status');
    expect(told.form).toMatchObject({ CallStatus: 'completed', CallSid: call.sid, SequenceNumber: '0' });
  });

  test('Scenario: the service closes the stream, and says what comes next', async () => {
    const { call, stream } = await connectClient();
    service.prepare('/next', '<Response><Say language="fr-FR">Au revoir</Say></Response>');
    stream.socket.close(1000);

    expect(await call.ended).toBe('completed');
    const heard = encodeMulaw(call.line?.recording().heard ?? new Int16Array());
    expect(Buffer.from(heard).includes(Buffer.from(encodeMulaw(tone)).subarray(1))).toBe(true);
    expect(service.webhooks.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/voice/webhook', '/stream', '/next', '/voice/status']),
    );
    expect(violations).toEqual([]);
  });

  test('Scenario: what Twilio would not take is a violation', async () => {
    const { stream, streamSid, send } = await connectClient();
    send({ event: 'media', streamSid: 'MZother', media: { payload: payloadOf(tone) } });
    send({ event: 'media', streamSid, media: { payload: '###' } });
    send({ event: 'media', streamSid, media: { payload: Buffer.from('RIFF and so on').toString('base64') } });
    send({ event: 'mark', streamSid, mark: {} });
    send({ event: 'say', streamSid });
    stream.socket.send('no json');
    send({ event: 'mark', streamSid, mark: { name: 'last' } });
    await stream.next((message) => message['event'] === 'mark');

    expect(violations.map((violation) => violation.split(':', 1)[0])).toEqual([
      'media with a streamSid of another stream',
      'a message that is no media, mark or clear',
      'media with the header of a WAV file',
      'a message that is no media, mark or clear',
      'a message that is no media, mark or clear',
      'a message that is not JSON',
    ]);
  });

  test('Scenario: the service answers the webhook with something else', async () => {
    service.prepare('/voice/webhook', 'oops');
    const call = carrier.dial({ from: clientNumber, to: serviceNumber, quality: cleanLine });

    expect(await call.ended).toBe('failed');
    expect(violations).toEqual(['TwimlError: the document must be one closed element']);
  });
});

describe('an outbound call', () => {
  const telephone = () =>
    createTelephone({
      accountSid,
      authToken,
      apiBaseUrl: carrier.url,
      phoneNumber: serviceNumber,
      publicUrl: service.url,
      requestTimeoutMs: 5000,
    });
  const statuses = (callSid: string) =>
    service.webhooks
      .filter(({ path, form }) => path === '/voice/status' && form['CallSid'] === callSid)
      .map(({ form }) => form['CallStatus']);

  test('Scenario: the agent answers, and the service hangs up', async () => {
    const rung = new Promise<Ring>((resolve) => (onRing = resolve));
    const { callSid } = await telephone().dial({
      to: agentNumber,
      twiml: streamDocument('/ws/2'),
      ringSeconds: 20,
    });
    const ring = await rung;
    expect(ring.streamUrl).toBe(`${service.socketUrl}/ws/2`);
    ring.answer(cleanLine);
    await service.stream();
    await telephone().hangUp(callSid);

    expect(await ring.call.ended).toBe('completed');
    expect(statuses(callSid)).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    await telephone().hangUp(callSid);
  });

  test('Scenario: the agent is busy', async () => {
    onRing = (ring) => ring.refuse('busy');
    const { callSid } = await telephone().dial({
      to: agentNumber,
      twiml: streamDocument('/ws/2'),
      ringSeconds: 20,
    });
    await service.webhook(({ form }) => form['CallStatus'] === 'busy');

    expect(statuses(callSid)).toEqual(['initiated', 'ringing', 'busy']);
  });

  test('Scenario: wrong credentials, an impossible number, a call that is over', async () => {
    async function ask(method: string, path: string, form: Record<string, string> = {}, token = authToken) {
      const response = await fetch(`${carrier.url}/2010-04-01/Accounts/${accountSid}/${path}`, {
        method,
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}` },
        body: method === 'POST' ? new URLSearchParams(form) : null,
      });
      return { status: response.status, document: (await response.json()) as Record<string, unknown> };
    }
    onRing = (ring) => ring.refuse('failed');
    const request = { To: agentNumber, From: serviceNumber, Twiml: '<Response/>' };

    expect(await ask('POST', 'Calls.json', request, 'wrong')).toEqual({
      status: 401,
      document: {
        code: 20003,
        message: 'Authenticate',
        more_info: 'https://www.twilio.com/docs/errors/20003',
        status: 401,
      },
    });
    expect(await ask('POST', 'Calls.json', { ...request, To: '123' })).toMatchObject({
      status: 400,
      document: { code: 21211 },
    });
    const { status, document } = await ask('POST', 'Calls.json', request);
    expect(status).toBe(201);
    expect(document).toMatchObject({ status: 'initiated', direction: 'outbound-api', to: agentNumber });
    const call = `Calls/${String(document['sid'])}.json`;
    expect(await ask('POST', call, { Status: 'completed' })).toMatchObject({
      status: 200,
      document: { status: 'canceled' },
    });
    expect(await ask('POST', call, { Status: 'completed' })).toMatchObject({
      status: 400,
      document: { code: 21220, message: 'Call is not in-progress. Cannot redirect.' },
    });
    expect((await ask('GET', call)).document['status']).toBe('canceled');
    expect((await ask('GET', 'Calls/CAnone.json')).document['code']).toBe(20404);
  });
});
