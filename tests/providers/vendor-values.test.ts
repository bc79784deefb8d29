import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeepgramRecognizer } from '../../src/providers/deepgram/deepgram-recognizer.js';
import { createDeepgramTranscript } from '../../src/providers/deepgram/deepgram-transcript.js';
import { createScribeProtocol } from '../../src/providers/elevenlabs/scribe-protocol.js';
import { createRealtimeProtocol } from '../../src/providers/openai/realtime-protocol.js';
import { requestTranscription } from '../../src/providers/whisper/transcription-request.js';
import { readTranscription } from '../../src/providers/whisper/transcription.js';
import { results, startFakeDeepgram } from '../support/vendor-deepgram.js';
import { refuse, startFakeHttpVendor } from '../support/vendor-http.js';
import { errorOf } from '../support/vendor-outcome.js';
import { recognition } from './recognizer-contract.js';

const settings = {
  provider: 'vendor',
  apiKey: 'key',
  baseUrl: 'http://127.0.0.1:1',
  model: 'model',
  request: recognition(),
};
const endless = 'a '.repeat(3000);

describe('times of a vendor that cannot be', () => {
  it('make a message of Deepgram’s none', () => {
    const transcript = createDeepgramTranscript('deepgram');
    const message = results({ words: [['ola', 0.2, 1e308]], start: 0, duration: 1 });
    expect(() => transcript.read(message, 0)).toThrow(/Too big/);
  });

  it('make a message of Scribe’s none', () => {
    const message = {
      message_type: 'committed_transcript_with_timestamps',
      text: 'ola',
      words: [{ text: 'ola', start: 1e21, end: 1e21 }],
    };
    expect(() => createScribeProtocol(settings).read(message)).toThrow(/Too big/);
  });

  it('make a transcription none', () => {
    const words = [{ word: 'ola', start: 0, end: 1e300 }];
    expect(() => readTranscription({ text: 'ola', words })).toThrow(/Too big/);
  });
});

it('Scenario: Deepgram is surer than sure, ends a word before it begins, and names a language that is none', () => {
  const message = results({
    words: [['ola', 0.6, 0.2, 'gl" or 1=1']],
    start: 0,
    duration: 1,
    languages: ['gl', 'a page of text'],
  });
  for (const alternative of message.channel.alternatives) alternative.confidence = 1.5;
  expect(createDeepgramTranscript('deepgram').read(message, 0)).toEqual([
    expect.objectContaining({
      confidence: 1,
      languages: ['gl'],
      words: [{ text: 'ola', startMs: 600, endMs: 600, confidence: 0.9 }],
    }),
  ]);
});

describe('a turn that does not end', () => {
  it('is none of Scribe’s: each word of it would be compared with each of the next', () => {
    const message = { message_type: 'partial_transcript', text: endless };
    expect(() => createScribeProtocol(settings).read(message)).toThrow(/Too big/);
  });

  it('fails the session of OpenAI’s, also piece by piece', () => {
    const protocol = createRealtimeProtocol(settings);
    const type = 'conversation.item.input_audio_transcription.delta';
    const grow = () => protocol.read({ type, item_id: 'item', delta: 'a '.repeat(1000) });
    grow();
    expect(grow).toThrow('vendor: sent a text that does not end');
  });
});

describe('what a vendor gives as a code', () => {
  const quoting = 'what somebody said';

  it('is not told by OpenAI’s realtime session where it is a sentence', () => {
    const message = { type: 'error', error: { type: quoting, code: quoting } };
    expect(() => createRealtimeProtocol(settings).read(message)).toThrow(/^vendor: reported an error$/);
  });

  it('is not told of a transcription where it is a sentence', async () => {
    const vendor = await startFakeHttpVendor(refuse(400, { error: { code: quoting } }));
    onTestFinished(() => vendor.close());
    const server = { provider: 'whisper', apiKey: 'key', baseUrl: vendor.baseUrl, model: 'whisper-1' };
    const signal = new AbortController().signal;
    const failed = requestTranscription(server, new Uint8Array(1600), recognition(), signal);
    await expect(failed).rejects.toThrow(/^whisper: refused with 400 \(no code\)$/);
  });

  it('is not told of a stream of Deepgram’s that is closed with a sentence', async () => {
    const vendor = await startFakeDeepgram();
    onTestFinished(() => vendor.close());
    const recognizer = createDeepgramRecognizer({ apiKey: 'key', baseUrl: vendor.baseUrl });
    const failed = errorOf(recognizer.open(recognition()));
    (await vendor.connection()).socket.close(1011, quoting);
    expect(await failed).toMatchObject({ message: 'deepgram: closed the stream with 1011 (no code)' });
  });
});
