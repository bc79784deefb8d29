import { readFileSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import dotenv from 'dotenv';
import { z } from 'zod';
import { createAnnouncements } from './actors/announcements.js';
import { buildApp } from './app.js';
import { createCalls } from './calls/switchboard-calls.js';
import { ConfigError, loadConfig, type Config } from './config.js';
import { languages } from './languages.js';
import { createVoiceActivity } from './media/voice-activity/voice-activity.js';
import { rehearseGuard } from './interpreting/translation-guard.js';
import { createLog } from './observability/log.js';
import { createMetrics } from './observability/metrics.js';
import { createProviders } from './providers/registry.js';
import { createWarmConnections } from './providers/warm-connections.js';
import { createTelephone } from './telephony/twilio-telephone.js';
import { streamTwiml } from './telephony/twiml.js';

/** How long live calls may take to be told and hung up when the process ends, ms. */
const shutdownGraceMs = 10_000;
const telephoneTimeoutMs = 5000;

/** The build lies two folders below the manifest. */
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

dotenv.config({ quiet: true });
await serve(readConfig());

function readConfig(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config.log);
  const metrics = createMetrics();
  const { recognizers, translators, synthesizers } = createProviders(config.providers);
  const [recognizer, translator, synthesizer] = [first(recognizers), first(translators), first(synthesizers)];
  const warmConnections = createWarmConnections([translator, synthesizer], log);
  warmConnections();
  await rehearseGuard(languages.map(({ tag }) => tag));
  const voiceActivity = await createVoiceActivity({
    ...config.voiceActivity,
    onError: (error) => log.error({ err: error }, 'voice activity detection stopped'),
  });
  const telephone = createTelephone({
    ...config.twilio,
    publicUrl: config.http.publicUrl,
    requestTimeoutMs: telephoneTimeoutMs,
  });
  const calls = createCalls({
    settings: config.calls,
    interpretingMode: config.calls.interpretingMode,
    confidenceThreshold: config.calls.confidenceThreshold,
    recognizer,
    translator,
    synthesizer,
    announcements: createAnnouncements(synthesizer, config.calls.agentLanguage),
    telephone,
    streamTwiml: (invitation) => streamTwiml(invitation, config.http.publicUrl),
    voiceActivity,
    warmConnections,
    metrics,
    log,
  });
  const app = await buildApp({
    config,
    calls,
    log,
    metrics,
    version,
    providersStatus: () => [
      { capability: 'recognizer', provider: recognizer.provider, isUsable: true },
      { capability: 'translator', provider: translator.provider, isUsable: true },
      { capability: 'synthesizer', provider: synthesizer.provider, isUsable: true },
    ],
    async translate({ text, sourceLanguage, targetLanguage, signal }) {
      let translatedText = '';
      const request = { text, sourceLanguage, targetLanguage, context: [], signal };
      for await (const piece of translator.translate(request)) translatedText += piece;
      return { translatedText, provider: translator.provider };
    },
  });

  closeWithGrace({ delay: shutdownGraceMs }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, 'process failed');
    log.info({ signal }, 'shutting down');
    await calls.close();
    await app.close();
    for (const each of translators) each.close?.();
    await voiceActivity.close();
  });
  await app.listen({ host: config.http.host, port: config.http.port });
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error('No provider is configured');
  return item;
}
