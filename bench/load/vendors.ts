import { delays } from '../delays.js';
import { startChild } from './child.js';
import type { SpokenLines } from './spoken-lines.js';
import type { FaultKind } from '../../sandbox/script.js';
import type {
  FailingVendor,
  FromVendors,
  ToVendors,
  VendorsListening,
  VendorsReport,
} from './vendor-messages.js';

const apiKey = 'bench';
/** Requests at a time, of providers whose usual plan is for fewer calls than are measured. */
const concurrency = 400;

/** The cheap vendors, in their process. */
export interface Vendors {
  /** Settings of a service that is to use them. */
  readonly settings: Readonly<Record<string, string>>;
  /** What happened since the last report. */
  report(): Promise<VendorsReport>;
  /** Lets a vendor fail in that way, or work again. */
  setFault(vendor: FailingVendor, kind: FaultKind | undefined): Promise<void>;
  close(): Promise<void>;
}

/** @param hasSeconds whether each vendor has a second one behind it. */
export async function startVendors(lines: SpokenLines, hasSeconds = false): Promise<Vendors> {
  const child = startChild<ToVendors, FromVendors>('vendors-process.js');
  const toKnown = ({ text, language, durationMs }: SpokenLines['client'][number]) => ({
    text,
    language,
    durationMs,
  });
  try {
    const listening = await child.ask({
      type: 'setup',
      apiKey,
      delays,
      lines: { client: lines.client.map(toKnown), agent: lines.agent.map(toKnown) },
      rendition: renditionOf(lines),
    });
    if (listening.type !== 'listening') throw new Error('The vendors did not start.');
    return {
      settings: {
        DEEPGRAM_API_KEY: apiKey,
        DEEPGRAM_BASE_URL: listening.deepgram,
        DEEPL_API_KEY: apiKey,
        DEEPL_BASE_URL: listening.deepl,
        ELEVENLABS_API_KEY: apiKey,
        ELEVENLABS_BASE_URL: listening.elevenlabs,
        PROVIDER_CONCURRENCY: `deepgram:${concurrency},deepl:${concurrency},elevenlabs:${concurrency}`,
        ...(hasSeconds && secondVendors(listening)),
      },
      async setFault(vendor, kind) {
        await child.ask({ type: 'fault', vendor, kind });
      },
      async report() {
        const report = await child.ask({ type: 'report' });
        if (report.type !== 'report') throw new Error('The vendors did not report.');
        return report;
      },
      close: () => child.close(),
    };
  } catch (error) {
    await child.close();
    throw error;
  }
}

/** The settings by which another vendor stands behind each of the usual ones. */
function secondVendors({ libretranslate, azure }: VendorsListening): Readonly<Record<string, string>> {
  return {
    STT_PROVIDER: 'deepgram,elevenlabs',
    TRANSLATION_PROVIDER: 'deepl,libretranslate',
    TTS_PROVIDER: 'elevenlabs,azure',
    LIBRETRANSLATE_BASE_URL: libretranslate,
    AZURE_SPEECH_KEY: apiKey,
    AZURE_SPEECH_REGION: 'westeurope',
    AZURE_SPEECH_BASE_URL: azure,
  };
}

/** Half of a line: renditions are over before the next turn begins. */
function renditionOf({ agent: [line] }: SpokenLines): string {
  const frames = line?.frames ?? [];
  return Buffer.concat(frames.slice(0, Math.ceil(frames.length / 2))).toString('base64');
}
