import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { encodeMulaw } from '../../src/media/mulaw.js';
import { createElevenlabsSocket } from './elevenlabs-socket.js';
import { answerJson, breakOff, startHttpVendor, untilClosed, type VendorRequest } from './http-vendor.js';
import { createScribeService } from './scribe-server.js';
import { createSpeaker, sendPieces, type Speaker } from './speaker.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

const mulawBytesPerMs = 8;

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
  /** As a speaker does. */
  foresee(text: string, language: string): void;
}

/**
/**
 * Stand-in of ElevenLabs: streamed text to speech, mu-law, as `POST /v1/text-to-speech/{voice}/stream` and as the
 * WebSocket `/v1/text-to-speech/{voice}/stream-input`, and realtime speech to text.
 */
export async function startElevenlabsServer(options: VendorOptions): Promise<ElevenlabsServer> {
  const speaker = createSpeaker(options, 'elevenlabs');
  const upgrades = [createElevenlabsSocket(options, speaker), createScribeService(options)];
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
      if (query.success && body.success) await speak(speaker, request, body.data, voice, response);
      else
        answerJson(response, 422, {
          detail: [...problems('query', query.error), ...problems('body', body.error)],
        });
    }
  }, upgrades);
  return { ...server, foresee: (text, language) => speaker.foresee(text, language) };
}

async function speak(
  speaker: Speaker,
  { at, signal }: VendorRequest,
  { text, language_code: language, voice_settings: { speed } }: Speech,
  voice: string,
  response: ServerResponse,
): Promise<void> {
  const asked = { text, language, voice, speed, at, signal };
  const { request, fault } = speaker.hear(asked);
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
  const spoken = await speaker.speak(request, asked);
  if (fault === 'garbage') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>');
    return;
  }
  const mulaw = encodeMulaw(spoken.samples);
  response.setHeader('content-type', 'audio/basic');
  response.setHeader('request-id', request);
  await speaker.send(spoken, async () => {
    if (fault === 'drop') {
      breakOff(response, mulaw);
      return;
    }
    await sendPieces(mulaw, { bytesPerMs: mulawBytesPerMs, signal }, (piece) => response.write(piece));
    response.end();
  });
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
