import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { scribeLanguages } from '../../src/providers/elevenlabs/scribe-languages.js';
import type { HeardText } from './heard-text.js';
import { createLiveService, startLiveServer, type LiveService } from './live-service.js';
import { serveTurns, type TurnDialect, type TurnRequest } from './turn-stream.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

/** The query of the realtime endpoint, as far as the stand-in minds it. */
const querySchema = z.object({
  model_id: z.literal('scribe_v2_realtime'),
  audio_format: z.literal('ulaw_8000'),
  commit_strategy: z.literal('manual').default('manual'),
  language_code: z
    .string()
    .refine((code) => scribeLanguages.has(code))
    .default('multi'),
  include_timestamps: z.enum(['true', 'false']).default('false'),
});

type ScribeQuery = z.infer<typeof querySchema>;

const chunkSchema = z.object({
  message_type: z.literal('input_audio_chunk'),
  audio_base_64: z.base64(),
  commit: z.boolean().default(false),
  sample_rate: z.literal(8000),
});

/** Stand-in of ElevenLabs' realtime speech to text, for the server of its origin: turns are committed by the client. */
export function createScribeService(options: VendorOptions): LiveService {
  return createLiveService({
    options,
    vendor: 'scribe',
    path: '/v1/speech-to-text/realtime',
    refusal: ({ headers }) => (headers['xi-api-key'] === options.apiKey ? undefined : 401),
    serve(socket, parameters, fault) {
      const { data: query, error } = querySchema.safeParse(Object.fromEntries(parameters));
      if (query === undefined) {
        const field = String(error.issues[0]?.path[0]);
        socket.send(JSON.stringify({ message_type: 'invalid_request', error: `Invalid ${field}` }));
        socket.close(1008);
        return;
      }
      const queryText = parameters.toString();
      serveTurns(socket, {
        options,
        dialect: createDialect(query),
        language: query.language_code,
        queryText,
        fault,
      });
    },
  });
}

/** The same on a server of its own. */
export function startScribeServer(options: VendorOptions): Promise<VendorServer> {
  return startLiveServer(createScribeService(options));
}

function createDialect(query: ScribeQuery): TurnDialect {
  const { language_code: language, ...config } = query;
  return {
    vendor: 'scribe',
    known: scribeLanguages,
    leastCommitMs: 300,
    greeting: [
      {
        message_type: 'session_started',
        session_id: randomUUID(),
        config: { ...config, sample_rate: 8000, language_code: language === 'multi' ? null : language },
      },
    ],
    tooShort: [
      {
        message_type: 'commit_throttled',
        error: 'Commit request ignored: You need at least 0.3s of uncommitted audio before committing.',
      },
    ],
    error: (fault) => [
      {
        message_type: fault === 'rateLimit' ? 'rate_limited' : 'transcriber_error',
        error: 'Please try again later',
      },
    ],
    read: requestOf,
    partial: (text) => [{ message_type: 'partial_transcript', text: textOf(text) }],
    committed: () => [],
    final: (text) => [
      { message_type: 'committed_transcript', text: textOf(text) },
      ...(query.include_timestamps === 'true' ? [timestamps(text)] : []),
    ],
  };
}

function requestOf(message: unknown): TurnRequest {
  const { data } = chunkSchema.safeParse(message);
  if (data === undefined) {
    return { type: 'wrong', answers: [{ message_type: 'input_error', error: 'Invalid message' }] };
  }
  if (data.commit) return { type: 'commit' };
  return { type: 'audio', mulaw: Buffer.from(data.audio_base_64, 'base64') };
}

function timestamps(text: HeardText) {
  return {
    message_type: 'committed_transcript_with_timestamps',
    text: textOf(text),
    language_code: text.language,
    words: text.words.flatMap((word, index) => {
      const { startMs, endMs } = word.heard;
      const before = text.words[index - 1]?.heard.endMs;
      const spacing = before === undefined ? [] : [entry(' ', before, startMs, 'spacing', 1)];
      return [...spacing, entry(word.text, startMs, endMs, 'word', word.confidence)];
    }),
  };
}

function entry(text: string, startMs: number, endMs: number, type: string, confidence: number) {
  const logprob = Math.log(confidence);
  return { text, start: startMs / 1000, end: endMs / 1000, type, logprob, speaker_id: null };
}

function textOf({ words }: HeardText): string {
  return words.map(({ text }) => text).join(' ');
}
