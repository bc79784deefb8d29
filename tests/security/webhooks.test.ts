import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/observability/log.js';
import { fakeCalls } from '../support/fake-calls.js';
import { buildTestApp, signedForm } from '../support/test-app.js';

const formOf = (call: number, from = '+33123456789') => ({
  CallSid: `CA${String(call).padStart(32, '0')}`,
  From: from,
  To: '+34981000000',
});
const callFrom = (call: number, from?: string) => signedForm('/voice/webhook', formOf(call, from));
const busyTone = '<Response><Reject reason="busy"/></Response>';

describe('replayed webhooks', () => {
  test('Scenario: a signed webhook is replayed while its call streams, or after it; it gets no token', async () => {
    const calls = { ...fakeCalls(), answer: () => 'replayed' as const };
    const { app } = await buildTestApp({ calls });
    const response = await app.inject(callFrom(1));
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ title: 'Conflict', detail: 'This call was answered before.' });
    expect(response.body).not.toContain(calls.token);
  });

  test('Scenario: a webhook is replayed to another address of the service', async () => {
    const { app, calls } = await buildTestApp();
    const { headers, payload } = callFrom(1);
    for (const url of ['/voice/continue', '/voice/webhook?again=1', '/voice/webhook/']) {
      const { statusCode } = await app.inject({ method: 'POST', url, headers, payload });
      expect({ url, isRefused: statusCode === 403 || statusCode === 404 }).toEqual({ url, isRefused: true });
    }
    expect(calls.asked).toEqual([]);
  });
});

describe('floods by account', () => {
  test('Scenario: one number calls more often than it may; it hears the busy tone, and others get through', async () => {
    const { app, calls, metrics } = await buildTestApp({ env: { MAX_CALLS_PER_CALLER_PER_MINUTE: '3' } });
    const bodies = [];
    for (let call = 0; call < 5; call += 1) bodies.push((await app.inject(callFrom(call))).body);
    expect(bodies.map((body) => body.includes(busyTone))).toEqual([false, false, false, true, true]);
    expect(calls.asked.length).toBe(3);
    expect((await app.inject(callFrom(9, '+33199999999'))).body).toContain('<Stream');
    expect((await metrics.calls.get()).values).toEqual([{ value: 2, labels: { outcome: 'flooding' } }]);
  });

  test('Scenario: callers who hide their numbers flood it together, and are counted together', async () => {
    const { app } = await buildTestApp({ env: { MAX_CALLS_PER_CALLER_PER_MINUTE: '1' } });
    const first = await app.inject(callFrom(1, 'anonymous'));
    const second = await app.inject(callFrom(2, 'Anonymous '));
    expect([first.body, second.body].map((body) => body.includes(busyTone))).toEqual([false, true]);
  });

  test('Scenario: somebody floods it with forged webhooks; the number in them may still call', async () => {
    const { app } = await buildTestApp({ env: { MAX_CALLS_PER_CALLER_PER_MINUTE: '1' } });
    const { headers, ...forged } = callFrom(1);
    for (let call = 0; call < 3; call += 1) {
      const refused = await app.inject({
        ...forged,
        headers: { ...headers, 'x-twilio-signature': 'Zm9yZ2VkIQ==' },
      });
      expect(refused.statusCode).toBe(403);
    }
    expect((await app.inject(callFrom(2))).body).toContain('<Stream');
  });
});

describe('floods by address', () => {
  test('Scenario: two addresses send webhooks, forged ones too; each has 6000 a minute, counted before they are looked at', async () => {
    const { app } = await buildTestApp();
    const budgetOf = async (remoteAddress: string) => {
      const { headers } = await app.inject({ method: 'POST', url: '/voice/status', remoteAddress });
      return [headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']];
    };
    expect(await budgetOf('192.0.2.7')).toEqual(['6000', '5999']);
    expect(await budgetOf('192.0.2.7')).toEqual(['6000', '5998']);
    expect(await budgetOf('192.0.2.8')).toEqual(['6000', '5999']);
  });
});

describe('header and log injection by what a caller sends', () => {
  const hostile = 'x"/><Dial>+34900000000</Dial>\r\nSet-Cookie: a=b\r\n{"level":"fatal"}';

  test('Scenario: the number of a caller is markup and new lines; TwiML and headers stay as they are', async () => {
    const { app } = await buildTestApp();
    const expected = await app.inject(callFrom(1));
    const { body, headers } = await app.inject(callFrom(1, hostile));
    expect(body).toBe(expected.body);
    expect(Object.keys(headers).toSorted()).toEqual(Object.keys(expected.headers).toSorted());
  });

  test('Scenario: all lines are busy, and the number is markup: what is said is ours', async () => {
    const calls = fakeCalls();
    calls.invitation = undefined;
    const { app } = await buildTestApp({ calls });
    const { body } = await app.inject(callFrom(1, hostile));
    expect(body.match(/<[^>]+>/g)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<Response>',
      '<Say language="es-ES">',
      '</Say>',
      '<Hangup/>',
      '</Response>',
    ]);
  });

  test.each([`CA${'0'.repeat(32)}\n`, `CA${'0'.repeat(31)}<`, `CA${'0'.repeat(32)}/../x`, '../../metrics'])(
    'Scenario: the call SID %j is refused',
    async (callSid) => {
      const { app, calls } = await buildTestApp();
      const response = await app.inject(signedForm('/voice/webhook', { ...formOf(1), CallSid: callSid }));
      expect(response.statusCode).toBe(400);
      expect(calls.asked).toEqual([]);
    },
  );

  test('Scenario: new lines in what is logged do not make a line of the log', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
    const { app } = await buildTestApp({ log, env: { MAX_CALLS_PER_CALLER_PER_MINUTE: '1' } });
    await app.inject(callFrom(1, hostile));
    await app.inject(callFrom(2, hostile));
    const { headers, ...request } = callFrom(3);
    await app.inject({ ...request, headers: { ...headers, 'x-request-id': 'r1\n{"level":"fatal"}' } });
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line)).not.toMatchObject({ level: 'fatal' });
    }
  });

  test('Scenario: at the most talkative level, no number, token, signature or key is in the log', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
    const { app, calls } = await buildTestApp({ log, env: { MAX_CALLS_PER_CALLER_PER_MINUTE: '1' } });
    const request = callFrom(1);
    await app.inject(request);
    await app.inject(callFrom(2));
    await app.inject({ url: '/calls', headers: { authorization: 'Bearer somebody-guesses-a-token' } });
    const all = lines.join('');
    const secrets = [
      '33123456789',
      calls.token,
      request.headers['x-twilio-signature'],
      'somebody-guesses-a-token',
      'the-auth-token-of-the-tests',
      'deepgram-key',
    ];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).toContain('caller begins too many calls');
  });
});
