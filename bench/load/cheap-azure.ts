import { startHttpVendor, waitUntil } from '../../sandbox/vendors/http-vendor.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { sendSound, soundOf } from './cheap-sound.js';
import { findTagWords } from './turn-tag.js';
import type { VendorsSetup } from './vendor-messages.js';
import type { VendorTurns } from './vendor-turns.js';

const markup = /<[^>]*>/g;

/** Stand-in of Azure Speech's text to speech, for whom ElevenLabs' voices fail: it does not. */
export function startCheapAzure(
  { delays, rendition }: VendorsSetup,
  turns: VendorTurns,
): Promise<VendorServer> {
  const sound = Buffer.from(rendition, 'base64');
  return startHttpVendor(async ({ url, body, at, signal }, response) => {
    if (url.pathname !== '/cognitiveservices/v1') {
      response.writeHead(404).end();
      return;
    }
    const text = body.replace(markup, '').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
    await waitUntil(at + delays.synthesisFirstByteMs, signal);
    await sendSound(soundOf(text, sound), response, signal, () =>
      turns.synthesized(findTagWords(text), performance.now() - at),
    );
  });
}
