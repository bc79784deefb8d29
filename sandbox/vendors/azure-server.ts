import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { encodeMulaw } from '../../src/media/mulaw.js';
import { primaryLanguage } from '../../src/providers/capabilities.js';
import { breakOff, startHttpVendor, untilClosed, type VendorRequest } from './http-vendor.js';
import { createSpeaker, sendPieces, type Speaker } from './speaker.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

const mulawBytesPerMs = 8;

/** As much of SSML as a clause needs: one voice, and at the most one rate. */
const ssml =
  /^<speak version="1\.0" xmlns="http:\/\/www\.w3\.org\/2001\/10\/synthesis" xml:lang="(?<locale>[\w-]+)"><voice name="(?<voice>[\w-]+Neural)">(?:<prosody rate="(?<rate>[+-]\d+)%">(?<fast>[^<>]+)<\/prosody>|(?<plain>[^<>]+))<\/voice><\/speak>$/;

const headersSchema = z.object({
  'content-type': z.literal('application/ssml+xml'),
  'x-microsoft-outputformat': z.literal('raw-8khz-8bit-mono-mulaw'),
  'user-agent': z.string().min(1).max(254),
});

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

/** The stand-in, which can be told what it will have to say. */
export interface AzureServer extends VendorServer {
  /** As a speaker does. */
  foresee(text: string, language: string): void;
}

/** Stand-in of Azure Speech's text to speech: `POST /cognitiveservices/v1`, mu-law. Its refusals have no body. */
export async function startAzureServer(options: VendorOptions): Promise<AzureServer> {
  const speaker = createSpeaker(options, 'azure');
  const server = await startHttpVendor(async (request, response) => {
    const { pathname } = request.url;
    if (pathname !== '/cognitiveservices/v1') refuse(response, 404);
    else if (request.method !== 'POST') refuse(response, 405);
    else if (request.headers['ocp-apim-subscription-key'] !== options.apiKey) refuse(response, 401);
    else if (!headersSchema.safeParse(request.headers).success) refuse(response, 415);
    else await speak(speaker, request, response);
  });
  return { ...server, foresee: (text, language) => speaker.foresee(text, language) };
}

async function speak(speaker: Speaker, posted: VendorRequest, response: ServerResponse): Promise<void> {
  const { at, signal } = posted;
  const said = ssml.exec(posted.body)?.groups;
  const { locale, voice, rate } = said ?? {};
  const escaped = said?.['plain'] ?? said?.['fast'];
  if (locale === undefined || voice === undefined || escaped === undefined || !voice.startsWith(locale)) {
    refuse(response, 400);
    return;
  }
  const language = primaryLanguage(locale);
  const text = escaped.replace(/&\w+;/g, (entity) => entities[entity] ?? entity);
  const asked = { text, language, voice, speed: 1 + Number(rate ?? 0) / 100, at, signal };
  const { request, fault } = speaker.hear(asked);
  if (fault === 'refuse' || fault === 'rateLimit') {
    refuse(response, fault === 'refuse' ? 502 : 429);
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
  response.setHeader('x-requestid', request);
  await speaker.send(spoken, async () => {
    if (fault === 'drop') {
      breakOff(response, mulaw);
      return;
    }
    await sendPieces(mulaw, { bytesPerMs: mulawBytesPerMs, signal }, (piece) => response.write(piece));
    response.end();
  });
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
