import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { encodeMulaw, sampleRateHz } from '../../src/media/mulaw.js';
import type { ScriptLine } from '../script.js';
import { toClip } from '../sound/clip.js';
import { createRandom } from '../telephone/random.js';
import { wordsOf } from '../words.js';
import { playFault } from './faults.js';
import {
  answerJson,
  breakOff,
  startHttpVendor,
  untilClosed,
  waitUntil,
  type VendorRequest,
} from './http-vendor.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';
import { positionsOf } from './word-runs.js';

/** How much faster than it sounds audio is sent, and the sizes of its pieces, bytes. */
const timesRealTime = 5;
const leastChunkBytes = 400;
const mostChunkBytes = 2800;

/** Synthesized clips that the library keeps, for as long as they may come back as an echo. */
const mostClips = 24;

const variants = ['f2', 'm3', 'f1', 'm1', 'f4', 'm7', 'f5', 'm4', 'f3', 'm2'] as const;

const path = /^\/v1\/text-to-speech\/([^/]+)\/stream$/;

const querySchema = z.object({
  output_format: z.literal('ulaw_8000', { error: 'The stand-in speaks ulaw_8000 only' }),
});

const bodySchema = z.object({
  text: z.string().min(1),
  language_code: z.string().default('en'),
  voice_settings: z.object({ speed: z.number().min(0.7).max(1.2).default(1) }).prefault({}),
});

type Speech = z.infer<typeof bodySchema>;

/** The stand-in, which can be told what it will have to say. */
export interface ElevenlabsServer extends VendorServer {
  /**
   * Begins to speak a text before it is asked for: espeak-ng takes longer than the vendor does.
   *
   * @param language BCP-47 tag of the text.
   */
  foresee(text: string, language: string): void;
}

/** Stand-in of ElevenLabs' streamed text to speech: `POST /v1/text-to-speech/{voice}/stream`, mu-law. */
export async function startElevenlabsServer(options: VendorOptions): Promise<ElevenlabsServer> {
  const keep = createClipKeeper(options);
  let lastVoice: string | undefined;
  const server = await startHttpVendor(async (request, response) => {
    const voice = path.exec(request.url.pathname)?.[1];
    if (voice === undefined) {
      answerJson(response, 404, { detail: 'Not Found' });
    } else if (request.method !== 'POST') {
      answerJson(response, 405, { detail: 'Method Not Allowed' });
    } else if (request.headers['xi-api-key'] !== options.apiKey) {
      refuse(response, 401, 'invalid_api_key', 'Invalid API key');
    } else {
      const query = querySchema.safeParse(Object.fromEntries(request.url.searchParams));
      const body = bodySchema.safeParse(parseJson(request.body));
      if (query.success && body.success) await speak(request, body.data, voice, response);
      else
        answerJson(response, 422, {
          detail: [...problems('query', query.error), ...problems('body', body.error)],
        });
    }
  });
  return {
    ...server,
    foresee(text, language) {
      if (lastVoice === undefined) return;
      // Should it fail, it fails again when the text is asked for.
      options.voices.speak({ text, language, voice: variantOf(lastVoice), speed: 1 }).catch(() => undefined);
    },
  };

  async function speak(
    { at, signal }: VendorRequest,
    { text, language_code: language, voice_settings: { speed } }: Speech,
    voice: string,
    response: ServerResponse,
  ): Promise<void> {
    const { observe, voices, delays } = options;
    const request = randomUUID();
    lastVoice = voice;
    observe({ at, type: 'synthesis.requested', request, text, language });
    const fault = playFault(options, 'elevenlabs', (line) => isTranslation(text, line));
    if (fault === 'refuse') {
      refuse(response, 503, 'service_unavailable', 'The service is temporarily unavailable');
      return;
    }
    if (fault === 'rateLimit') {
      refuse(response, 429, 'too_many_concurrent_requests', 'Too many concurrent requests');
      return;
    }
    if (fault === 'stall') {
      await untilClosed(signal);
      return;
    }
    const samples = await voices.speak({ text, language, voice: variantOf(voice), speed });
    const mulaw = encodeMulaw(samples);
    const clip = keep(toClip({ id: request, language, text, samples }));
    await waitUntil(at + delays.synthesisFirstByteMs, signal);
    if (fault === 'garbage') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>');
      return;
    }
    response.setHeader('content-type', 'audio/basic');
    response.setHeader('request-id', request);
    observe({ at: performance.now(), type: 'synthesis.started', request, clip });
    try {
      if (fault === 'drop') breakOff(response, mulaw);
      else await stream(response, mulaw, signal);
    } finally {
      observe({ at: performance.now(), type: 'synthesis.ended', request, clip });
    }
  }
}

/** Sends audio in pieces of uneven size, ahead of its own time. */
async function stream(response: ServerResponse, mulaw: Uint8Array, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const random = createRandom(mulaw.length);
  for (let sent = 0; sent < mulaw.length;) {
    const size = leastChunkBytes + Math.floor(random() * (mostChunkBytes - leastChunkBytes));
    await waitUntil(startedAt + (1000 * sent) / (timesRealTime * sampleRateHz), signal);
    response.write(mulaw.subarray(sent, sent + size));
    sent += size;
  }
  response.end();
}

/** Adds clips to the library, of which the oldest ones leave it; answers the id of the one that stands for the sound. */
function createClipKeeper({ library }: VendorOptions) {
  const kept = new Set<string>();
  return (clip: ReturnType<typeof toClip>): string => {
    const { id } = library.add(clip);
    if (id === clip.id || kept.delete(id)) kept.add(id);
    const [oldest] = kept;
    if (kept.size > mostClips && oldest !== undefined) {
      kept.delete(oldest);
      library.remove(oldest);
    }
    return id;
  };
}

function isTranslation(text: string, { segments }: ScriptLine): boolean {
  const translation = wordsOf(segments.map((segment) => segment.translation).join(' '));
  return positionsOf(wordsOf(text), translation).length > 0;
}

/** The same voice sounds the same each time. */
function variantOf(voice: string): string {
  const sum = Buffer.from(voice).reduce((total, byte) => total + byte, 0);
  return variants[sum % variants.length] ?? variants[0];
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  answerJson(response, status, { detail: { status: code, message } });
}

/** What is wrong with a request, as FastAPI says it. */
function problems(place: 'query' | 'body', error: z.ZodError | undefined) {
  return (error?.issues ?? []).map(({ code, path: field, message }) => ({
    type: code,
    loc: [place, ...field.map(String)],
    msg: message,
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
