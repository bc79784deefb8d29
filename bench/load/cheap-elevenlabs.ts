import { z } from 'zod';
import { answerJson, breakOff, startHttpVendor, waitUntil } from '../../sandbox/vendors/http-vendor.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { createCheapScribe } from './cheap-scribe.js';
import { sendSound, soundOf } from './cheap-sound.js';
import { findTagWords } from './turn-tag.js';
import { playRefusal, type VendorFaults } from './vendor-faults.js';
import type { VendorsSetup } from './vendor-messages.js';
import type { VendorTurns } from './vendor-turns.js';

const requestSchema = z.object({ text: z.string() });

/**
 * Stand-in of ElevenLabs: its streamed text to speech, mu-law, the same sound for everything behind the turn's tag; and its
 * realtime recognizer, which never fails.
 */
export function startCheapElevenlabs(
  setup: VendorsSetup,
  turns: VendorTurns,
  faults: VendorFaults,
): Promise<VendorServer> {
  const { delays, rendition } = setup;
  const sound = Buffer.from(rendition, 'base64');
  return startHttpVendor(
    async ({ url, body, at, signal }, response) => {
      if (!url.pathname.startsWith('/v1/text-to-speech/')) {
        answerJson(response, 200, []);
        return;
      }
      const fault = faults.of('synthesizer');
      const { text } = requestSchema.parse(JSON.parse(body));
      if (await playRefusal(fault, response, signal)) return;
      await waitUntil(at + delays.synthesisFirstByteMs, signal);
      const audio = soundOf(text, sound);
      if (fault === 'drop') {
        breakOff(response.setHeader('content-type', 'audio/basic'), audio);
        return;
      }
      if (fault === 'garbage') {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>');
        return;
      }
      await sendSound(audio, response, signal, () =>
        turns.synthesized(findTagWords(text), performance.now() - at),
      );
    },
    [createCheapScribe(setup, turns)],
  );
}
