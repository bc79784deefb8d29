import { startAzureServer } from './azure-server.js';
import { startDeepgramServer } from './deepgram-server.js';
import { startDeeplServer } from './deepl-server.js';
import { startElevenlabsServer } from './elevenlabs-server.js';
import { createOpenaiRealtimeService } from './openai-realtime-server.js';
import { startOpenaiServer } from './openai-server.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';
import { startWhisperServer } from './whisper-server.js';

type Settings = Readonly<Record<string, string>>;

/** A vendor's stand-in, and how the service is told where it is. */
interface StandIn {
  readonly server: VendorServer;
  readonly settings: Settings;
  /** Begins to speak a text before it is asked for; undefined of a vendor that does not speak. */
  readonly foresee?: (text: string, language: string) => void;
}

/** The vendors that the service's settings name, or would if they said anything. */
export interface StandIns {
  /** Where the service finds them, and their keys. */
  readonly settings: Settings;
  close(): Promise<void>;
}

interface StandInOptions extends VendorOptions {
  readonly onTranslation: (text: string, language: string) => void;
}

const elevenlabs = async (options: StandInOptions): Promise<StandIn> => {
  const server = await startElevenlabsServer(options);
  return {
    server,
    foresee: (text, language) => server.foresee(text, language),
    settings: { ELEVENLABS_API_KEY: options.apiKey, ELEVENLABS_BASE_URL: server.url },
  };
};

const deepgram = async (options: StandInOptions): Promise<StandIn> => {
  const server = await startDeepgramServer(options);
  return { server, settings: { DEEPGRAM_API_KEY: options.apiKey, DEEPGRAM_BASE_URL: server.url } };
};

/** By the vendor, which several of the service's providers may share. */
const vendors: Readonly<Record<string, (options: StandInOptions) => Promise<StandIn>>> = {
  deepgram,
  'deepgram-flux': deepgram,
  async deepl(options) {
    const server = await startDeeplServer(options);
    return { server, settings: { DEEPL_API_KEY: options.apiKey, DEEPL_BASE_URL: server.url } };
  },
  elevenlabs,
  'elevenlabs-socket': elevenlabs,
  async openai(options) {
    const server = await startOpenaiServer(options, [createOpenaiRealtimeService(options)]);
    const settings = { OPENAI_API_KEY: options.apiKey, OPENAI_BASE_URL: server.url };
    return { server, settings, foresee: (text, language) => server.foresee(text, language) };
  },
  async whisper(options) {
    const server = await startWhisperServer(options);
    return { server, settings: { OPENAI_API_KEY: options.apiKey, WHISPER_BASE_URL: server.url } };
  },
  async azure(options) {
    const server = await startAzureServer(options);
    const settings = {
      AZURE_SPEECH_KEY: options.apiKey,
      AZURE_SPEECH_REGION: 'sandbox',
      AZURE_SPEECH_BASE_URL: server.url,
    };
    return { server, settings, foresee: (text, language) => server.foresee(text, language) };
  },
};

/** What the settings mean that are not there. */
const usualProviders = {
  STT_PROVIDER: 'deepgram',
  TRANSLATION_PROVIDER: 'deepl',
  TTS_PROVIDER: 'elevenlabs',
};

/**
 * Starts the stand-ins of the vendors that the service's settings name.
 *
 * @param chosen - settings of the service.
 */
export async function startStandIns(options: VendorOptions, chosen: Settings): Promise<StandIns> {
  const speakers: ((text: string, language: string) => void)[] = [];
  const started: StandIn[] = [];
  const onTranslation = (text: string, language: string) => {
    for (const foresee of speakers) foresee(text, language);
  };
  for (const start of new Set(namesIn(chosen).map((name) => vendors[name]))) {
    const standIn = await start?.({ ...options, onTranslation });
    if (standIn === undefined) continue;
    started.push(standIn);
    if (standIn.foresee !== undefined) speakers.push(standIn.foresee);
  }
  return {
    settings: Object.fromEntries(started.flatMap(({ settings }) => Object.entries(settings))),
    async close() {
      for (const { server } of started) await server.close();
    },
  };
}

/** Names of providers, the most important ones first. */
function namesIn(chosen: Settings): readonly string[] {
  return Object.entries(usualProviders).flatMap(([setting, usual]) =>
    (chosen[setting] ?? usual).split(',').map((name) => name.trim()),
  );
}
