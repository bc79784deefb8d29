import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { tripled } from '../sound/upsample.js';
import { breakOff, untilClosed, type VendorRequest } from './http-vendor.js';
import { refuseAsOpenai } from './openai-refusal.js';
import { languageOfText, sendPieces, type Speaker } from './speaker.js';
import type { VendorOptions } from './vendor-server.js';

/** 24 kHz, 16 bit. */
const pcmBytesPerMs = 48;

const bodySchema = z.object({
  model: z.enum(['gpt-4o-mini-tts', 'tts-1', 'tts-1-hd']),
  input: z.string().min(1).max(4096),
  voice: z.enum('alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar'.split(' ')),
  response_format: z.literal('pcm', { error: 'The stand-in speaks pcm only' }),
  instructions: z.string().optional(),
  speed: z.number().min(0.25).max(4).default(1),
});

/** Says a text, whose language nobody tells: it is taken from the lines and the announcements. */
export function createSpeech(options: VendorOptions, speaker: Speaker) {
  return async (posted: VendorRequest, response: ServerResponse): Promise<void> => {
    const { at, signal } = posted;
    const body = bodySchema.safeParse(parseJson(posted.body));
    if (!body.success) {
      refuseAsOpenai(response, 400, 'invalid_value', String(body.error.issues[0]?.path[0]));
      return;
    }
    const { input: text, voice, speed } = body.data;
    const language = languageOfText(options.lines, text) ?? 'en';
    const asked = { text, language, voice, speed, at, signal };
    const { request, fault } = speaker.hear(asked);
    if (fault === 'refuse' || fault === 'rateLimit') {
      if (fault === 'refuse') refuseAsOpenai(response, 503, 'server_overloaded');
      else refuseAsOpenai(response, 429, 'rate_limit_exceeded');
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
    const pcm = Buffer.from(tripled(spoken.samples).buffer);
    response.setHeader('content-type', 'audio/pcm');
    await speaker.send(spoken, async () => {
      if (fault === 'drop') {
        breakOff(response, pcm);
        return;
      }
      await sendPieces(pcm, { bytesPerMs: pcmBytesPerMs, signal }, (piece) => response.write(piece));
      response.end();
    });
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
