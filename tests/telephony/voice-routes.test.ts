import { describe, expect, test } from 'vitest';
import { languageOf } from '../../src/languages.js';
import { fakeCalls } from '../support/fake-calls.js';
import { asAdmin, buildTestApp, signedForm } from '../support/test-app.js';

const callSid = `CA${'a'.repeat(32)}`;
const incoming = {
  CallSid: callSid,
  AccountSid: `AC${'0'.repeat(32)}`,
  From: '+33123456789',
  To: '+34981000000',
  CallStatus: 'ringing',
  CallerName: 'José & Søn',
  ForwardedFrom: '',
};

describe('POST /voice/webhook', () => {
  test('Scenario: a client calls and is connected to a stream', async () => {
    const { app, calls } = await buildTestApp();
    const response = await app.inject(signedForm('/voice/webhook', incoming));
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(response.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response>' +
        '<Connect action="https://dragoman.example.com/voice/continue">' +
        '<Stream url="wss://dragoman.example.com/ws/media-stream/CA1" ' +
        'statusCallback="https://dragoman.example.com/voice/stream-status">' +
        '<Parameter name="token" value="a-token-of-this-call"/>' +
        '</Stream></Connect></Response>',
    );
    expect(calls.asked).toEqual([
      {
        answer: {
          callSid,
          from: '+33123456789',
          to: '+34981000000',
          requestId: expect.any(String) as string,
        },
      },
    ]);
  });

  test.each([
    ['from France', '+33123456789', 'fr-FR', 'fr'],
    ['from Brazil', '+5511998765432', 'pt-PT', 'pt'],
    ['who hides the number', 'anonymous', 'es-ES', 'es'],
  ])('Scenario: all lines are busy, and a client %s hears it', async (_who, from, locale, tag) => {
    const calls = fakeCalls();
    calls.invitation = undefined;
    const { app } = await buildTestApp({ calls });
    const response = await app.inject(signedForm('/voice/webhook', { ...incoming, From: from }));
    expect(response.body).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><Response><Say language="${locale}">` +
        `${String(languageOf(tag)?.announcements.busy)}</Say><Hangup/></Response>`,
    );
  });

  test.each([
    ['has chosen the instance by a key', 'b0f6a3e9c4d85f17', { routingKey: 'b0f6a3e9c4d85f17' }],
    ['sends a key that would not do in a URL', 'a/../b?c=d"&', {}],
  ])('Scenario: a proxy %s', async (_what, key, expected) => {
    const { app, calls } = await buildTestApp();
    const request = signedForm('/voice/webhook', incoming);
    await app.inject({ ...request, headers: { ...request.headers, 'x-routing-key': key } });
    const requestId = expect.any(String) as string;
    const call = { callSid, from: '+33123456789', to: '+34981000000', requestId };
    expect(calls.asked).toEqual([{ answer: { ...call, ...expected } }]);
  });

  test('Scenario: signed, but without a call SID: it is said what is wrong', async () => {
    const { app, calls } = await buildTestApp();
    const response = await app.inject(
      signedForm('/voice/webhook', { From: '+33123456789', To: '+34981000000', CallSid: 'x' }),
    );
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      errors: [{ location: 'body', pointer: '/CallSid', detail: 'must be a call SID' }],
    });
    expect(calls.asked).toEqual([]);
  });
});

describe('POST /voice/continue', () => {
  test('Scenario: the call is alive, and the telephone streams again', async () => {
    const { app, calls } = await buildTestApp();
    const response = await app.inject(signedForm('/voice/continue', { CallSid: callSid }));
    expect(response.body).toContain('<Stream url="wss://dragoman.example.com/ws/media-stream/CA1"');
    expect(calls.asked).toEqual([{ resume: callSid }]);
  });

  test('Scenario: the call is over, and the telephone hangs up', async () => {
    const calls = fakeCalls();
    calls.invitation = undefined;
    const { app } = await buildTestApp({ calls });
    const response = await app.inject(signedForm('/voice/continue', { CallSid: callSid }));
    expect(response.body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>');
  });

  test('Scenario: a telephone that is not let in any more waits on the line until its call has ended', async () => {
    const calls = fakeCalls();
    calls.admit({ callSid, streamSid: 'MZ1', parameters: { token: calls.token } })?.bar();
    const { app } = await buildTestApp({ calls });
    const response = await app.inject(signedForm('/voice/continue', { CallSid: callSid }));
    expect(response.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="30"/><Hangup/></Response>',
    );
  });
});

describe('callbacks', () => {
  test('Scenario: the agent does not answer', async () => {
    const { app, calls } = await buildTestApp();
    const response = await app.inject(
      signedForm('/voice/status', { CallSid: callSid, CallStatus: 'no-answer', SequenceNumber: '2' }),
    );
    expect({ status: response.statusCode, body: response.body }).toEqual({ status: 204, body: '' });
    expect(calls.asked).toEqual([{ callSid, status: 'no-answer' }]);
  });

  test('Scenario: a status that does not exist is refused', async () => {
    const { app, calls } = await buildTestApp();
    const response = await app.inject(
      signedForm('/voice/status', { CallSid: callSid, CallStatus: 'asleep' }),
    );
    expect(response.statusCode).toBe(400);
    expect(calls.asked).toEqual([]);
  });

  test('Scenario: a machine answers', async () => {
    const { app, calls } = await buildTestApp();
    const response = await app.inject(
      signedForm('/voice/amd', { CallSid: callSid, AnsweredBy: 'machine_start' }),
    );
    expect(response.statusCode).toBe(204);
    expect(calls.asked).toEqual([{ callSid, answeredBy: 'machine_start' }]);
  });

  test('Scenario: a stream fails; one that starts is no news', async () => {
    const { app, calls } = await buildTestApp();
    const started = { CallSid: callSid, StreamSid: 'MZ1', StreamEvent: 'stream-started' };
    const failed = {
      CallSid: callSid,
      StreamSid: 'MZ1',
      StreamEvent: 'stream-error',
      StreamError: 'refused',
    };
    const statuses = [
      (await app.inject(signedForm('/voice/stream-status', started))).statusCode,
      (await app.inject(signedForm('/voice/stream-status', failed))).statusCode,
    ];
    expect(statuses).toEqual([204, 204]);
    expect(calls.asked).toEqual([{ callSid, reason: 'refused' }]);
  });
});

describe('who is not Twilio', () => {
  test.each(['/voice/webhook', '/voice/continue', '/voice/status', '/voice/amd', '/voice/stream-status'])(
    'Scenario: %s without a signature is 403, before anything is looked at',
    async (url) => {
      const { app, calls } = await buildTestApp();
      const response = await app.inject({
        method: 'POST',
        url,
        headers: { ...asAdmin, 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'CallSid=nonsense',
      });
      expect(response.statusCode).toBe(403);
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.json()).toMatchObject({ title: 'Forbidden', status: 403 });
      expect(calls.asked).toEqual([]);
    },
  );

  test('Scenario: a parameter was added to a signed form', async () => {
    const { app, calls } = await buildTestApp();
    const request = signedForm('/voice/webhook', incoming);
    const response = await app.inject({ ...request, payload: `${request.payload}&Added=1` });
    expect(response.statusCode).toBe(403);
    expect(calls.asked).toEqual([]);
  });

  test('Scenario: the form was signed for another host, which the Host header names', async () => {
    const { app, calls } = await buildTestApp();
    const request = signedForm('/voice/webhook', incoming, 'https://evil.example.com');
    const response = await app.inject({
      ...request,
      headers: { ...request.headers, host: 'evil.example.com' },
    });
    expect(response.statusCode).toBe(403);
    expect(calls.asked).toEqual([]);
  });

  test('Scenario: the form comes as JSON', async () => {
    const { app, calls } = await buildTestApp();
    const request = signedForm('/voice/webhook', incoming);
    const response = await app.inject({
      ...request,
      headers: { ...request.headers, 'content-type': 'application/json' },
      payload: JSON.stringify(incoming),
    });
    expect(response.statusCode).toBe(415);
    expect(calls.asked).toEqual([]);
  });
});
