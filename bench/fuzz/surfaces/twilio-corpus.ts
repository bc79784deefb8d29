import { encodeMulaw } from '../../../src/media/mulaw.js';

/** A frame of 20 ms in which somebody hums, as Twilio writes it. */
const payload = Buffer.from(
  encodeMulaw(Int16Array.from({ length: 160 }, (_, index) => Math.round(3000 * Math.sin(index / 6)))),
).toString('base64');

/** A stream's messages, from its first to its last, as recorded from Twilio. */
export function streamMessages(callSid: string, streamSid: string, token: string): readonly object[] {
  return [
    { event: 'connected', protocol: 'Call', version: '1.0.0' },
    {
      event: 'start',
      sequenceNumber: '1',
      start: {
        accountSid: `AC${'0'.repeat(32)}`,
        streamSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { token },
      },
      streamSid,
    },
    ...[1, 2].map((chunk) => ({
      event: 'media',
      sequenceNumber: String(chunk + 1),
      media: { track: 'inbound', chunk: String(chunk), timestamp: String(20 * chunk), payload },
      streamSid,
    })),
    { event: 'mark', sequenceNumber: '4', mark: { name: 'clause-1' }, streamSid },
    { event: 'dtmf', sequenceNumber: '5', dtmf: { track: 'inbound_track', digit: '5' }, streamSid },
    { event: 'stop', sequenceNumber: '6', stop: { accountSid: `AC${'0'.repeat(32)}`, callSid }, streamSid },
  ];
}

/** Parameters of Twilio's webhooks, by path, with all that Twilio sends. */
export function webhookForms(
  callSid: string,
  canary: string,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const common = {
    AccountSid: `AC${'0'.repeat(32)}`,
    ApiVersion: '2010-04-01',
    CallSid: callSid,
    Direction: 'inbound',
    From: '+33142685300',
    To: '+34981000000',
    FromCity: canary,
    CallerName: canary,
  };
  return {
    '/voice/webhook': { ...common, CallStatus: 'ringing' },
    '/voice/continue': { ...common, CallStatus: 'in-progress' },
    '/voice/status': { ...common, CallStatus: 'completed', CallDuration: '12', SequenceNumber: '2' },
    '/voice/amd': { ...common, AnsweredBy: 'machine_start', MachineDetectionDuration: '2700' },
    '/voice/stream-status': {
      ...common,
      StreamSid: `MZ${'0'.repeat(32)}`,
      StreamEvent: 'stream-error',
      StreamError: `Stream - Connection error ${canary}`,
      Timestamp: '2026-11-22T10:00:00.000Z',
    },
  };
}
