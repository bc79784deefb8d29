import { z } from 'zod';
import { answerJson, startHttpVendor, waitUntil } from '../../sandbox/vendors/http-vendor.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { translateCheaply } from './cheap-translation.js';
import { findTagWords } from './turn-tag.js';
import type { VendorsSetup } from './vendor-messages.js';
import type { VendorTurns } from './vendor-turns.js';

const requestSchema = z.object({ q: z.string(), target: z.string() });

/** Stand-in of LibreTranslate's API (`POST /translate`), for whom DeepL fails: it does not. */
export function startCheapLibretranslate(
  { delays }: VendorsSetup,
  turns: VendorTurns,
): Promise<VendorServer> {
  return startHttpVendor(async ({ url, body, at, signal }, response) => {
    if (url.pathname !== '/translate') {
      answerJson(response, 200, []);
      return;
    }
    const { q: text, target } = requestSchema.parse(JSON.parse(body));
    await waitUntil(at + delays.translationMs, signal);
    answerJson(response, 200, { translatedText: translateCheaply(text, target) });
    turns.translated(findTagWords(text), performance.now() - at);
  });
}
