import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { sampleRateHz } from '../../src/media/mulaw.js';
import { primaryLanguage } from '../../src/providers/capabilities.js';
import { englishNameOf, openaiLanguages } from '../../src/providers/openai/openai-languages.js';
import { listenOnLoopback } from '../loopback.js';
import { toTelephoneBand } from '../sound/resample.js';
import { parseWav, toSixteenBit } from '../sound/wav.js';
import { playFault } from './faults.js';
import { plainWord, writeDown, type ResultsAnswer, type WrittenWord } from './heard-text.js';
import { answerJson, breakOff, untilClosed, waitUntil } from './http-vendor.js';
import { partsOf } from './multipart.js';
import { createRecognition } from './recognition.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

/** The largest file that OpenAI takes. */
const maxBodyBytes = 25 * 1024 * 1024;
/** The least sound that is taken, ms. */
const leastMs = 100;

const formSchema = z.object({
  file: z.instanceof(Buffer),
  model: z.string().min(1),
  language: z
    .string()
    .refine((language) => openaiLanguages.has(language))
    .default('multi'),
  response_format: z.enum(['json', 'verbose_json']).default('json'),
});

type Form = z.infer<typeof formSchema>;

/** Stand-in of Whisper (`POST /v1/audio/transcriptions`): it recognizes the library's clips in a recording's sound. */
export async function startWhisperServer(options: VendorOptions): Promise<VendorServer> {
  const server = createServer((request, response) => void serve(options, request, response));
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    url,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function serve(options: VendorOptions, request: IncomingMessage, response: ServerResponse) {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  try {
    if (request.url !== '/v1/audio/transcriptions' || request.method !== 'POST') {
      refuse(response, 404, 'unknown_url');
    } else if (request.headers.authorization !== `Bearer ${options.apiKey}`) {
      refuse(response, 401, 'invalid_api_key');
    } else {
      const form = await readForm(request);
      if (form === undefined) refuse(response, 400, 'invalid_value');
      else await transcribe(options, form, response, closed.signal);
    }
  } catch (error) {
    if (closed.signal.aborted) return;
    if (response.headersSent) response.destroy();
    else refuse(response, 500, String(error));
  }
}

async function transcribe(
  options: VendorOptions,
  form: Form,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const at = performance.now();
  const connection = randomUUID();
  const sound = soundOf(form.file);
  if (sound === undefined) {
    refuse(response, 400, 'unsupported_format');
    return;
  }
  const soundMs = (sound.length * 1000) / sampleRateHz;
  if (soundMs < leastMs) {
    refuse(response, 400, 'audio_too_short');
    return;
  }
  const heard = recognize(options, sound, at);
  const clips = new Set(heard.flatMap(({ clip }) => clip?.id ?? []));
  const fault = playFault(options, 'whisper', ({ id }) => clips.has(id));
  if (fault === 'refuse' || fault === 'rateLimit') {
    refuse(response, fault === 'refuse' ? 503 : 429, 'please_try_again');
    return;
  }
  if (fault === 'stall') {
    await untilClosed(signal);
    return;
  }
  const answer = answerOf(form, heard, soundMs, options.lines);
  await waitUntil(at + options.delays.recognizerFinalMs, signal);
  const body = Buffer.from(JSON.stringify(answer));
  response.setHeader('content-type', 'application/json');
  if (fault === 'drop') {
    breakOff(response, body);
  } else if (fault === 'garbage') {
    response.end(body.subarray(0, body.length / 2));
  } else {
    const last = heard.at(-1);
    if (last?.clip !== undefined) {
      options.observe({
        at: performance.now(),
        type: 'recognition.answered',
        connection,
        clip: last.clip.id,
        language: primaryLanguage(last.clip.language),
        text: answer.text,
        isFinal: true,
        isSpeechFinal: true,
        lastWordAt: at,
      });
    }
    response.end(body);
  }
}

/** The recording at 8 kHz; undefined for a file that is none. */
function soundOf(file: Buffer): Int16Array | undefined {
  try {
    const { samples, rate } = parseWav(file);
    return toSixteenBit(rate === sampleRateHz ? samples : toTelephoneBand(samples, rate));
  } catch {
    return undefined;
  }
}

function recognize({ library, delays }: VendorOptions, sound: Int16Array, at: number): ResultsAnswer[] {
  const recognition = createRecognition({
    library,
    delays,
    endpointingMs: undefined,
    hasInterims: false,
    utteranceEndMs: undefined,
  });
  recognition.hear(sound, at);
  return recognition.end().flatMap((answer) => (answer.type === 'results' ? [answer] : []));
}

function answerOf(
  form: Form,
  heard: readonly ResultsAnswer[],
  soundMs: number,
  lines: VendorOptions['lines'],
) {
  const model = { language: form.language, known: openaiLanguages };
  const texts = heard.map((answer) => writeDown(answer, model, lines));
  const words = texts.flatMap((text) => text.words);
  const text = words.map((word) => word.text).join(' ');
  if (form.response_format === 'json') return { text, usage: { type: 'duration', seconds: 1 } };
  return {
    task: 'transcribe',
    language: englishNameOf(texts.at(-1)?.language ?? 'en'),
    duration: soundMs / 1000,
    text,
    words: words.map(({ heard: { startMs, endMs }, text: word }) => ({
      word: plainWord(word),
      start: startMs / 1000,
      end: endMs / 1000,
    })),
    segments: words.length === 0 ? [] : [segmentOf(words, text)],
  };
}

function segmentOf(words: readonly WrittenWord[], text: string) {
  const logprobs = words.map(({ confidence }) => Math.log(confidence));
  return {
    id: 0,
    seek: 0,
    start: (words[0]?.heard.startMs ?? 0) / 1000,
    end: (words.at(-1)?.heard.endMs ?? 0) / 1000,
    text: ` ${text}`,
    temperature: 0,
    avg_logprob: logprobs.reduce((sum, logprob) => sum + logprob, 0) / logprobs.length,
    compression_ratio: 1.2,
    no_speech_prob: 0.01,
  };
}

/** The fields of a multipart body; undefined for one that is too large or is none. */
async function readForm(request: IncomingMessage): Promise<Form | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  });
  await once(request, 'end');
  if (length > maxBodyBytes) return undefined;
  const parts = partsOf(Buffer.concat(chunks), request.headers['content-type'] ?? '');
  const fields = Array.from(parts, ([name, value]) => [name, name === 'file' ? value : value.toString()]);
  return formSchema.safeParse(Object.fromEntries(fields)).data;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  answerJson(response, status, {
    error: { message: code, type: 'invalid_request_error', param: null, code },
  });
}
