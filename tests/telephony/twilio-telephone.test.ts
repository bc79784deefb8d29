import Fastify from 'fastify';
import formbody from '@fastify/formbody';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTelephone, TelephoneError } from '../../src/telephony/twilio-telephone.js';

const accountSid = `AC${'0'.repeat(32)}`;
const callSid = `CA${'a'.repeat(32)}`;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A loopback server in the place of Twilio's REST API. */
async function carrier(answer: (request: unknown) => Answer | Promise<Answer>) {
  const requests: unknown[] = [];
  const server = Fastify({ forceCloseConnections: true });
  onTestFinished(() => server.close());
  await server.register(formbody);
  server.all('*', async (request, reply) => {
    const seen = {
      method: request.method,
      url: request.url,
      authorization: request.headers.authorization,
      body: request.body,
    };
    requests.push(seen);
    const { status, body } = await answer(seen);
    return reply.code(status).send(body);
  });
  const apiBaseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
  const telephone = createTelephone({
    accountSid,
    authToken: 'auth-token',
    apiBaseUrl,
    phoneNumber: '+34981000000',
    publicUrl: 'https://dragoman.example.com',
    requestTimeoutMs: 200,
  });
  return { telephone, requests, server };
}

const authorization = `Basic ${Buffer.from(`${accountSid}:auth-token`).toString('base64')}`;

describe('dialling', () => {
  test("Scenario: the agent's telephone is rung", async () => {
    const { telephone, requests } = await carrier(() => ({
      status: 201,
      body: { sid: callSid, status: 'queued' },
    }));
    const dialled = await telephone.dial({ to: '+34981000001', twiml: '<Response/>', ringSeconds: 20 });
    expect(dialled).toEqual({ callSid });
    expect(requests).toEqual([
      {
        method: 'POST',
        url: `/2010-04-01/Accounts/${accountSid}/Calls.json`,
        authorization,
        body: {
          To: '+34981000001',
          From: '+34981000000',
          Twiml: '<Response/>',
          Timeout: '20',
          StatusCallback: 'https://dragoman.example.com/voice/status',
          StatusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          MachineDetection: 'Enable',
          AsyncAmd: 'true',
          AsyncAmdStatusCallback: 'https://dragoman.example.com/voice/amd',
        },
      },
    ]);
  });

  test('Scenario: the carrier refuses the number', async () => {
    const { telephone } = await carrier(() => ({
      status: 400,
      body: { code: 21_211, message: 'Invalid To Phone Number: +34981000001', status: 400 },
    }));
    const dialled = telephone.dial({ to: '+34981000001', twiml: '<Response/>', ringSeconds: 20 });
    const error = await dialled.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TelephoneError);
    expect(error).toMatchObject({
      operation: 'dial',
      status: 400,
      code: 21_211,
      message: 'Twilio dial: status 400, code 21211',
    });
  });

  test('Scenario: the carrier answers with something that is no JSON', async () => {
    const { telephone } = await carrier(() => ({ status: 502, body: '<html>Bad gateway</html>' }));
    await expect(
      telephone.dial({ to: '+34981000001', twiml: '<Response/>', ringSeconds: 20 }),
    ).rejects.toMatchObject({ name: 'TelephoneError', status: 502, code: undefined });
  });

  test('Scenario: the carrier does not answer in time', async () => {
    const { telephone } = await carrier(() => new Promise<never>(() => undefined));
    await expect(
      telephone.dial({ to: '+34981000001', twiml: '<Response/>', ringSeconds: 20 }),
    ).rejects.toMatchObject({ name: 'TelephoneError', status: undefined, message: 'Twilio dial: no answer' });
  });

  test('Scenario: the carrier cannot be reached', async () => {
    const { telephone, server } = await carrier(() => ({ status: 201, body: {} }));
    await server.close();
    await expect(
      telephone.dial({ to: '+34981000001', twiml: '<Response/>', ringSeconds: 20 }),
    ).rejects.toMatchObject({ name: 'TelephoneError', status: undefined });
  });
});

describe('hanging up', () => {
  test('Scenario: a call under way', async () => {
    const { telephone, requests } = await carrier(() => ({
      status: 200,
      body: { sid: callSid, status: 'completed' },
    }));
    await telephone.hangUp(callSid);
    expect(requests).toEqual([
      {
        method: 'POST',
        url: `/2010-04-01/Accounts/${accountSid}/Calls/${callSid}.json`,
        authorization,
        body: { Status: 'completed' },
      },
    ]);
  });

  test.each([
    ['is over', { status: 400, body: { code: 21_220, message: 'Call is not in-progress.', status: 400 } }],
    ['does not exist', { status: 404, body: { code: 20_404, message: 'Not found', status: 404 } }],
  ])('Scenario: a call that %s is hung up as far as anybody can tell', async (_what, answer) => {
    const { telephone, requests } = await carrier(() => answer);
    await telephone.hangUp(callSid);
    expect(requests).toHaveLength(1);
  });

  test('Scenario: the carrier does not accept the credentials', async () => {
    const { telephone } = await carrier(() => ({
      status: 401,
      body: { code: 20_003, message: 'Authenticate', status: 401 },
    }));
    await expect(telephone.hangUp(callSid)).rejects.toMatchObject({
      name: 'TelephoneError',
      operation: 'hangUp',
      status: 401,
      code: 20_003,
    });
  });
});
