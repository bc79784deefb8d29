import Fastify, { type FastifyRequest } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { requireSignedForm, requireSignedUpgrade } from '../../src/telephony/twilio-signature.js';

/** Asks the two checks about a request; both signatures below were made by Twilio's own library. */
async function isSigned(
  check: (request: FastifyRequest) => void,
  url: string,
  signature: string | undefined,
): Promise<boolean> {
  const app = Fastify();
  onTestFinished(() => app.close());
  app.all('*', (request) => {
    try {
      check(request);
      return { isSigned: true };
    } catch {
      return { isSigned: false };
    }
  });
  const headers = signature === undefined ? {} : { 'x-twilio-signature': signature };
  const response = await app.inject({ url, headers });
  return response.json<{ isSigned: boolean }>().isSigned;
}

describe('the signature of a form', () => {
  const parameters = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  };
  const golden = 'L/OH5YylLD5NRKLltdqwSvS0BnU=';
  const settings = { authToken: '12345', publicUrl: 'https://example.com' };
  const path = '/myapp.php?foo=1&bar=2';
  const checkForm =
    (body: unknown, given = settings) =>
    (request: FastifyRequest) => {
      request.body = body;
      requireSignedForm(request, given);
    };

  test('Scenario: the golden vector passes', async () => {
    expect(await isSigned(checkForm(parameters), path, golden)).toBe(true);
  });

  test.each([
    ['a parameter is missing', checkForm({ ...parameters, Digits: undefined }), path, golden],
    ['a parameter is different', checkForm({ ...parameters, Digits: '1235' }), path, golden],
    ['a parameter was added', checkForm({ ...parameters, Extra: '1' }), path, golden],
    ['there is no form', checkForm(undefined), path, golden],
    ['the query is different', checkForm(parameters), '/myapp.php?foo=1&bar=3', golden],
    ['the path is different', checkForm(parameters), '/other.php?foo=1&bar=2', golden],
    ['the token is different', checkForm(parameters, { ...settings, authToken: '12346' }), path, golden],
    [
      'the public URL is different',
      checkForm(parameters, { ...settings, publicUrl: 'https://example.org' }),
      path,
      golden,
    ],
    ['the signature is missing', checkForm(parameters), path, undefined],
    ['the signature is empty', checkForm(parameters), path, ''],
    ['the signature is of another kind', checkForm(parameters), path, 'sha1=L/OH5YylLD5NRKLltdqwSvS0BnU='],
  ])('Scenario: %s, and it does not', async (_what, check, url, signature) => {
    expect(await isSigned(check, url, signature)).toBe(false);
  });
});

describe('the signature of an upgrade', () => {
  const golden = '3xHViHd2FAr7W2rljMNSr+eXE2c=';
  const settings = { authToken: 'authtoken', publicUrl: 'https://media.example.com' };
  const check =
    (given = settings) =>
    (request: FastifyRequest) =>
      requireSignedUpgrade(request, given);

  test('Scenario: the golden vector, made over the wss URL, passes', async () => {
    expect(await isSigned(check(), '/ws/twilio', golden)).toBe(true);
  });

  test.each([
    ['a slash was added', '/ws/twilio/', settings],
    [
      'the server is reached without TLS',
      '/ws/twilio',
      { ...settings, publicUrl: 'http://media.example.com' },
    ],
    ['the token is different', '/ws/twilio', { ...settings, authToken: 'other' }],
  ])('Scenario: %s, and it does not', async (_what, url, given) => {
    expect(await isSigned(check(given), url, golden)).toBe(false);
  });
});
