import { z } from 'zod';
import {
  answerJson,
  startHttpVendor,
  waitUntil,
  type VendorRequest,
} from '../../sandbox/vendors/http-vendor.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { translateCheaply } from './cheap-translation.js';
import { findTagWords } from './turn-tag.js';
import { playBrokenJson, playRefusal, type VendorFaults } from './vendor-faults.js';
import type { VendorsSetup } from './vendor-messages.js';
import type { VendorTurns } from './vendor-turns.js';

const requestSchema = z.object({ text: z.array(z.string()).min(1), target_lang: z.string() });

/** Stand-in of DeepL's text API (`POST /v2/translate`): the same few words for everything. */
export function startCheapDeepl(
  { delays }: VendorsSetup,
  turns: VendorTurns,
  faults: VendorFaults,
): Promise<VendorServer> {
  return startHttpVendor(async (request, response) => {
    if (request.url.pathname === '/v2/usage') {
      answerJson(response, 200, { character_count: 0, character_limit: 1_000_000 });
      return;
    }
    const fault = faults.of('translator');
    const { text, target_lang: target } = requestSchema.parse(parametersOf(request));
    if (await playRefusal(fault, response, request.signal)) return;
    await waitUntil(request.at + delays.translationMs, request.signal);
    const answer = {
      translations: text.map((one) => ({
        detected_source_language: 'EN',
        text: translateCheaply(one, target),
      })),
    };
    if (playBrokenJson(fault, response, answer)) return;
    answerJson(response, 200, answer);
    turns.translated(findTagWords(text.join(' ')), performance.now() - request.at);
  });
}

function parametersOf({ headers, body }: VendorRequest): unknown {
  if (headers['content-type']?.startsWith('application/json') === true) return JSON.parse(body);
  const form = new URLSearchParams(body);
  return { text: form.getAll('text'), target_lang: form.get('target_lang') };
}
