import { describe, expect, test } from 'vitest';
import type { RecordedCallDetails } from '../../src/records/call-history.js';
import { RecordsError } from '../../src/records/records-error.js';
import { fakeHistory } from '../support/fake-history.js';
import { asAdmin, buildTestApp } from '../support/test-app.js';

const call: RecordedCallDetails = {
  callSid: 'CA2',
  startedAt: '2026-11-22T10:00:00.000Z',
  endedAt: '2026-11-22T10:02:10.000Z',
  durationMs: 130_000,
  outcome: 'agentHungUp',
  providers: { recognizer: 'deepgram', translator: 'openai', synthesizer: 'elevenlabs' },
  cost: { telephony: 0.05, recognition: 0.02, translation: null, synthesis: 0.01 },
  legs: {
    client: {
      callSid: 'CA2',
      number: '+33*******00',
      country: 'FR',
      language: 'fr',
      languageSource: 'speech',
      connectedMs: 130_000,
      turnLatency: { count: 2, p50: 800, p95: 913 },
      clauses: { heard: 2, cut: 0, merged: 0, failed: 1 },
    },
  },
  clauses: [
    {
      id: 'clause-1',
      direction: 'clientToAgent',
      state: 'heard',
      sourceLanguage: 'fr',
      targetLanguage: 'es',
      timings: { committed: 2300 },
      words: { text: 'Bonjour', translation: 'Hola' },
    },
  ],
  errors: [
    { atMs: 6000, stage: 'recognition', provider: 'deepgram', reason: 'unavailable', party: 'client' },
  ],
};

const summary = {
  call_sid: 'CA2',
  state: 'ended',
  outcome: 'agentHungUp',
  started_at: '2026-11-22T10:00:00.000Z',
  ended_at: '2026-11-22T10:02:10.000Z',
  duration_ms: 130_000,
  providers: { recognizer: 'deepgram', translator: 'openai', synthesizer: 'elevenlabs' },
  client: {
    call_sid: 'CA2',
    number: '+33*******00',
    country: 'FR',
    language: 'fr',
    language_source: 'speech',
    connected_ms: 130_000,
    turn_latency: { count: 2, p50_ms: 800, p95_ms: 913 },
    clauses: { heard: 2, cut: 0, merged: 0, failed: 1 },
  },
  estimated_cost_usd: {
    telephony: 0.05,
    recognition: 0.02,
    translation: null,
    synthesis: 0.01,
    total: null,
  },
};

async function appWithHistory() {
  const history = fakeHistory();
  history.calls = [call, { ...call, callSid: 'CA1', endedAt: '2026-11-22T09:00:00.000Z' }];
  const { app } = await buildTestApp({ history });
  const get = (url: string) => app.inject({ url, headers: asAdmin });
  return { app, get, history };
}

describe('calls that have ended', () => {
  test('Scenario: a person reads page after page', async () => {
    const { get, history } = await appWithHistory();
    const first = await get('/calls?ended=true&limit=1');
    expect(first.statusCode).toBe(200);
    const { next_before, ...page } = first.json<{ next_before: string }>();
    expect(page).toEqual({ calls: [summary] });

    history.calls.shift();
    const second = await get(`/calls?ended=true&limit=1&before=${next_before}`);
    expect(second.json()).toMatchObject({ calls: [{ call_sid: 'CA1' }], next_before: null });
    expect(history.asked).toEqual([
      { limit: 1, before: undefined },
      { limit: 1, before: { endedAt: '2026-11-22T10:02:10.000Z', callSid: 'CA2' } },
    ]);
  });

  test('Scenario: nothing is recorded yet', async () => {
    const { get, history } = await appWithHistory();
    history.calls = [];
    const response = await get('/calls?ended=true');
    expect(response.json()).toEqual({ calls: [], next_before: null });
    expect(history.asked).toEqual([{ limit: 20, before: undefined }]);
  });

  test('Scenario: one of them, with its clauses and errors', async () => {
    const { get } = await appWithHistory();
    const response = await get('/calls/CA2');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      ...summary,
      clauses: [
        {
          id: 'clause-1',
          direction: 'client_to_agent',
          state: 'heard',
          source_language: 'fr',
          target_language: 'es',
          timings_ms: { committed: 2300 },
          text: 'Bonjour',
          translation: 'Hola',
        },
      ],
      errors: [
        { at_ms: 6000, stage: 'recognition', provider: 'deepgram', reason: 'unavailable', party: 'client' },
      ],
    });
  });

  test.each([
    '/calls?ended=true&limit=0',
    '/calls?ended=true&limit=101',
    '/calls?ended=true&limit=many',
    '/calls?ended=perhaps',
    '/calls?ended=true&before=yesterday',
    `/calls?ended=true&before=${Buffer.from('["2026-11-22","CA1"]').toString('base64url')}`,
    '/calls?limit=5',
    '/calls?before=abc',
  ])('Scenario: %s is refused', async (url) => {
    const { get, history } = await appWithHistory();
    expect((await get(url)).statusCode).toBe(400);
    expect(history.asked).toEqual([]);
  });

  test('Scenario: the records do not answer, and live calls are shown all the same', async () => {
    const { get, history } = await appWithHistory();
    history.failure = new RecordsError('The records cannot be read');
    expect((await get('/calls?ended=true')).statusCode).toBe(503);
    const response = await get('/calls/CA2');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({
      detail: 'The records of ended calls cannot be read at present.',
    });
    expect((await get('/calls')).json()).toEqual({ calls: [] });
  });

  test('Scenario: without the token nobody reads them', async () => {
    const { app } = await appWithHistory();
    expect((await app.inject({ url: '/calls?ended=true' })).statusCode).toBe(401);
  });
});
