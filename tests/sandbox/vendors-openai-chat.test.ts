import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Observation, ScriptLine } from '../../sandbox/script.js';
import { createSoundLibrary } from '../../sandbox/sound/matcher.js';
import { createFaultPlan, type FaultPlan } from '../../sandbox/vendors/faults.js';
import { startOpenaiServer } from '../../sandbox/vendors/openai-server.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { createOpenaiTranslator } from '../../src/providers/openai/openai-translator.js';
import { collect, failureOf } from '../support/vendor-outcome.js';

const translationMs = 120;

const nobody = {
  speak: () => Promise.reject(new Error('Nobody speaks here.')),
  close: () => Promise.resolve(),
};

const line: ScriptLine = {
  id: 'c1',
  party: 'client',
  language: 'gl',
  targetLanguage: 'es',
  segments: [{ text: 'É moi cara, grazas.', translation: 'Es muy cara, gracias.' }],
  clip: { id: 'c1', language: 'gl', text: '', words: [], samples: new Int16Array() },
};

let server: VendorServer;
let faults: FaultPlan;
let observations: Observation[];
let foreseen: string[];

beforeEach(async () => {
  faults = createFaultPlan();
  observations = [];
  foreseen = [];
  server = await startOpenaiServer({
    apiKey: 'key',
    library: createSoundLibrary(),
    lines: new Map([[line.id, line]]),
    voices: nobody,
    delays: { recognizerFinalMs: 0, recognizerInterimMs: 0, translationMs, synthesisFirstByteMs: 0 },
    faults,
    observe: (observation) => observations.push(observation),
    onTranslation: (translation) => foreseen.push(translation),
  });
});
afterEach(() => server.close());

const ask = (text: string, apiKey = 'key') =>
  createOpenaiTranslator({ apiKey, baseUrl: server.url }).translate({
    text,
    sourceLanguage: 'gl',
    targetLanguage: 'es',
    context: ['Bos días.'],
    signal: new AbortController().signal,
  });

describe('the stand-in of OpenAI’s chat', () => {
  test('Scenario: a line is translated word by word, and the observations tell when', async () => {
    const pieces = await collect(ask('É moi cara, grazas.'));
    expect(pieces).toEqual(['Es', ' muy', ' cara,', ' gracias.']);
    const [requested, answered] = observations;
    const request = requested?.type === 'translation.requested' ? requested.request : '';
    expect(observations).toEqual([
      {
        at: requested?.at,
        type: 'translation.requested',
        request,
        text: 'É moi cara, grazas.',
        source: 'gl',
        target: 'es',
      },
      { at: answered?.at, type: 'translation.answered', request, translation: pieces.join(''), line: 'c1' },
    ]);
    expect((answered?.at ?? 0) - (requested?.at ?? 0)).toBeGreaterThanOrEqual(translationMs);
    expect(foreseen).toEqual(['Es muy cara, gracias.']);
  });

  test('Scenario: words of no line, and a wrong key', async () => {
    expect((await collect(ask('cupkuas nebene'))).join('')).toBe('⟦cupkuas nebene⟧');
    expect(await failureOf(ask('grazas', 'other'))).toMatchObject({ kind: 'unauthorized' });
  });

  test.each([
    ['refuse', 'unavailable'],
    ['rateLimit', 'rateLimited'],
    ['drop', 'unavailable'],
    ['garbage', 'invalidResponse'],
  ] as const)('Scenario: the fault %s is played on its line, and once', async (kind, failureKind) => {
    faults.add({ vendor: 'openai-chat', kind, times: 1, line });
    expect(await collect(ask('ola'))).toEqual(['⟦ola⟧']);
    expect(await failureOf(ask('grazas'))).toEqual({
      provider: 'openai',
      kind: failureKind,
      isRetryable: true,
    });
    expect((await collect(ask('grazas'))).join('')).toBe('gracias.');
    expect(observations.filter(({ type }) => type === 'fault.played')).toHaveLength(1);
  });

  test.each([
    ['/v1/chat/completions', '{}', 400],
    ['/v1/chat/completions', 'no JSON', 400],
    ['/v1/audio/speech', '{"model":"tts-1","input":"x","voice":"coral","response_format":"mp3"}', 400],
    ['/v1/embeddings', '{}', 404],
  ])('Scenario: a wrong request to %s is refused in the shape of the API', async (path, body, status) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { authorization: 'Bearer key' },
      body,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});
