import { describe, expect, test } from 'vitest';
import { sayLanguageOf, streamTwiml } from '../../src/telephony/twiml.js';

describe('TwiML', () => {
  test('Scenario: a server that is reached without TLS, as in the sandbox; parameters are escaped', () => {
    expect(
      streamTwiml(
        { path: '/ws/media-stream', parameters: { token: 'a', leg: '"agent" & <co>' } },
        'http://127.0.0.1:8000',
      ),
    ).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response>' +
        '<Connect action="http://127.0.0.1:8000/voice/continue">' +
        '<Stream url="ws://127.0.0.1:8000/ws/media-stream" ' +
        'statusCallback="http://127.0.0.1:8000/voice/stream-status">' +
        '<Parameter name="token" value="a"/>' +
        '<Parameter name="leg" value="&quot;agent&quot; &amp; &lt;co>"/>' +
        '</Stream></Connect></Response>',
    );
  });

  test("Scenario: a proxy tells instances by a key, and the callbacks carry the call's", () => {
    const path = '/ws/media-stream/key-of-the-call/CA1';
    expect(streamTwiml({ path, parameters: {}, routingKey: 'key-of-the-call' }, 'https://example.com')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response>' +
        '<Connect action="https://example.com/voice/continue?routing_key=key-of-the-call">' +
        '<Stream url="wss://example.com/ws/media-stream/key-of-the-call/CA1" ' +
        'statusCallback="https://example.com/voice/stream-status?routing_key=key-of-the-call"/>' +
        '</Connect></Response>',
    );
  });

  test.each([
    ['es', 'es-ES'],
    ['en', 'en-US'],
    ['en-GB', 'en-GB'],
    ['pt-BR', 'pt-BR'],
    ['fr-CH', 'fr-FR'],
    ['ar', 'ar-AE'],
    ['gl', undefined],
    ['eu', undefined],
  ])('Twilio speaks %s as %s', (tag, locale) => {
    expect(sayLanguageOf(tag)).toBe(locale);
  });
});
