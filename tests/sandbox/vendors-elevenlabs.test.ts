import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Observation, ScriptLine } from '../../sandbox/script.js';
import { createSoundLibrary, type SoundLibrary } from '../../sandbox/sound/matcher.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { startElevenlabsServer } from '../../sandbox/vendors/elevenlabs-server.js';
import { createFaultPlan, type FaultPlan } from '../../sandbox/vendors/faults.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { encodeMulaw } from '../../src/media/mulaw.js';
import { createElevenlabsSynthesizer } from '../../src/providers/elevenlabs/elevenlabs-synthesizer.js';
import { collect, failureOf } from '../support/vendor-outcome.js';

const synthesisFirstByteMs = 150;
const text = 'Ya veo la factura.';

const line: ScriptLine = {
  id: 'c1',
  party: 'client',
  language: 'fr',
  targetLanguage: 'es',
  segments: [{ text: 'Bonjour. Je vois la facture.', translation: `Buenos días. ${text}` }],
  clip: { id: 'c1', language: 'fr', text: '', words: [], samples: new Int16Array() },
};

let voices: Voices;
let server: VendorServer;
let library: SoundLibrary;
let faults: FaultPlan;
let observations: Observation[];

beforeAll(() => {
  voices = createVoices();
});

afterAll(() => voices.close());

beforeEach(async () => {
  library = createSoundLibrary();
  faults = createFaultPlan();
  observations = [];
  server = await startElevenlabsServer({
    apiKey: 'key',
    library,
    lines: new Map([[line.id, line]]),
    voices,
    delays: { recognizerFinalMs: 0, recognizerInterimMs: 0, translationMs: 0, synthesisFirstByteMs },
    faults,
    observe: (observation) => observations.push(observation),
  });
});

afterEach(() => server.close());

const speak = (options: { apiKey?: string; speed?: number; text?: string; signal?: AbortSignal } = {}) =>
  createElevenlabsSynthesizer({ apiKey: options.apiKey ?? 'key', baseUrl: server.url }).synthesize({
    text: options.text ?? text,
    language: 'es',
    speed: options.speed ?? 1,
    signal: options.signal ?? new AbortController().signal,
  });

const post = (path: string, body: unknown) =>
  fetch(server.url + path, { method: 'POST', headers: { 'xi-api-key': 'key' }, body: JSON.stringify(body) });

describe('the stand-in of ElevenLabs', () => {
  test('Scenario: a text is spoken, streamed, told of, and can be recognized from then on', async () => {
    const pieces = await collect(speak());
    const [requested, started, ended] = observations;
    const request = requested?.type === 'synthesis.requested' ? requested.request : '';
    expect(observations).toEqual([
      { at: requested?.at, type: 'synthesis.requested', request, text, language: 'es' },
      { at: started?.at, type: 'synthesis.started', request, clip: request },
      { at: ended?.at, type: 'synthesis.ended', request, clip: request },
    ]);
    const clip = library.get(request);
    const audio = Buffer.concat(pieces);
    expect({ language: clip?.language, text: clip?.text }).toEqual({ language: 'es', text });
    expect(audio).toEqual(Buffer.from(encodeMulaw(clip?.samples ?? new Int16Array())));
    expect((started?.at ?? 0) - (requested?.at ?? 0)).toBeGreaterThanOrEqual(synthesisFirstByteMs);
    // The last piece is sent when all before it have had their fifth of real time.
    expect((ended?.at ?? 0) - (started?.at ?? 0)).toBeGreaterThanOrEqual((audio.length - 2800) / 8 / 5);
  });

  test('Scenario: the same text is the same sound, and said faster it is a shorter one', async () => {
    const slow = Buffer.concat(await collect(speak()));
    const again = Buffer.concat(await collect(speak()));
    const fast = Buffer.concat(await collect(speak({ speed: 1.2 })));
    expect(again).toEqual(slow);
    expect(fast.length).toBeLessThan(0.95 * slow.length);
    expect(library.ids).toHaveLength(2);
  });

  test('Scenario: a listener who leaves ends the answer', async () => {
    const leave = new AbortController();
    await expect(async () => {
      for await (const _ of speak({ signal: leave.signal })) leave.abort();
    }).rejects.toThrow('aborted');
    await expect.poll(() => observations.at(-1)?.type).toBe('synthesis.ended');
  });

  test('Scenario: wrong requests are refused in the shapes of the API', async () => {
    const path = '/v1/text-to-speech/voice/stream';
    const invalid = await post(`${path}?output_format=mp3_44100_128`, { voice_settings: { speed: 2 } });
    expect({ status: invalid.status, body: await invalid.json() }).toEqual({
      status: 422,
      body: {
        detail: [
          {
            type: 'invalid_value',
            loc: ['query', 'output_format'],
            msg: 'The stand-in speaks ulaw_8000 only',
          },
          {
            type: 'invalid_type',
            loc: ['body', 'text'],
            msg: 'Invalid input: expected string, received undefined',
          },
          {
            type: 'too_big',
            loc: ['body', 'voice_settings', 'speed'],
            msg: 'Too big: expected number to be <=1.2',
          },
        ],
      },
    });
    const unknown = await post('/v1/text-to-speech/voice', {});
    expect({ status: unknown.status, body: await unknown.json() }).toEqual({
      status: 404,
      body: { detail: 'Not Found' },
    });
    expect(await failureOf(speak({ apiKey: 'other' }))).toEqual({
      provider: 'elevenlabs',
      kind: 'unauthorized',
      isRetryable: false,
    });
  });

  test.each([
    ['refuse', 'unavailable'],
    ['rateLimit', 'rateLimited'],
    ['drop', 'unavailable'],
    ['garbage', 'invalidResponse'],
  ] as const)(
    'Scenario: the fault %s is played on the translation of its line, and once',
    async (kind, failureKind) => {
      faults.add({ vendor: 'elevenlabs', kind, times: 1, line });
      expect(await collect(speak({ text: 'Buenas tardes.' }))).not.toEqual([]);
      expect(await failureOf(speak())).toEqual({
        provider: 'elevenlabs',
        kind: failureKind,
        isRetryable: true,
      });
      expect(await collect(speak())).not.toEqual([]);
      expect(observations.filter(({ type }) => type === 'fault.played')).toEqual([
        { at: expect.any(Number) as number, type: 'fault.played', vendor: 'elevenlabs', kind },
      ]);
    },
  );

  test('Scenario: a request that is stalled gets no answer until its client leaves', async () => {
    faults.add({ vendor: 'elevenlabs', kind: 'stall', times: 1 });
    const patience = AbortSignal.timeout(3 * synthesisFirstByteMs);
    await expect(collect(speak({ signal: patience }))).rejects.toThrow('timeout');
    expect(observations.map(({ type }) => type)).toEqual(['synthesis.requested', 'fault.played']);
  });
});
