import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openaiLanguages } from '../../src/providers/openai/openai-languages.js';
import { createLiveService, startLiveServer, type LiveService } from './live-service.js';
import { serveTurns, type TurnDialect, type TurnRequest } from './turn-stream.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

const tag = z.string().refine((language) => openaiLanguages.has(language));

const sessionSchema = z.object({
  type: z.literal('session.update'),
  session: z.object({
    type: z.literal('transcription'),
    audio: z.object({
      input: z.object({
        format: z.object({ type: z.literal('audio/pcmu') }),
        transcription: z.strictObject({
          model: z.literal('gpt-live-transcribe'),
          languages: z.array(tag).optional(),
          keywords: z.array(z.string()).optional(),
        }),
        noise_reduction: z.null().optional(),
        // This model has no turn detection of its own.
        turn_detection: z.null(),
      }),
    }),
  }),
});

const messageSchema = z.discriminatedUnion('type', [
  sessionSchema,
  z.object({ type: z.literal('input_audio_buffer.append'), audio: z.base64() }),
  z.object({ type: z.literal('input_audio_buffer.commit') }),
]);

/** Stand-in of OpenAI's realtime transcription with gpt-live-transcribe, for the server of its origin. */
export function createOpenaiRealtimeService(options: VendorOptions): LiveService {
  return createLiveService({
    options,
    vendor: 'openai-realtime',
    path: '/v1/realtime',
    refusal({ headers }, query) {
      if (headers.authorization !== `Bearer ${options.apiKey}`) return 401;
      return query.get('intent') === 'transcription' ? undefined : 400;
    },
    serve: (socket, parameters, fault) =>
      serveTurns(socket, {
        options,
        dialect: createDialect(),
        language: 'multi',
        queryText: parameters.toString(),
        fault,
      }),
  });
}

/** The same on a server of its own. */
export function startOpenaiRealtimeServer(options: VendorOptions): Promise<VendorServer> {
  return startLiveServer(createOpenaiRealtimeService(options));
}

function createDialect(): TurnDialect {
  /** The turn that is going on, how many of its words were told, and those before it that are not transcribed yet. */
  let item = itemId();
  let previous: string | null = null;
  let toldWords = 0;
  const untold: string[] = [];

  const event = (type: string, fields: object) => ({ type, event_id: `event_${randomUUID()}`, ...fields });
  const transcription = (type: string, id: string, fields: object) =>
    event(`conversation.item.input_audio_transcription.${type}`, {
      item_id: id,
      content_index: 0,
      ...fields,
    });
  const error = (type: string, code: string) =>
    event('error', { error: { type, code, message: 'The request failed.', param: null } });

  return {
    vendor: 'openai-realtime',
    known: openaiLanguages,
    leastCommitMs: 100,
    greeting: [event('session.created', { session: { type: 'transcription', id: `sess_${randomUUID()}` } })],
    tooShort: [error('invalid_request_error', 'input_audio_buffer_commit_empty')],
    error: (fault) => [
      fault === 'rateLimit'
        ? error('rate_limit_error', 'rate_limit_exceeded')
        : error('server_error', 'server_error'),
    ],
    read: (message) => requestOf(message, event, error),
    partial({ words }) {
      // What was told is not taken back: a word that may still change is not told.
      const sure = words.filter(({ confidence }, index) => confidence > 0.9 || index < words.length - 1);
      const fresh = sure.slice(toldWords);
      const isFirst = toldWords === 0;
      toldWords = Math.max(toldWords, sure.length);
      const text = fresh.map((word) => word.text).join(' ');
      return text === '' ? [] : [transcription('delta', item, { delta: isFirst ? text : ` ${text}` })];
    },
    committed() {
      const messages = [event('input_audio_buffer.committed', { previous_item_id: previous, item_id: item })];
      untold.push(item);
      previous = item;
      item = itemId();
      toldWords = 0;
      return messages;
    },
    final({ words }) {
      const transcript = words.map(({ text }) => text).join(' ');
      const usage = { type: 'duration', seconds: 1 };
      return [transcription('completed', untold.shift() ?? item, { transcript, usage })];
    },
  };
}

function requestOf(
  message: unknown,
  event: (type: string, fields: object) => object,
  error: (type: string, code: string) => object,
): TurnRequest {
  const { data } = messageSchema.safeParse(message);
  switch (data?.type) {
    case undefined:
      return { type: 'wrong', answers: [error('invalid_request_error', 'invalid_value')] };
    case 'input_audio_buffer.append':
      return { type: 'audio', mulaw: Buffer.from(data.audio, 'base64') };
    case 'input_audio_buffer.commit':
      return { type: 'commit' };
    case 'session.update': {
      const { languages = [] } = data.session.audio.input.transcription;
      // Several languages are possible: whichever is spoken.
      const [language = 'multi', ...more] = languages;
      const answers = [event('session.updated', { session: data.session })];
      return { type: 'configure', language: more.length > 0 ? 'multi' : language, answers };
    }
  }
}

function itemId(): string {
  return `item_${randomUUID().replaceAll('-', '').slice(0, 21)}`;
}
