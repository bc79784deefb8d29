/**
 * The process of the vendors under load: Deepgram, DeepL and ElevenLabs by their own protocols, and who stands in for
 * them when they fail (Scribe, LibreTranslate, Azure), with the usual delays, and as cheap as they can be. What is said is
 * known from the turns' tags.
 */
import { once } from 'node:events';
import { startCheapAzure } from './cheap-azure.js';
import { serveCheapDeepgram } from './cheap-deepgram.js';
import { startCheapDeepl } from './cheap-deepl.js';
import { startCheapElevenlabs } from './cheap-elevenlabs.js';
import { startCheapLibretranslate } from './cheap-libretranslate.js';
import { createVendorFaults } from './vendor-faults.js';
import type { FromVendors, ToVendors, VendorsSetup } from './vendor-messages.js';
import { createVendorTurns } from './vendor-turns.js';

const [setup] = (await once(process, 'message')) as [VendorsSetup];
const turns = createVendorTurns();
const faults = createVendorFaults();
const deepgram = await serveCheapDeepgram(setup, turns, faults);
const deepl = await startCheapDeepl(setup, turns, faults);
const elevenlabs = await startCheapElevenlabs(setup, turns, faults);
const libretranslate = await startCheapLibretranslate(setup, turns);
const azure = await startCheapAzure(setup, turns);

process.on('message', (message: ToVendors) => {
  if (message.type === 'report') tell({ type: 'report', ...turns.take() });
  if (message.type === 'fault') {
    faults.set(message.vendor, message.kind);
    tell({ type: 'faultSet' });
  }
});
process.once('disconnect', () => process.exit());
tell({
  type: 'listening',
  deepgram,
  deepl: deepl.url,
  elevenlabs: elevenlabs.url,
  libretranslate: libretranslate.url,
  azure: azure.url,
});

function tell(message: FromVendors): void {
  process.send?.(message);
}
