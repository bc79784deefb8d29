import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toClip } from '../sandbox/sound/clip.js';
import { createSoundLibrary } from '../sandbox/sound/matcher.js';
import { createVoices, type Voices } from '../sandbox/sound/voices.js';
import { startAzureServer } from '../sandbox/vendors/azure-server.js';
import { startDeepgramServer } from '../sandbox/vendors/deepgram-server.js';
import { startDeeplServer } from '../sandbox/vendors/deepl-server.js';
import { startElevenlabsServer } from '../sandbox/vendors/elevenlabs-server.js';
import { createFaultPlan } from '../sandbox/vendors/faults.js';
import type { VendorOptions, VendorServer } from '../sandbox/vendors/vendor-server.js';
import { ConfigError, loadProviderConfig } from '../src/config.js';
import { drawFindings, lackingCapabilities, type Finding } from '../src/doctor/findings.js';
import { examineProviders } from '../src/doctor/provider-examination.js';
import { languageOf } from '../src/languages.js';
import { stall, startFakeHttpVendor, type FakeHttpVendor } from './support/vendor-http.js';

const apiKey = 'the-key-of-the-tests';
const spoken = languageOf('es')?.announcements.repeat ?? '';

let voices: Voices;
let servers: Record<'deepgram' | 'deepl' | 'elevenlabs' | 'azure', VendorServer>;
let stalling: FakeHttpVendor;

beforeAll(async () => {
  voices = createVoices();
  const library = createSoundLibrary();
  const samples = await voices.speak({ text: spoken, language: 'es' });
  library.add(toClip({ id: 'own', language: 'es', text: spoken, samples }));
  const options: VendorOptions = {
    apiKey,
    library,
    lines: new Map(),
    voices,
    delays: { recognizerFinalMs: 0, recognizerInterimMs: 0, translationMs: 0, synthesisFirstByteMs: 0 },
    faults: createFaultPlan(),
    observe: () => undefined,
  };
  servers = {
    deepgram: await startDeepgramServer(options),
    deepl: await startDeeplServer(options),
    elevenlabs: await startElevenlabsServer(options),
    azure: await startAzureServer(options),
  };
  stalling = await startFakeHttpVendor(stall);
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
  await stalling.close();
  await voices.close();
});

const environment = () => ({
  DEEPGRAM_API_KEY: apiKey,
  DEEPGRAM_BASE_URL: servers.deepgram.url,
  DEEPL_API_KEY: apiKey,
  DEEPL_BASE_URL: servers.deepl.url,
  ELEVENLABS_TTS_API_KEY: apiKey,
  ELEVENLABS_BASE_URL: servers.elevenlabs.url,
  AZURE_SPEECH_KEY: 'another-key-of-the-tests',
  AZURE_SPEECH_REGION: 'westeurope',
  AZURE_SPEECH_BASE_URL: servers.azure.url,
  OPENAI_BASE_URL: stalling.baseUrl,
  WHISPER_BASE_URL: 'http://127.0.0.1:9',
});

/** The findings but for those of programs, which this machine may have or not. */
async function examine(
  given: Readonly<Record<string, string>>,
  deadlineMs = 15_000,
): Promise<readonly Finding[]> {
  const config = loadProviderConfig({ ...environment(), ...given });
  const findings = await examineProviders({ ...config, deadlineMs });
  return findings.filter(({ provider }) => provider !== 'apertium' && provider !== 'espeak');
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ capability, provider, place, outcome }) =>
    [capability, provider, place ?? '-', outcome.isUsable ? 'usable' : outcome.reason].join(' '),
  );

describe('the doctor', () => {
  test('Scenario: some providers are usable, others have no key, a wrong key, no server', async () => {
    const findings = await examine({ TTS_PROVIDER: 'azure,elevenlabs' });
    expect(told(findings)).toEqual([
      'recognition deepgram 1 usable',
      'recognition deepgram-flux - usable',
      'recognition elevenlabs - not set: ELEVENLABS_API_KEY',
      'recognition openai - not set: OPENAI_API_KEY',
      expect.stringMatching(/^recognition whisper - the connection failed/),
      'translation deepl 1 usable',
      'translation openai - not set: OPENAI_API_KEY',
      'translation libretranslate - not set: LIBRETRANSLATE_BASE_URL',
      'synthesis elevenlabs 2 usable',
      'synthesis elevenlabs-socket - usable',
      'synthesis azure 1 refused with 401',
      'synthesis openai - not set: OPENAI_API_KEY',
    ]);
    expect(lackingCapabilities(findings)).toEqual([]);
    expect(JSON.stringify(findings)).not.toMatch(/key-of-the-tests/);
    const [deepgram] = findings;
    expect(deepgram?.outcome).not.toHaveProperty('remark');
  });

  test('Scenario: a provider takes the request and does not answer', async () => {
    const findings = await examine({ OPENAI_API_KEY: apiKey }, 400);
    expect(told(findings.filter(({ provider }) => provider === 'openai'))).toEqual([
      'recognition openai - did not answer within 0.4 s',
      'translation openai - did not answer within 0.4 s',
      'synthesis openai - did not answer within 0.4 s',
    ]);
  });

  test('Scenario: the agents speak a language that a provider does not cover', async () => {
    const findings = await examine({
      DEFAULT_AGENT_LANGUAGE: 'eu',
      TTS_PROVIDER: 'elevenlabs',
    });
    const elevenlabs = findings.find(({ provider }) => provider === 'elevenlabs-socket');
    expect(elevenlabs).toMatchObject({
      outcome: { isUsable: false, reason: 'does not cover eu' },
      uncovered: ['gl', 'ca', 'eu'],
    });
    expect(lackingCapabilities(findings)).toContain('synthesis');
  });

  test('the table tells what was found, and the verdict counts the configured ones alone', () => {
    const findings: Finding[] = [
      {
        capability: 'recognition',
        provider: 'deepgram',
        place: 1,
        outcome: { isUsable: true, tookMs: 412.3, remark: 'but heard no words' },
        uncovered: ['eu'],
      },
      {
        capability: 'translation',
        provider: 'deepl',
        place: 1,
        outcome: { isUsable: false, reason: 'refused with 403' },
        uncovered: [],
      },
      {
        capability: 'translation',
        provider: 'openai',
        place: undefined,
        outcome: { isUsable: true, tookMs: 9 },
        uncovered: [],
      },
      {
        capability: 'synthesis',
        provider: 'azure',
        place: 2,
        outcome: { isUsable: true, tookMs: 90 },
        uncovered: [],
      },
    ];
    expect(drawFindings(findings, 'es').split('\n')).toEqual([
      '             provider  configured  usable                           languages that it lacks',
      'recognition  deepgram  1           yes, 412 ms, but heard no words  eu',
      'translation  deepl     1           no: refused with 403',
      'translation  openai                yes, 9 ms',
      'synthesis    azure     2           yes, 90 ms',
      '',
      'No configured provider is usable for agents who speak es: translation.',
      '',
    ]);
    const [heard, , translated, said] = findings;
    const all = [heard, { ...translated, place: 2 }, said] as Finding[];
    expect(drawFindings(all, 'es')).toContain('\n\nCalls can be interpreted for agents who speak es.\n');
  });

  test('Scenario: the program is run where nothing is set', async () => {
    const doctor = fileURLToPath(new URL('../dist/src/doctor.js', import.meta.url));
    const run = promisify(execFile)(process.execPath, [doctor], { cwd: tmpdir(), env: {} });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /deepgram +1 +no: not set: DEEPGRAM_API_KEY[^]*No configured provider is usable/,
      ) as string,
      stderr: '',
    });
  }, 60_000);

  test('Scenario: a setting is wrong; those of the telephone are not asked for', () => {
    expect(() => loadProviderConfig({ STT_PROVIDER: 'parrot', TWILIO_PHONE_NUMBER: '981' })).toThrow(
      new ConfigError(['STT_PROVIDER must be one of deepgram, deepgram-flux, elevenlabs, openai, whisper']),
    );
  });
});
