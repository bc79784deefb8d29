import { describe, expect, test } from 'vitest';
import type { CallView, DirectionView } from '../../src/calls/calls.js';
import { fakeCalls } from '../support/fake-calls.js';
import { asAdmin, buildTestApp } from '../support/test-app.js';

const callSid = `CA${'a'.repeat(32)}`;

const quiet: DirectionView = {
  hearing: 'listening',
  translation: 'idle',
  voice: 'silent',
  turnLatency: { count: 0 },
  clauses: { heard: 0, cut: 0, merged: 0, failed: 0, pending: 0 },
};

const view: CallView = {
  callSid,
  state: 'interpreting',
  startedAt: '2026-11-22T10:00:00.000Z',
  durationMs: 61_000,
  client: { callSid, streamSid: 'MZ1', language: 'fr', languageSource: 'speech', isConnected: true },
  agent: { language: 'es', languageSource: 'configured', isConnected: false },
  directions: {
    clientToAgent: {
      hearing: 'transcribing',
      translation: 'translating',
      voice: 'speaking',
      turnLatency: { count: 2, p50: 800, p95: 900, last: 900 },
      clauses: { heard: 2, cut: 1, merged: 0, failed: 0, pending: 1 },
    },
    agentToClient: quiet,
  },
  clauses: [
    {
      id: 'clause-1',
      direction: 'clientToAgent',
      state: 'heard',
      sourceLanguage: 'fr',
      targetLanguage: 'es',
      timings: { speechOnset: 1000, committed: 2500, lastMarkHeard: 4000 },
    },
  ],
};

const resource = {
  call_sid: callSid,
  state: 'interpreting',
  started_at: '2026-11-22T10:00:00.000Z',
  duration_ms: 61_000,
  client: {
    call_sid: callSid,
    stream_sid: 'MZ1',
    language: 'fr',
    language_source: 'speech',
    is_connected: true,
  },
  agent: { language: 'es', language_source: 'configured', is_connected: false },
  directions: {
    client_to_agent: {
      hearing: 'transcribing',
      translation: 'translating',
      voice: 'speaking',
      turn_latency: { count: 2, p50_ms: 800, p95_ms: 900, last_ms: 900 },
      clauses: { heard: 2, cut: 1, merged: 0, failed: 0, pending: 1 },
    },
    agent_to_client: {
      hearing: 'listening',
      translation: 'idle',
      voice: 'silent',
      turn_latency: { count: 0 },
      clauses: { heard: 0, cut: 0, merged: 0, failed: 0, pending: 0 },
    },
  },
  clauses: [
    {
      id: 'clause-1',
      direction: 'client_to_agent',
      state: 'heard',
      source_language: 'fr',
      target_language: 'es',
      timings_ms: { speech_onset: 1000, committed: 2500, last_mark_heard: 4000 },
    },
  ],
};

async function appWithCall() {
  const calls = fakeCalls();
  calls.views = [view];
  return buildTestApp({ calls });
}

describe('the calls under way', () => {
  test('Scenario: all of them', async () => {
    const { app } = await appWithCall();
    const response = await app.inject({ url: '/calls', headers: asAdmin });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ calls: [resource] });
  });

  test('Scenario: one of them', async () => {
    const { app } = await appWithCall();
    const response = await app.inject({ url: `/calls/${callSid}`, headers: asAdmin });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(resource);
  });

  test.each(['CA0', 'anything', `CA${'b'.repeat(32)}`])('Scenario: %s is not among them', async (unknown) => {
    const { app } = await appWithCall();
    const response = await app.inject({ url: `/calls/${unknown}`, headers: asAdmin });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ status: 404, detail: 'No call has this call SID.' });
  });

  test('Scenario: a call SID that is far too long is refused, with the place of the fault', async () => {
    const { app } = await appWithCall();
    const response = await app.inject({ url: `/calls/${'x'.repeat(80)}`, headers: asAdmin });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ errors: [{ location: 'params', pointer: '/call_sid' }] });
  });

  test('Scenario: one is ended', async () => {
    const { app, calls } = await appWithCall();
    const response = await app.inject({ method: 'POST', url: `/calls/${callSid}/end`, headers: asAdmin });
    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual({ call_sid: callSid, status: 'ending' });
    expect(calls.asked).toEqual([{ end: callSid }]);
  });

  test('Scenario: one that is not alive cannot be ended', async () => {
    const { app } = await appWithCall();
    const response = await app.inject({ method: 'POST', url: '/calls/CA0/end', headers: asAdmin });
    expect(response.statusCode).toBe(404);
  });
});
