import { answerJson, startHttpVendor, type Upgrades, type VendorRequest } from './http-vendor.js';
import { createChat, type ChatOptions } from './openai-chat.js';
import { createSpeech } from './openai-speech.js';
import { refuseAsOpenai } from './openai-refusal.js';
import { createSpeaker } from './speaker.js';
import type { VendorServer } from './vendor-server.js';

/** The stand-in, which can be told what it will have to say. */
export interface OpenaiServer extends VendorServer {
  /** As a speaker does. */
  foresee(text: string, language: string): void;
}

/**
 * Stand-in of OpenAI's API: `POST /v1/chat/completions`, streamed, for translations, `POST /v1/audio/speech`, and
 * `GET /v1/models`.
 *
 * @param others what else is served at the vendor's origin.
 */
export async function startOpenaiServer(
  options: ChatOptions,
  others: readonly Upgrades[] = [],
): Promise<OpenaiServer> {
  const speaker = createSpeaker(options, 'openai-speech');
  const handlers = new Map([
    ['/v1/chat/completions', createChat(options)],
    ['/v1/audio/speech', createSpeech(options, speaker)],
  ]);
  const server = await startHttpVendor(async (request, response) => {
    const handle = handlers.get(request.url.pathname);
    if (!isAuthorized(request, options.apiKey)) {
      refuseAsOpenai(response, 401, 'invalid_api_key');
    } else if (request.url.pathname === '/v1/models') {
      answerJson(response, 200, { object: 'list', data: [] });
    } else if (handle === undefined) {
      refuseAsOpenai(response, 404, 'unknown_url');
    } else if (request.method !== 'POST') {
      refuseAsOpenai(response, 405, 'method_not_supported');
    } else {
      await handle(request, response);
    }
  }, others);
  return { ...server, foresee: (text, language) => speaker.foresee(text, language) };
}

function isAuthorized({ headers }: VendorRequest, apiKey: string): boolean {
  return headers.authorization === `Bearer ${apiKey}`;
}
