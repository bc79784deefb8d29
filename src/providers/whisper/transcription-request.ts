import { z } from 'zod';
import { primaryLanguage } from '../capabilities.js';
import { isVerbose, takesHints } from '../openai/openai-models.js';
import { kindOfHttpStatus, ProviderError } from '../provider-error.js';
import type { RecognitionRequest } from '../recognizer.js';
import { codeAmong } from '../vendor-values.js';
import { readTranscription, type Transcription } from './transcription.js';
import { wavFile } from './wav-file.js';

/** The largest answer that is read: a hundred times what half a minute of speech needs. */
const maxAnswerBytes = 1024 * 1024;
/** Whisper reads so much of a prompt at the most, in characters; it keeps the end. */
const longestPrompt = 600;
const mostKeyterms = 100;
/** OpenAI refuses recordings of less than 0.1 s. What is shorter is filled up with silence, in bytes of mu-law. */
const leastBytes = 1600;
const mulawSilence = 0xff;

const refusalSchema = z.object({ error: z.object({ code: z.string() }) });

export interface TranscriptionServer {
  /** Name of the provider, for its errors. */
  readonly provider: string;
  /** Of a server of one's own there may be none. */
  readonly apiKey: string | undefined;
  /** http(s) origin. */
  readonly baseUrl: string;
  readonly model: string;
}

/**
 * Has a recording transcribed by `POST /v1/audio/transcriptions`.
 *
 * @param mulaw - 8 kHz.
 * @throws ProviderError; or what the signal aborted with.
 */
export async function requestTranscription(
  server: TranscriptionServer,
  mulaw: Uint8Array,
  request: RecognitionRequest,
  signal: AbortSignal,
): Promise<Transcription> {
  const { provider, apiKey, baseUrl, model } = server;
  const response = await fetch(`${baseUrl}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    body: formOf(model, mulaw, request),
    redirect: 'error',
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new ProviderError(provider, 'unavailable', 'the connection failed', { cause: error });
  });
  const body = await readBody(provider, response, signal);
  if (!response.ok) throw refusal(provider, response.status, body);
  try {
    return readTranscription(JSON.parse(body));
  } catch {
    // The cause of such an error quotes what was said.
    throw new ProviderError(provider, 'invalidResponse', 'answered with what is no transcription');
  }
}

function formOf(model: string, mulaw: Uint8Array, { language, hints, keyterms }: RecognitionRequest) {
  const padded = new Uint8Array(Math.max(mulaw.length, leastBytes)).fill(mulawSilence);
  padded.set(mulaw);
  const form = new FormData();
  form.append('file', new Blob([wavFile(padded)], { type: 'audio/wav' }), 'speech.wav');
  form.append('model', model);
  form.append('temperature', '0');
  form.append('response_format', isVerbose(model) ? 'verbose_json' : 'json');
  if (isVerbose(model)) {
    form.append('timestamp_granularities[]', 'word');
    form.append('timestamp_granularities[]', 'segment');
  }
  // Hints alone are not passed on: the languages that are named are those that are possible.
  const tags = language === 'multi' ? [] : [...new Set([language, ...hints].map(primaryLanguage))];
  const terms = keyterms.slice(0, mostKeyterms);
  if (takesHints(model)) {
    for (const tag of tags) form.append('languages[]', tag);
    for (const term of terms) form.append('keywords[]', term);
  } else {
    for (const tag of tags.slice(0, 1)) form.append('language', tag);
    if (terms.length > 0) form.append('prompt', terms.join(', ').slice(0, longestPrompt));
  }
  return form;
}

async function readBody(provider: string, response: Response, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of bodyOf(response)) {
      length += chunk.length;
      if (length > maxAnswerBytes)
        throw new ProviderError(provider, 'invalidResponse', `sent over ${maxAnswerBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProviderError) throw error;
    throw new ProviderError(provider, 'unavailable', 'the answer broke off', { cause: error });
  }
  return Buffer.concat(chunks).toString();
}

async function* bodyOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body;
}

function refusal(provider: string, status: number, body: string): ProviderError {
  const code = codeOf(body);
  const kind = code === 'insufficient_quota' ? 'quotaExceeded' : kindOfHttpStatus(status);
  return new ProviderError(provider, kind, `refused with ${status} (${code ?? 'no code'})`, { status });
}

function codeOf(body: string): string | undefined {
  try {
    return codeAmong([refusalSchema.safeParse(JSON.parse(body)).data?.error.code]);
  } catch {
    return undefined;
  }
}
