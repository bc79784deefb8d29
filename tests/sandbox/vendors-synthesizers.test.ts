import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Observation, ScriptLine, Vendor } from '../../sandbox/script.js';
import { createSoundLibrary, type SoundLibrary } from '../../sandbox/sound/matcher.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { startAzureServer } from '../../sandbox/vendors/azure-server.js';
import { startElevenlabsServer } from '../../sandbox/vendors/elevenlabs-server.js';
import { createFaultPlan, type FaultPlan } from '../../sandbox/vendors/faults.js';
import { startOpenaiServer } from '../../sandbox/vendors/openai-server.js';
import type { VendorOptions, VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { decodeMulaw } from '../../src/media/mulaw.js';
import { createAzureSynthesizer } from '../../src/providers/azure/azure-synthesizer.js';
import { createElevenlabsSocketSynthesizer } from '../../src/providers/elevenlabs/elevenlabs-socket-synthesizer.js';
import { createOpenaiSynthesizer } from '../../src/providers/openai/openai-synthesizer.js';
import type { Synthesizer } from '../../src/providers/synthesizer.js';
import { collect, failureOf } from '../support/vendor-outcome.js';

const synthesisFirstByteMs = 150;
const text = 'Ya veo la "luz & gas".';

const line: ScriptLine = {
  id: 'c1',
  party: 'client',
  language: 'fr',
  targetLanguage: 'es',
  segments: [{ text: 'Bonjour. Je vois la facture.', translation: `Buenos días. ${text}` }],
  clip: { id: 'c1', language: 'fr', text: '', words: [], samples: new Int16Array() },
};

interface Vendored {
  readonly vendor: Vendor;
  readonly start: (options: VendorOptions) => Promise<VendorServer>;
  readonly create: (settings: { apiKey: string; baseUrl: string }) => Synthesizer;
}

const vendors: Readonly<Record<string, Vendored>> = {
  Azure: {
    vendor: 'azure',
    start: startAzureServer,
    create: (settings) => createAzureSynthesizer({ region: 'sandbox', ...settings }),
  },
  'OpenAI’s speech': { vendor: 'openai-speech', start: startOpenaiServer, create: createOpenaiSynthesizer },
  'ElevenLabs’ socket': {
    vendor: 'elevenlabs',
    start: startElevenlabsServer,
    create: createElevenlabsSocketSynthesizer,
  },
};

let voices: Voices;
beforeAll(() => {
  voices = createVoices();
});
afterAll(() => voices.close());

describe.each(Object.entries(vendors))('the stand-in of %s', (_, { vendor, start, create }) => {
  let server: VendorServer;
  let library: SoundLibrary;
  let faults: FaultPlan;
  let observations: Observation[];

  beforeEach(async () => {
    library = createSoundLibrary();
    faults = createFaultPlan();
    observations = [];
    server = await start({
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

  const speak = (given: { apiKey?: string; speed?: number; text?: string; signal?: AbortSignal } = {}) =>
    create({ apiKey: given.apiKey ?? 'key', baseUrl: server.url }).synthesize({
      text: given.text ?? text,
      language: 'es',
      speed: given.speed ?? 1,
      signal: given.signal ?? new AbortController().signal,
    });

  test('Scenario: a text is spoken, streamed, told of, and can be recognized from then on', async () => {
    const audio = Buffer.concat(await collect(speak()));
    await expect.poll(() => observations.at(-1)?.type).toBe('synthesis.ended');
    const [requested, started, ended] = observations;
    const request = requested?.type === 'synthesis.requested' ? requested.request : '';
    expect(observations).toEqual([
      { at: requested?.at, type: 'synthesis.requested', request, text, language: 'es' },
      { at: started?.at, type: 'synthesis.started', request, clip: request },
      { at: ended?.at, type: 'synthesis.ended', request, clip: request },
    ]);
    const clip = library.get(request);
    expect({ language: clip?.language, text: clip?.text }).toEqual({ language: 'es', text });
    expect(likeness(audio, clip?.samples ?? new Int16Array())).toBeGreaterThan(0.99);
    expect((started?.at ?? 0) - (requested?.at ?? 0)).toBeGreaterThanOrEqual(synthesisFirstByteMs);
    // The last piece, of no more than 350 ms, is sent when all before it have had their fifth of real time.
    expect((ended?.at ?? 0) - (started?.at ?? 0)).toBeGreaterThanOrEqual((audio.length / 8 - 350) / 5);
  });

  test('Scenario: said faster the text is shorter', async () => {
    const slow = Buffer.concat(await collect(speak()));
    const fast = Buffer.concat(await collect(speak({ speed: 1.2 })));
    expect(fast.length).toBeLessThan(0.95 * slow.length);
  });

  test('Scenario: a listener who leaves ends the answer', async () => {
    const leave = new AbortController();
    await expect(async () => {
      for await (const _piece of speak({ signal: leave.signal })) leave.abort();
    }).rejects.toThrow('aborted');
    await expect.poll(() => observations.at(-1)?.type).toBe('synthesis.ended');
  });

  test('Scenario: a wrong key is refused', async () => {
    expect(await failureOf(speak({ apiKey: 'other' }))).toMatchObject({ kind: 'unauthorized' });
    expect(observations).toEqual([]);
  });

  test.each([
    ['refuse', 'unavailable'],
    ['rateLimit', 'rateLimited'],
    ['drop', 'unavailable'],
    ['garbage', 'invalidResponse'],
  ] as const)('Scenario: the fault %s is played on its line, and once', async (kind, failureKind) => {
    faults.add({ vendor, kind, times: 1, line });
    expect(await collect(speak({ text: 'Buenas tardes.' }))).not.toEqual([]);
    expect(await failureOf(speak())).toMatchObject({ kind: failureKind, isRetryable: true });
    expect(await collect(speak())).not.toEqual([]);
    expect(observations.filter(({ type }) => type === 'fault.played')).toEqual([
      { at: expect.any(Number) as number, type: 'fault.played', vendor, kind },
    ]);
  });

  test('Scenario: a request that is stalled gets no answer until its client leaves', async () => {
    faults.add({ vendor, kind: 'stall', times: 1 });
    const patience = AbortSignal.timeout(3 * synthesisFirstByteMs);
    await expect(collect(speak({ signal: patience }))).rejects.toThrow('timeout');
    expect(observations.map(({ type }) => type)).toEqual(['synthesis.requested', 'fault.played']);
  });
});

describe('the stand-in of Azure', () => {
  test.each([
    [{ 'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm' }, '<speak/>', 415],
    [{}, '<speak version="1.0"><voice name="x">Hola</voice></speak>', 400],
    [{}, 'Hola', 400],
  ])('Scenario: a wrong request (%j, %s) is refused with %d', async (headers, body, status) => {
    const server = await startAzureServer({
      apiKey: 'key',
      library: createSoundLibrary(),
      lines: new Map(),
      voices,
      delays: { recognizerFinalMs: 0, recognizerInterimMs: 0, translationMs: 0, synthesisFirstByteMs },
      faults: createFaultPlan(),
      observe: () => undefined,
    });
    const response = await fetch(`${server.url}/cognitiveservices/v1`, {
      method: 'POST',
      headers: {
        'ocp-apim-subscription-key': 'key',
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': 'raw-8khz-8bit-mono-mulaw',
        ...headers,
      },
      body,
    });
    expect(response.status).toBe(status);
    await server.close();
  });
});

/** How much alike two sounds are, sample by sample: 1 if they are the same. */
function likeness(mulaw: Uint8Array, samples: Int16Array): number {
  const heard = new Int16Array(mulaw.length);
  decodeMulaw(mulaw, heard);
  const product = (left: Int16Array, right: Int16Array) =>
    left.reduce((sum, sample, index) => sum + sample * (right[index] ?? 0), 0);
  return product(heard, samples) / Math.sqrt(product(heard, heard) * product(samples, samples));
}
