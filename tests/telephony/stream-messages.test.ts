import { describe, expect, test } from 'vitest';
import { createStreamMessageWriter, parseStreamMessage } from '../../src/telephony/stream-messages.js';

const start = {
  event: 'start',
  sequenceNumber: '1',
  start: {
    accountSid: 'AC1',
    streamSid: 'MZ1',
    callSid: 'CA1',
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: { token: 'secret' },
  },
  streamSid: 'MZ1',
};
const media = {
  event: 'media',
  sequenceNumber: '4',
  media: { track: 'inbound', chunk: '2', timestamp: '125', payload: 'AP+A' },
  streamSid: 'MZ1',
};
const parse = (message: unknown) => parseStreamMessage(JSON.stringify(message));

describe('messages of a telephone', () => {
  test('each kind is read', () => {
    expect(
      [
        { event: 'connected', protocol: 'Call', version: '1.0.0' },
        start,
        media,
        { event: 'mark', sequenceNumber: '4', streamSid: 'MZ1', mark: { name: 'clause-1' } },
        {
          event: 'dtmf',
          streamSid: 'MZ1',
          sequenceNumber: '5',
          dtmf: { track: 'inbound_track', digit: '#' },
        },
        { event: 'stop', sequenceNumber: '5', stop: { accountSid: 'AC1', callSid: 'CA1' }, streamSid: 'MZ1' },
      ].map(parse),
    ).toEqual([
      { event: 'ignored' },
      { event: 'start', streamSid: 'MZ1', callSid: 'CA1', parameters: { token: 'secret' } },
      {
        event: 'media',
        streamSid: 'MZ1',
        mulaw: Buffer.from([0x00, 0xff, 0x80]),
        timestampMs: 125,
        chunk: '2',
      },
      { event: 'mark', streamSid: 'MZ1', name: 'clause-1' },
      { event: 'dtmf', streamSid: 'MZ1', digit: '#' },
      { event: 'stop', streamSid: 'MZ1' },
    ]);
  });

  test('a stream without parameters has none', () => {
    const { customParameters: _none, ...plain } = start.start;
    expect(parse({ ...start, start: plain })).toEqual({
      event: 'start',
      streamSid: 'MZ1',
      callSid: 'CA1',
      parameters: {},
    });
  });

  test('what the service does not ask for is ignored: the other track, an event of a later protocol', () => {
    expect(parse({ ...media, media: { ...media.media, track: 'outbound' } })).toEqual({ event: 'ignored' });
    expect(parse({ event: 'weather', streamSid: 'MZ1' })).toEqual({ event: 'ignored' });
  });

  test('audio of any length is taken', () => {
    const mulaw = Buffer.alloc(1234, 0x55);
    const message = { ...media, media: { ...media.media, payload: mulaw.toString('base64') } };
    expect(parse(message)).toEqual({ event: 'media', streamSid: 'MZ1', mulaw, timestampMs: 125, chunk: '2' });
  });

  test.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['JSON that is no object', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['no event', '{"streamSid":"MZ1"}'],
    ['an event that is no word', '{"event":1}'],
    ['truncated JSON', JSON.stringify(media).slice(0, -2)],
  ])('malformed: %s', (_what, text) => {
    expect(parseStreamMessage(text)).toBe(undefined);
  });

  test.each([
    ['media without a stream', { ...media, streamSid: undefined }],
    ['media without media', { ...media, media: null }],
    ['a payload that is no text', { ...media, media: { ...media.media, payload: 5 } }],
    ['an empty payload', { ...media, media: { ...media.media, payload: '' } }],
    ['a payload that is a space', { ...media, media: { ...media.media, payload: ' ' } }],
    ['a payload that is not base64', { ...media, media: { ...media.media, payload: 'no base64!! at all' } }],
    ['a timestamp that is no number', { ...media, media: { ...media.media, timestamp: 'soon' } }],
    ['a timestamp before the start', { ...media, media: { ...media.media, timestamp: '-20' } }],
    ['a mark without a name', { event: 'mark', streamSid: 'MZ1', mark: {} }],
    ['a mark that is a list', { event: 'mark', streamSid: 'MZ1', mark: ['name'] }],
    ['dtmf without a digit', { event: 'dtmf', streamSid: 'MZ1', dtmf: {} }],
    ['a stop without a stream', { event: 'stop' }],
    ['a start without a call', { ...start, start: { ...start.start, callSid: undefined } }],
    ['a start without a stream', { ...start, streamSid: '' }],
    ['a start whose stream would be a line in the log', { ...start, streamSid: 'MZ1\n{"level":"fatal"}' }],
    ['a start whose call is a page', { ...start, start: { ...start.start, callSid: 'C'.repeat(65) } }],
    ['a stop of a stream without a name', { event: 'stop', streamSid: '' }],
    [
      'a start with another audio format',
      {
        ...start,
        start: { ...start.start, mediaFormat: { encoding: 'audio/l16', sampleRate: 16000, channels: 1 } },
      },
    ],
    [
      'a start with parameters that are no text',
      { ...start, start: { ...start.start, customParameters: { a: 1 } } },
    ],
  ])('malformed: %s', (_what, message) => {
    expect(parse(message)).toBe(undefined);
  });
});

describe('messages to a telephone', () => {
  const writer = createStreamMessageWriter('MZ1');

  test('each kind is what the protocol says', () => {
    expect([
      JSON.parse(writer.media(Uint8Array.from([0x00, 0xff, 0x80]))),
      JSON.parse(writer.mark('a "name"')),
      JSON.parse(writer.clear()),
    ]).toEqual([
      { event: 'media', streamSid: 'MZ1', media: { payload: 'AP+A' } },
      { event: 'mark', streamSid: 'MZ1', mark: { name: 'a "name"' } },
      { event: 'clear', streamSid: 'MZ1' },
    ]);
  });

  test('a view into a larger buffer is sent alone', () => {
    const line = Uint8Array.from([1, 0x00, 0xff, 0x80, 1]);
    expect(JSON.parse(writer.media(line.subarray(1, 4)))).toEqual({
      event: 'media',
      streamSid: 'MZ1',
      media: { payload: 'AP+A' },
    });
  });
});
