import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/observability/log.js';
import { ProviderError } from '../../src/providers/provider-error.js';

function loggedBy(
  write: (log: ReturnType<typeof createLog>) => void,
  level = 'info',
): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  write(
    createLog({
      level,
      destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    }),
  );
  return lines;
}

describe('the log', () => {
  test('Scenario: a line of a call', () => {
    const [line] = loggedBy((log) =>
      log.child({ call_sid: 'CA1' }).info({ language: 'fr' }, 'language detected'),
    );
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      service: 'dragoman',
      pid: process.pid,
      call_sid: 'CA1',
      language: 'fr',
      msg: 'language detected',
    });
  });

  test('Scenario: secrets are logged by mistake, and cannot be read', () => {
    const [line] = loggedBy((log) =>
      log.info(
        {
          token: 'secret-1',
          headers: {
            authorization: 'secret-2',
            cookie: 'secret-3',
            'x-twilio-signature': 'secret-4',
            accept: '*/*',
          },
          deepl: { apiKey: 'secret-5', baseUrl: 'https://api.deepl.com' },
          response: { 'set-cookie': 'secret-6' },
        },
        'careless',
      ),
    );
    expect(JSON.stringify(line)).not.toContain('secret');
    expect(line).toMatchObject({
      token: '[redacted]',
      headers: { authorization: '[redacted]', accept: '*/*' },
      deepl: { apiKey: '[redacted]', baseUrl: 'https://api.deepl.com' },
    });
  });

  test('Scenario: telephone numbers keep three digits, and what is no number keeps nothing', () => {
    const [line] = loggedBy((log) =>
      log.info({ from: '+33123456789', to: 'sip:jane@example.com', phone_number: undefined }, 'call'),
    );
    expect(line).toMatchObject({ from: '***789', to: '[redacted]' });
  });

  test("Scenario: a provider fails, and the vendor's error quotes what somebody said", () => {
    const cause = Object.assign(new Error('cannot translate "my PIN is 1234"'), {
      code: 'ECONNRESET',
      config: { headers: { authorization: 'secret' } },
    });
    const error = new ProviderError('deepl', 'unavailable', 'connection lost', { cause, status: 503 });
    const [line] = loggedBy((log) => log.error({ err: error }, 'clause failed'));
    expect(line?.err).toEqual({
      type: 'ProviderError',
      message: 'deepl: connection lost',
      stack: error.stack,
      provider: 'deepl',
      kind: 'unavailable',
      status: 503,
      cause: { type: 'Error', code: 'ECONNRESET' },
    });
  });

  test('Scenario: what is thrown is no error', () => {
    const [line] = loggedBy((log) => log.error({ err: 'my PIN is 1234' }, 'failed'));
    expect(line?.err).toEqual({ type: 'string' });
  });

  test('Scenario: the level is what it was set to', () => {
    expect(loggedBy((log) => log.info('talk'), 'warn')).toEqual([]);
  });
});
