import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import dotenv from 'dotenv';
import type { Logger } from 'pino';
import { z } from 'zod';
import { createAnnouncements } from './actors/announcements.js';
import { buildApp } from './app.js';
import { createCalls } from './calls/switchboard-calls.js';
import { joinCluster } from './cluster/cluster-membership.js';
import { startPrimary } from './cluster/primary.js';
import { onShutDownOrder } from './cluster/primary-backplane.js';
import { connectRedis } from './cluster/redis-connection.js';
import { createSharedCache } from './cluster/shared-cache.js';
import { sharedRateLimitStore } from './cluster/shared-rate-limit-store.js';
import { ConfigError, loadConfig, type Config } from './config.js';
import { readGlossaryFile } from './glossary-file.js';
import { createGlossary } from './interpreting/glossary.js';
import { languageTags } from './languages.js';
import { createBeat } from './media/beat.js';
import { frameBytes } from './media/mulaw.js';
import { createVoiceActivity } from './media/voice-activity/voice-activity.js';
import { rehearseGuard } from './interpreting/translation-guard.js';
import { watchEventLoopDelay } from './observability/event-loop-delay.js';
import { createInspection } from './observability/inspection.js';
import { createLog } from './observability/log.js';
import { createMetrics, type Metrics } from './observability/metrics.js';
import type { Traces } from './observability/traces.js';
import { ofLanguage } from './providers/capabilities.js';
import { keepGlossary } from './providers/kept-glossary.js';
import { withPronunciations } from './providers/pronunciations.js';
import { createProviderPool } from './providers/provider-pool.js';
import { createProviders } from './providers/registry.js';
import { withTranslationCache } from './providers/translation-cache.js';
import { createWarmConnections } from './providers/warm-connections.js';
import { RecordsSchemaError } from './records/records-error.js';
import { openRecords, type Records, type RecordsOptions } from './records/records.js';
import { withWording } from './providers/wording.js';
import { createTelephone } from './telephony/twilio-telephone.js';
import { streamTwiml } from './telephony/twiml.js';

/** How long calls may take to be told and hung up, and everything to be closed, when the drain is over, ms. */
const closingTimeoutMs = 25_000;
/** How long the server may take to close once all calls have ended, ms. */
const serverClosingTimeoutMs = 3000;
const shutDownSignals = ['SIGTERM', 'SIGINT'] as const;
const telephoneTimeoutMs = 5000;
/** Some hundred bytes each. */
const keptPhrases = 5000;

/** The build lies two folders below the manifest. */
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

dotenv.config({ quiet: true });
try {
  const config = loadConfig(process.env);
  if (cluster.isPrimary && config.cluster.workers > 1) lead(config);
  else await serve(config);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

/** The process that has the workers. */
function lead(config: Config): void {
  const log = createLog(config.log);
  const { workers, drainTimeoutMs } = config.cluster;
  const primary = startPrimary({ workers, capacity: config.calls.maxConcurrent, log });
  closeWithGrace({ delay: drainTimeoutMs + 2 * closingTimeoutMs }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, 'primary process failed');
    log.info({ signal }, 'workers shut down');
    await primary.close();
  });
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config.log);
  const metrics = createMetrics();
  const stopWatchingEventLoop = watchEventLoopDelay(metrics);
  const records = await openRecordsOrExit({ settings: config.records, metrics, log });
  const { glossaryFile } = config;
  const glossary = createGlossary(glossaryFile === undefined ? [] : readGlossaryFile(glossaryFile));
  const providers = createProviders(config.providers);
  const pool = createProviderPool({
    providers,
    concurrency: config.providers.concurrency,
    agentLanguage: config.calls.agentLanguage,
    metrics,
    log,
  });
  const impossible = pool.agentLanguageProblems(languageTags);
  if (impossible.length > 0) throw new ConfigError(impossible);
  const { recognizer } = pool;
  const redis = connectToRedis(config, metrics, log);
  await redis?.attempted;
  const phraseKeeper = withTranslationCache(pool.translator, {
    capacity: keptPhrases,
    shared: redis && createSharedCache(redis, 'translations', log),
    onLookup: (outcome) => metrics.translationCache.inc({ outcome }),
  });
  const translator = withWording(phraseKeeper, ({ text, sourceLanguage, targetLanguage }) => ({
    formality: ofLanguage(config.formality, targetLanguage) ?? 'formal',
    terms: glossary.termsIn(text, sourceLanguage, targetLanguage),
  }));
  const synthesizer = withPronunciations(pool.synthesizer, (text, language) =>
    glossary.pronounced(text, language),
  );
  keepGlossary(
    providers.translators,
    { owner: new URL(config.http.publicUrl).host, pairs: glossary.pairs },
    log,
  );
  const warmConnections = createWarmConnections([...providers.translators, ...providers.synthesizers], log);
  warmConnections();
  await rehearseGuard(languageTags);
  const voiceActivity = await createVoiceActivity({
    ...config.voiceActivity,
    onError: (error) => log.error({ err: error }, 'voice activity detection stopped'),
  });
  metrics.framesUnjudged.watch(() => voiceActivity.counts.droppedBytes / frameBytes);
  const telephone = createTelephone({
    ...config.twilio,
    publicUrl: config.http.publicUrl,
    requestTimeoutMs: telephoneTimeoutMs,
  });
  const traces = await openTraces(config, metrics, log);
  const inspection = config.inspection.isOn ? createInspection() : undefined;
  const calls = createCalls({
    settings: config.calls,
    isCovered: (language) => pool.isCovered(language),
    recognizer,
    translator,
    glossary,
    synthesizer,
    announcements: createAnnouncements(synthesizer, config.calls.agentLanguage),
    telephone,
    streamTwiml: (invitation) => streamTwiml(invitation, config.http.publicUrl),
    atNextBeat: createBeat(),
    voiceActivity,
    warmConnections,
    observers: traces === undefined ? [records.observer] : [records.observer, traces.observer],
    metrics,
    log,
    ...(inspection !== undefined && { inspect: inspection.observe }),
  });
  const membership = joinCluster({ calls, redis, metrics, log });
  const app = await buildApp({
    config,
    history: records.history,
    calls: membership?.calls ?? calls,
    ...(membership !== undefined && { passStream: membership.calls.passStream }),
    ...(redis !== undefined && { rateLimitStore: sharedRateLimitStore(redis, log) }),
    log,
    metrics,
    version,
    ...(inspection !== undefined && { inspection }),
    providersStatus: () => pool.states(),
    languageCoverage: () => pool.coverage(languageTags),
    async translate(request) {
      let translatedText = '';
      let provider = translator.provider;
      const pieces = translator.translate({
        ...request,
        context: [],
        onProvider: (name) => (provider = name),
      });
      for await (const piece of pieces) translatedText += piece;
      return { translatedText, provider };
    },
  });

  const { drainTimeoutMs } = config.cluster;
  const closing = closeWithGrace(
    // Workers hear of signals from their primary process: a terminal sends them to everybody.
    { delay: drainTimeoutMs + closingTimeoutMs, skip: cluster.isWorker ? [...shutDownSignals] : [] },
    async ({ err, signal }) => {
      if (err) log.fatal({ err }, 'process failed');
      log.info({ signal, calls: calls.activeCount }, 'shutting down');
      await calls.close(err ? 0 : drainTimeoutMs);
      // A worker's server waits for the streams that it handed over, also to a worker that is gone.
      await Promise.race([app.close(), wait(serverClosingTimeoutMs)]);
      await membership?.close();
      redis?.close();
      await records.close();
      pool.close();
      await voiceActivity.close();
      await traces?.close();
      stopWatchingEventLoop();
    },
  );
  if (cluster.isWorker) {
    // Connections are dealt out in turn; one that is used again and again would bring all its calls to one worker.
    app.server.maxRequestsPerSocket = 1;
    for (const signal of shutDownSignals) process.on(signal, () => undefined);
    onShutDownOrder(() => {
      closing.close();
    });
  }
  await app.listen({ host: config.http.host, port: config.http.port });
  await membership?.open(app.server);
}

function connectToRedis({ cluster: { redisUrl } }: Config, metrics: Metrics, log: Logger) {
  if (redisUrl === undefined) return undefined;
  const redis = connectRedis(redisUrl);
  const up = metrics.backplaneUp.labels('redis');
  up.set(0);
  redis.onChange((isAvailable) => {
    up.set(isAvailable ? 1 : 0);
    if (isAvailable) log.info('redis is there: calls and limits are shared');
    else log.warn('redis is away: this instance decides alone');
  });
  return redis;
}

/** OpenTelemetry is loaded only where it is wanted: it takes 17 MB. */
async function openTraces({ traces }: Config, metrics: Metrics, log: Logger): Promise<Traces | undefined> {
  const { endpoint, headers } = traces;
  if (endpoint === undefined) return undefined;
  const { createTraces } = await import('./observability/traces.js');
  return createTraces({ endpoint, headers, version, metrics, log });
}

async function openRecordsOrExit(options: RecordsOptions): Promise<Records> {
  try {
    return await openRecords(options);
  } catch (error) {
    const what =
      error instanceof RecordsSchemaError ? '' : `${options.settings.file} cannot be used for the records: `;
    process.stderr.write(`${what}${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
