import { pino } from 'pino';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { onTestFinished } from 'vitest';
import { buildApp, type AppDependencies } from '../../src/app.js';
import type { ReachableCalls } from '../../src/calls/calls.js';
import { loadConfig } from '../../src/config.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { fakeCalls, type FakeCalls } from './fake-calls.js';
import { fakeHistory } from './fake-history.js';

export const adminToken = 'the-admin-token-of-the-tests';
export const metricsToken = 'the-metrics-token-of-the-tests';
export const authToken = 'the-auth-token-of-the-tests';
export const publicUrl = 'https://dragoman.example.com';

/** Everything that has to be set, and nothing else. */
export const leastEnvironment = {
  WEBHOOK_BASE_URL: publicUrl,
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: authToken,
  TWILIO_PHONE_NUMBER: '+34981000000',
  AGENT_NUMBERS: '+34981000001',
  DEEPGRAM_API_KEY: 'deepgram-key',
  DEEPL_API_KEY: 'deepl-key',
  ELEVENLABS_API_KEY: 'elevenlabs-key',
};

/** The whole server with fake calls; it is closed when the test is over. */
export async function buildTestApp({
  calls = fakeCalls(),
  ...dependencies
}: Omit<TestAppDependencies, 'calls'> & { readonly calls?: FakeCalls } = {}) {
  return { calls, ...(await buildTestAppFor({ calls, ...dependencies })) };
}

type TestAppDependencies = Partial<Omit<AppDependencies, 'calls' | 'config'>> & {
  readonly env?: Readonly<Record<string, string>>;
  readonly calls: ReachableCalls;
};

/** The whole server with these calls; it is closed when the test is over. */
export async function buildTestAppFor({
  env = { ADMIN_TOKEN: adminToken, METRICS_TOKEN: metricsToken },
  calls,
  ...dependencies
}: TestAppDependencies) {
  const metrics = createMetrics();
  const app = await buildApp({
    config: loadConfig({ ...leastEnvironment, ...env }),
    calls,
    history: fakeHistory(),
    metrics,
    log: pino({ level: 'silent' }),
    translate: () => Promise.reject(new Error('This test does not translate')),
    providersStatus: () => [],
    languageCoverage: () => [],
    version: '1.2.3',
    ...dependencies,
  });
  onTestFinished(() => app.close());
  return { app, metrics };
}

export const asAdmin = { authorization: `Bearer ${adminToken}` };

/** A form as Twilio posts it, signed for the public URL. */
export function signedForm(path: string, parameters: Readonly<Record<string, string>>, url = publicUrl) {
  return {
    method: 'POST' as const,
    url: path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': getExpectedTwilioSignature(authToken, `${url}${path}`, parameters),
    },
    payload: new URLSearchParams(parameters).toString(),
  };
}

/** Headers of a WebSocket upgrade as Twilio signs it. */
export function signedUpgrade(path: string) {
  const url = `${publicUrl.replace('https', 'wss')}${path}`;
  return { 'x-twilio-signature': getExpectedTwilioSignature(authToken, url, {}) };
}
