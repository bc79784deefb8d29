import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { createAnnouncements } from '../../../src/actors/announcements.js';
import { buildApp } from '../../../src/app.js';
import type { Calls } from '../../../src/calls/calls.js';
import { createCalls } from '../../../src/calls/switchboard-calls.js';
import { loadConfig } from '../../../src/config.js';
import { createGlossary } from '../../../src/interpreting/glossary.js';
import { languageTags } from '../../../src/languages.js';
import { createBeat } from '../../../src/media/beat.js';
import { createMetrics, type Metrics } from '../../../src/observability/metrics.js';
import { everyPair, type Capabilities } from '../../../src/providers/capabilities.js';
import { createEventQueue } from '../../../src/providers/event-queue.js';
import { ProviderError } from '../../../src/providers/provider-error.js';
import type { Recognizer, RecognizerEvent } from '../../../src/providers/recognizer.js';
import type { Synthesizer } from '../../../src/providers/synthesizer.js';
import type { Translator } from '../../../src/providers/translator.js';
import { openRecords } from '../../../src/records/records.js';
import { packageRoot } from '../../../sandbox/package-root.js';
import { streamTwiml } from '../../../src/telephony/twiml.js';
import { watchLog, type WatchedLog } from '../watched-log.js';

/** What no answer to the wrong person and no line of the log may hold. */
export const secrets = {
  authToken: 'the-auth-token-of-the-fuzzer',
  adminToken: 'the-admin-token-of-the-fuzzer',
  metricsToken: 'the-metrics-token-of-the-fuzzer',
} as const;

export const publicUrl = 'https://dragoman.example.com';
const agentNumber = '+34981000001';

/** The whole service but for its telephones and vendors, which are silent. */
export interface FuzzedService {
  readonly app: FastifyInstance;
  readonly calls: Calls;
  readonly metrics: Metrics;
  readonly watched: WatchedLog;
  /** Hangs up every call; whether all were gone within the deadline. */
  endCalls(): Promise<boolean>;
  close(): Promise<void>;
}

/** A call whose streams were closed ends in some ms: what is left after this is left for good. */
const endingDeadlineMs = 5000;

/** The real server with real calls, real records and a real log. It listens only when it is told to. */
export async function startFuzzedService(): Promise<FuzzedService> {
  const watched = watchLog(Object.values(secrets));
  const { log } = watched;
  const folder = mkdtempSync(join(tmpdir(), 'dragoman-fuzz-'));
  const config = loadConfig({
    WEBHOOK_BASE_URL: publicUrl,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: secrets.authToken,
    TWILIO_PHONE_NUMBER: '+34981000000',
    AGENT_NUMBERS: agentNumber,
    DEEPGRAM_API_KEY: 'deepgram-key',
    DEEPL_API_KEY: 'deepl-key',
    ELEVENLABS_API_KEY: 'elevenlabs-key',
    ADMIN_TOKEN: secrets.adminToken,
    METRICS_TOKEN: secrets.metricsToken,
    RECORDS_FILE: join(folder, 'records.sqlite'),
  });
  const metrics = createMetrics();
  const records = await openRecords({
    settings: config.records,
    metrics,
    log,
    workerUrl: new URL('dist/src/records/sqlite-worker.js', packageRoot),
  });
  let dialled = 0;
  const calls = createCalls({
    settings: config.calls,
    isCovered: () => true,
    recognizer: silentRecognizer,
    translator: echoingTranslator,
    synthesizer: quietSynthesizer,
    glossary: createGlossary([]),
    announcements: createAnnouncements(quietSynthesizer, config.calls.agentLanguage),
    telephone: {
      dial: () => Promise.resolve({ callSid: `CA${String((dialled += 1)).padStart(32, '9')}` }),
      hangUp: () => Promise.resolve(),
    },
    streamTwiml: (invitation) => streamTwiml(invitation, publicUrl),
    atNextBeat: createBeat(),
    voiceActivity: {
      counts: { judged: 0, gated: 0, droppedBytes: 0 },
      isWorking: false,
      openLeg: () => ({ push: () => undefined, hasJudged: () => false, close: () => undefined }),
      close: () => Promise.resolve(),
    },
    warmConnections: () => undefined,
    observers: [records.observer],
    metrics,
    log,
  });
  const app = await buildApp({
    config,
    calls,
    history: records.history,
    metrics,
    log,
    version: '1.2.3',
    providersStatus: () =>
      (['recognizer', 'translator', 'synthesizer'] as const).map((capability) => ({
        capability,
        provider: 'quiet',
        isUsable: true,
        breaker: 'closed',
        activeRequests: 0,
        concurrencyLimit: 10,
      })),
    languageCoverage: () => [],
    async translate({ text, sourceLanguage, targetLanguage, signal }) {
      let translatedText = '';
      const pieces = echoingTranslator.translate({
        text,
        sourceLanguage,
        targetLanguage,
        signal,
        context: [],
      });
      for await (const piece of pieces) translatedText += piece;
      return { translatedText, provider: echoingTranslator.provider };
    },
  });
  await app.ready();

  async function endCalls(): Promise<boolean> {
    for (const { callSid } of calls.list()) calls.end(callSid);
    const deadline = performance.now() + endingDeadlineMs;
    while (calls.activeCount > 0 && performance.now() < deadline) await wait(1);
    return calls.activeCount === 0;
  }

  return {
    app,
    calls,
    metrics,
    watched,
    endCalls,
    async close() {
      await endCalls();
      await calls.close(0);
      await app.close();
      await records.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The signature that Twilio puts on what it sends to a path of the service. */
export function signatureOf(path: string, parameters: Readonly<Record<string, unknown>> = {}): string {
  return getExpectedTwilioSignature(secrets.authToken, `${publicUrl}${path}`, parameters);
}

/** The same for the upgrade of a stream. */
export function upgradeSignatureOf(path: string): string {
  return getExpectedTwilioSignature(secrets.authToken, `${publicUrl.replace('http', 'ws')}${path}`, {});
}

const capabilities: Capabilities = {
  languages: new Set(languageTags),
  isStreaming: true,
  detects: new Set(languageTags),
};

const silentRecognizer: Recognizer = {
  provider: 'silent',
  capabilities,
  open({ signal }) {
    const events = createEventQueue<RecognizerEvent>({ capacity: 10, onDone: () => undefined });
    signal.addEventListener('abort', () => events.discard(), { once: true });
    return {
      write: () => undefined,
      finalize: () => undefined,
      end: () => events.end(),
      [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
    };
  },
};

const echoingTranslator: Translator = {
  provider: 'echoing',
  capabilities: {
    ...capabilities,
    targets: everyPair(languageTags),
    formality: new Set(),
    glossary: new Set(),
  },
  async *translate({ text }) {
    await Promise.resolve();
    if (text.includes('/'))
      throw new ProviderError('echoing', 'invalidResponse', 'answered without a translation');
    yield text;
  },
};

const quietSynthesizer: Synthesizer = {
  provider: 'quiet',
  capabilities: { ...capabilities, format: 'mulaw', speeds: [0.5, 2], slowLanguages: new Set() },
  async *synthesize() {
    await Promise.resolve();
    yield new Uint8Array(160).fill(0xff);
  },
};
