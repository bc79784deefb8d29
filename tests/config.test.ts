import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, settingNames } from '../src/config.js';
import { leastEnvironment } from './support/test-app.js';

describe('configuration', () => {
  test('Scenario: only what has to be set is set, and everything else has its default', () => {
    expect(loadConfig(leastEnvironment)).toEqual({
      http: { host: '0.0.0.0', port: 8000, publicUrl: 'https://dragoman.example.com' },
      cluster: { redisUrl: undefined, workers: 1, drainTimeoutMs: 600_000 },
      log: { level: 'info' },
      admin: { token: undefined, metricsToken: undefined },
      inspection: { isOn: false, from: 'loopback' },
      traces: { endpoint: undefined, headers: {} },
      twilio: {
        accountSid: `AC${'0'.repeat(32)}`,
        authToken: 'the-auth-token-of-the-tests',
        phoneNumber: '+34981000000',
        apiBaseUrl: 'https://api.twilio.com',
      },
      callers: { callsPerMinute: 20 },
      calls: {
        agentNumbers: ['+34981000001'],
        agentLanguage: 'es',
        interpretingMode: 'consecutive',
        confidenceThreshold: 0.5,
        languageThreshold: 0.8,
        languageHints: [],
        originalVoice: { isHeard: false, duckedDb: -18, betweenDb: 0 },
        voiceFollowsSpeaker: false,
        bypassSameLanguage: false,
        maxConcurrent: 50,
      },
      glossaryFile: undefined,
      formality: {},
      voiceActivity: { aggressiveness: 2 },
      records: {
        databaseUrl: undefined,
        file: 'data/records.sqlite',
        numbers: 'masked',
        keepsTranscripts: false,
        retentionDays: 30,
      },
      providers: {
        recognizers: ['deepgram'],
        translators: ['deepl'],
        synthesizers: ['elevenlabs'],
        voices: {},
        concurrency: {},
        batchAudioMs: 500,
        deepgram: { apiKey: 'deepgram-key', baseUrl: 'https://api.deepgram.com' },
        deepl: { apiKey: 'deepl-key', baseUrl: undefined },
        elevenlabs: {
          apiKey: 'elevenlabs-key',
          speechApiKey: 'elevenlabs-key',
          baseUrl: 'https://api.elevenlabs.io',
        },
        openai: {
          apiKey: undefined,
          baseUrl: 'https://api.openai.com',
          translationModel: undefined,
          speechModel: undefined,
        },
        libretranslate: { apiKey: undefined, baseUrl: undefined },
        whisper: { apiKey: undefined, baseUrl: 'https://api.openai.com', model: undefined },
        azure: { apiKey: undefined, region: undefined, baseUrl: undefined },
      },
    });
  });

  test('Scenario: values with spaces around them, an empty one, a list, a slash at the end of a URL', () => {
    const config = loadConfig({
      ...leastEnvironment,
      WEBHOOK_BASE_URL: ' https://dragoman.example.com/ ',
      PORT: '   ',
      AGENT_NUMBERS: '+34981000001, +34981000002,',
      BYPASS_TRANSLATION_FOR_SAME_LANGUAGE: 'true',
      ELEVENLABS_TTS_API_KEY: 'synthesis-key',
      FORMALITY: 'de:informal, pt-BR:any',
      VOICES:
        'azure:es:female:es-ES-XimenaNeural,azure:*:en-US-Ava:DragonHDLatestNeural,azure:es:male:uno,openai:gl:ash',
    });
    expect({
      publicUrl: config.http.publicUrl,
      port: config.http.port,
      agentNumbers: config.calls.agentNumbers,
      bypassSameLanguage: config.calls.bypassSameLanguage,
      elevenlabs: config.providers.elevenlabs.speechApiKey,
      formality: config.formality,
      voices: config.providers.voices,
    }).toEqual({
      publicUrl: 'https://dragoman.example.com',
      port: 8000,
      agentNumbers: ['+34981000001', '+34981000002'],
      bypassSameLanguage: true,
      elevenlabs: 'synthesis-key',
      formality: { de: 'informal', 'pt-BR': 'any' },
      voices: {
        azure: {
          es: { female: 'es-ES-XimenaNeural', male: 'uno' },
          '*': { female: 'en-US-Ava:DragonHDLatestNeural', male: 'en-US-Ava:DragonHDLatestNeural' },
        },
        openai: { gl: { female: 'ash', male: 'ash' } },
      },
    });
  });

  test('Scenario: nothing is set, and all that is missing is named at once', () => {
    expect(problemsOf({})).toEqual([
      'WEBHOOK_BASE_URL is not set: it must be a URL that starts with http:// or https://, without query or fragment',
      'TWILIO_ACCOUNT_SID is not set: it must be a Twilio account SID: AC and 32 letters and digits',
      'TWILIO_AUTH_TOKEN is not set: it must be the secret that the vendor shows in its console',
      'TWILIO_PHONE_NUMBER is not set: it must be a telephone number in E.164, such as +34981000000',
      'AGENT_NUMBERS is not set: it must name at least one telephone number in E.164, separated by commas, such as +34981000000',
      'DEEPGRAM_API_KEY is not set: STT_PROVIDER=deepgram needs it',
      'DEEPL_API_KEY is not set: TRANSLATION_PROVIDER=deepl needs it',
      'ELEVENLABS_TTS_API_KEY or ELEVENLABS_API_KEY is not set: TTS_PROVIDER=elevenlabs needs it',
    ]);
  });

  test('Scenario: many settings are wrong, and a key is missing: one line for each', () => {
    expect(
      problemsOf({
        ...leastEnvironment,
        DEEPL_API_KEY: '',
        WEBHOOK_BASE_URL: 'wss://dragoman.example.com',
        PORT: '80000',
        LOG_LEVEL: 'loud',
        ADMIN_TOKEN: 'a token of several words',
        TWILIO_ACCOUNT_SID: 'SK123',
        TWILIO_PHONE_NUMBER: '981000000',
        AGENT_NUMBERS: '981000001,981000002',
        STT_PROVIDER: 'parrot',
        DEFAULT_AGENT_LANGUAGE: 'tlh',
        FORMALITY: 'de:polite,tlh:formal',
        VOICES: 'azure:tlh:male:worf,parrot:es:polly',
        BYPASS_TRANSLATION_FOR_SAME_LANGUAGE: 'yes',
        MAX_CONCURRENT_CALLS: '0',
        AUDIO_CHUNK_DURATION_MS: '1.5',
        VAD_AGGRESSIVENESS: '-1',
        DATABASE_URL: 'mysql://localhost/dragoman',
        TRANSCRIPTS: 'true',
      }).map((problem) => problem.replace(/(DEFAULT_AGENT_LANGUAGE must be one of ).*/, '$1...')),
    ).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
      'WEBHOOK_BASE_URL must be a URL that starts with http:// or https://, without query or fragment',
      'ADMIN_TOKEN must have at least 16 characters, and no spaces',
      'TWILIO_ACCOUNT_SID must be a Twilio account SID: AC and 32 letters and digits',
      'TWILIO_PHONE_NUMBER must be a telephone number in E.164, such as +34981000000',
      'AGENT_NUMBERS must be a telephone number in E.164, such as +34981000000',
      'STT_PROVIDER must be one of deepgram, deepgram-flux, elevenlabs, openai, whisper',
      'DEFAULT_AGENT_LANGUAGE must be one of ...',
      'FORMALITY must be languages and how to address people in them, separated by commas, such as de:formal,nl:informal; or any',
      'FORMALITY must be of the languages en, fr, de, it, pt, ar, gl, es, ca, eu, ro, nl',
      'VOICES must be of the languages en, fr, de, it, pt, ar, gl, es, ca, eu, ro, nl or *',
      'VOICES must be voices, separated by commas, each as provider:language:voice or provider:language:gender:voice, such as azure:es:male:es-MX-JorgeNeural; * is any language',
      'BYPASS_TRANSLATION_FOR_SAME_LANGUAGE must be true or false',
      'MAX_CONCURRENT_CALLS must be a whole number from 1 to 100000',
      'AUDIO_CHUNK_DURATION_MS must be a whole number from 20 to 5000',
      'VAD_AGGRESSIVENESS must be a whole number from 0 to 3',
      'DATABASE_URL must be a PostgreSQL URL, such as postgres://user:password@host:5432/dragoman',
      'TRANSCRIPTS must be one of on, off',
      'DEEPL_API_KEY is not set: TRANSLATION_PROVIDER=deepl needs it',
    ]);
  });

  test('Scenario: a secret that is wrong is not repeated in the error', () => {
    expect(problemsOf({ ...leastEnvironment, ADMIN_TOKEN: 'hunter2 hunter2' }).join()).not.toContain(
      'hunter2',
    );
  });

  test('Scenario: a collector with a password, percent-encoded as OpenTelemetry has it', () => {
    const headers = (value: string) =>
      loadConfig({ ...leastEnvironment, OTEL_EXPORTER_OTLP_HEADERS: value }).traces.headers;
    expect(headers('authorization=Basic%20YTpi=, x-team=voice')).toEqual({
      authorization: 'Basic YTpi=',
      'x-team': 'voice',
    });
    expect(problemsOf({ ...leastEnvironment, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=100%' })).toEqual([
      expect.stringMatching(/^OTEL_EXPORTER_OTLP_HEADERS must be headers/),
    ]);
  });

  test('Scenario: inspection is switched on, but nothing would keep strangers out', () => {
    expect(problemsOf({ ...leastEnvironment, INSPECT: 'true' })).toEqual([
      'ADMIN_TOKEN is not set: INSPECT=true needs it',
    ]);
    const { inspection } = loadConfig({
      ...leastEnvironment,
      INSPECT: 'true',
      ADMIN_TOKEN: 'a-token-of-sixteen',
    });
    expect(inspection).toEqual({ isOn: true, from: 'loopback' });
  });
  test('Scenario: the plans of two vendors allow other numbers of requests', () => {
    const { providers } = loadConfig({
      ...leastEnvironment,
      PROVIDER_CONCURRENCY: 'deepgram:50, elevenlabs-socket:10',
    });
    expect(providers.concurrency).toEqual({ deepgram: 50, 'elevenlabs-socket': 10 });
  });

  test.each(['deepgram', 'deepgram:0', 'deepgramm:5', 'deepgram:many'])(
    'Scenario: %s is no limit',
    (PROVIDER_CONCURRENCY) => {
      expect(problemsOf({ ...leastEnvironment, PROVIDER_CONCURRENCY })).toEqual([
        'PROVIDER_CONCURRENCY must be providers with how many requests each takes at a time, such as ' +
          'deepgram:100,elevenlabs:30',
      ]);
    },
  );

  test('the configuration is frozen to its depths', () => {
    const config = loadConfig(leastEnvironment);
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
    expect(() => config.calls.agentNumbers.push('+34981000009')).toThrow(TypeError);
  });
});

describe('.env.example', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const settings = new Map(
    [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

  test('has every setting, and none that does not exist', () => {
    expect([...settings.keys()].sort()).toEqual([...settingNames].sort());
  });

  test('shows the defaults', () => {
    const required = { ...Object.fromEntries(settings), ...leastEnvironment };
    expect(loadConfig(required)).toEqual(loadConfig(leastEnvironment));
  });

  test('has a comment above every setting or group of settings', () => {
    const groups = example.split('\n\n').filter((group) => /^[A-Z_]+=/m.test(group));
    expect(groups.filter((group) => !group.startsWith('#'))).toEqual([]);
  });
});

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('The configuration was accepted');
}
