import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { createScribeProtocol } from '../../src/providers/elevenlabs/scribe-protocol.js';
import { createRealtimeProtocol } from '../../src/providers/openai/realtime-protocol.js';
import { ProviderError } from '../../src/providers/provider-error.js';
import { readTranscription } from '../../src/providers/whisper/transcription.js';
import { recognition } from './recognizer-contract.js';

const segment = (text: string, start: number, end: number, logprob: number, noSpeech: number) => ({
  text,
  start,
  end,
  avg_logprob: logprob,
  no_speech_prob: noSpeech,
});

describe('reading a transcription', () => {
  it('takes the plain format', () => {
    expect(readTranscription({ text: 'Ola.', usage: { type: 'duration', seconds: 1 } })).toEqual({
      text: 'Ola.',
      details: { languages: [], words: [] },
    });
  });

  it('takes the languages of gpt-transcribe, also when it is unsure', () => {
    expect(readTranscription({ text: 'Ola.', languages: [{ code: 'gl' }] }).details.languages).toEqual([
      'gl',
    ]);
    expect(readTranscription({ text: 'Ola.', languages: [] }).details.languages).toEqual([]);
  });

  it('takes the words of a server that writes spaces before them', () => {
    const words = [
      { word: ' Bos', start: 0, end: 0.4 },
      { word: ' días.', start: 0.4, end: 0.9 },
    ];
    const { details } = readTranscription({ text: ' Bos días.', language: 'gl', words, segments: null });
    expect(details).toEqual({
      languages: ['gl'],
      words: [
        { text: 'Bos', startMs: 0, endMs: 400 },
        { text: 'días.', startMs: 400, endMs: 900 },
      ],
    });
  });

  it('weighs the segments by their length', () => {
    const segments = [segment(' a', 0, 3, Math.log(0.9), 0), segment(' b', 3, 4, Math.log(0.5), 0)];
    const { details } = readTranscription({ text: ' a b', segments });
    expect(details.confidence).toBeCloseTo(0.9 ** 0.75 * 0.5 ** 0.25);
  });

  it('leaves out what is made up where nobody speaks, with its words', () => {
    const heard = readTranscription({
      text: ' Sí. Subtítulos por la comunidad',
      language: 'spanish',
      segments: [
        segment(' Sí.', 0, 0.5, -0.2, 0.1),
        segment(' Subtítulos por la comunidad', 0.5, 2, -1.4, 0.9),
      ],
      words: [
        { word: 'Sí', start: 0, end: 0.5 },
        { word: 'Subtítulos', start: 0.6, end: 1 },
      ],
    });
    expect(heard.text).toBe('Sí.');
    expect(heard.details.words).toEqual([{ text: 'Sí', startMs: 0, endMs: 500 }]);
  });
});

describe('garbage', () => {
  const settings = { apiKey: 'key', baseUrl: 'http://localhost', model: 'm', request: recognition() };
  const type = fc.constantFrom(
    'partial_transcript',
    'committed_transcript',
    'committed_transcript_with_timestamps',
    'error',
    'input_audio_buffer.committed',
    'conversation.item.input_audio_transcription.delta',
    'conversation.item.input_audio_transcription.completed',
    'conversation.item.input_audio_transcription.failed',
  );
  const field = fc.constantFrom(
    'text',
    'words',
    'delta',
    'item_id',
    'transcript',
    'error',
    'language_code',
    'segments',
  );
  const message = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(type, fc.dictionary(field, fc.jsonValue()))
      .map(([name, rest]) => ({ ...rest, type: name, message_type: name })),
  );

  it.each([
    ['Scribe', () => createScribeProtocol({ provider: 'elevenlabs', ...settings })],
    ['OpenAI realtime', () => createRealtimeProtocol({ provider: 'openai', ...settings })],
    ['Whisper', () => ({ read: readTranscription })],
  ])('of %s is read, or told as what it is', (_, create) => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
        const reader = create();
        for (const one of messages) {
          try {
            reader.read(one);
          } catch (error) {
            expect(error instanceof ZodError || error instanceof ProviderError).toBe(true);
          }
        }
      }),
    );
  });
});
