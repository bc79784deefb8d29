import { z } from 'zod';
import { primaryLanguage } from '../capabilities.js';
import type { LiveFact, LiveProtocol } from '../live-protocol.js';
import { ProviderError, type ProviderErrorKind } from '../provider-error.js';
import type { RecognitionRequest } from '../recognizer.js';
import { mostTurnWords, seconds, turnText } from '../vendor-values.js';
import { scribeLanguages, tagOfScribeCode } from './scribe-languages.js';

/** Bounds of `keyterms`: a session with more, or with a longer one, is refused. */
const mostKeyterms = 50;
const longestKeyterm = 20;

/** Messages that report an error, and what they stand for. A `warning` is none. */
const errorKinds: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['error', 'unavailable'],
  ['auth_error', 'unauthorized'],
  ['unaccepted_terms', 'unauthorized'],
  ['quota_exceeded', 'quotaExceeded'],
  ['rate_limited', 'rateLimited'],
  ['queue_overflow', 'rateLimited'],
  ['resource_exhausted', 'rateLimited'],
  ['transcriber_error', 'unavailable'],
  ['session_time_limit_exceeded', 'unavailable'],
  ['input_error', 'invalidRequest'],
  ['invalid_request', 'invalidRequest'],
  ['chunk_size_exceeded', 'invalidRequest'],
]);

const messageSchema = z.object({ message_type: z.string().min(1) });

const textSchema = z.object({ text: turnText });

const timedTextSchema = textSchema.extend({
  language_code: z.string().nullish(),
  words: z
    .array(
      z.object({
        text: z.string(),
        start: seconds.nullish(),
        end: seconds.nullish(),
        /** `word`, `spacing` or `audio_event`. */
        type: z.string().nullish(),
        logprob: z.number().nullish(),
      }),
    )
    .max(2 * mostTurnWords)
    .nullish(),
});

export interface ScribeProtocolSettings {
  readonly provider: string;
  readonly apiKey: string;
  /** http(s) origin. */
  readonly baseUrl: string;
  readonly model: string;
  readonly request: RecognitionRequest;
}

/**
 * ElevenLabs' realtime speech to text (`/v1/speech-to-text/realtime`), with turns that the client commits. The SDK is
 * not used: it parses messages in the socket's own listener, where a truncated one ends the process.
 */
export function createScribeProtocol(settings: ScribeProtocolSettings): LiveProtocol {
  const { provider, apiKey, baseUrl, model, request } = settings;
  return {
    provider,
    url: `${baseUrl.replace(/^http/, 'ws')}/v1/speech-to-text/realtime?${queryOf(model, request).toString()}`,
    headers: { 'xi-api-key': apiKey },
    greeting: [],
    commit: { message_type: 'input_audio_chunk', audio_base_64: '', commit: true, sample_rate: 8000 },
    maxUnansweredMs: 10_000,
    audio: (base64) => ({
      message_type: 'input_audio_chunk',
      audio_base_64: base64,
      commit: false,
      sample_rate: 8000,
    }),
    read(message) {
      const { message_type: type } = messageSchema.parse(message);
      const kind = errorKinds.get(type);
      if (kind !== undefined) throw new ProviderError(provider, kind, `reported ${type}`);
      switch (type) {
        case 'session_started':
          return [{ type: 'ready' }];
        case 'partial_transcript':
        case 'final_transcript':
          return [{ type: 'restated', text: textSchema.parse(message).text }];
        case 'committed_transcript':
          return [{ type: 'settling', text: textSchema.parse(message).text }];
        case 'committed_transcript_with_timestamps':
          return [settledText(timedTextSchema.parse(message))];
        // Said of a commit with too little in it: less than 0.3 s of audio, or next to no speech.
        case 'commit_throttled':
        case 'insufficient_audio_activity':
          return [{ type: 'refused' }];
        default:
          return [];
      }
    },
  };
}

function queryOf(model: string, { language, hints, keyterms }: RecognitionRequest): URLSearchParams {
  const query = new URLSearchParams({
    model_id: model,
    commit_strategy: 'manual',
    audio_format: 'ulaw_8000',
    include_timestamps: 'true',
    include_language_detection: 'true',
  });
  if (language !== 'multi') query.append('language_code', primaryLanguage(language));
  // Hints alone are not passed on: Scribe looks for nothing but the languages that are named.
  const likely = language === 'multi' ? [] : hints.map(primaryLanguage);
  for (const hint of new Set(likely)) {
    if (scribeLanguages.has(hint) && hint !== primaryLanguage(language))
      query.append('secondary_languages', hint);
  }
  const terms = keyterms.filter((term) => term.length <= longestKeyterm).slice(0, mostKeyterms);
  for (const term of terms) query.append('keyterms', term);
  return query;
}

function settledText({ text, language_code: code, words }: z.infer<typeof timedTextSchema>): LiveFact {
  const language = tagOfScribeCode(code ?? '');
  const spoken = (words ?? []).filter(({ type }) => type === 'word' || type === undefined || type === null);
  const logprobs = spoken.flatMap(({ logprob }) => (typeof logprob === 'number' ? [logprob] : []));
  return {
    type: 'settled',
    text,
    details: {
      ...(language !== undefined && { languages: [language] }),
      ...(logprobs.length > 0 && { confidence: confidenceOf(logprobs) }),
      words: spoken.flatMap((word) =>
        typeof word.start === 'number' && typeof word.end === 'number'
          ? [{ text: word.text, startMs: Math.round(word.start * 1000), endMs: Math.round(word.end * 1000) }]
          : [],
      ),
    },
  };
}

/** 0 to 1: what the words' probabilities have as their geometric mean. */
function confidenceOf(logprobs: readonly number[]): number {
  return Math.min(1, Math.exp(logprobs.reduce((sum, logprob) => sum + logprob, 0) / logprobs.length));
}
