import { z } from 'zod';
import { isLanguage, languageTags } from './languages.js';
import {
  accountSid,
  databaseUrl,
  decibels,
  flag,
  formality,
  headers,
  hintsRequirement,
  httpOrigin,
  limits,
  list,
  matching,
  modelName,
  oneOf,
  phoneNumber,
  providers,
  recognizers,
  redisUrl,
  secret,
  share,
  synthesizers,
  text,
  token,
  translators,
  voices,
  wholeNumber,
} from './setting-rules.js';

/** Every setting that is missing or wrong, all at once, so that one start tells the whole story. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    /** One line for each setting: its name and what it should be. */
    readonly problems: readonly string[],
  ) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Every provider there is, by capability. */
export const knownProviders = { recognizers, translators, synthesizers } as const;

/** The environment contract: a name, its rule, its default. */
const environment = z.object({
  HOST: text('must be an address to listen on').default('0.0.0.0'),
  PORT: wholeNumber(0, 65_535).default(8000),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  WEBHOOK_BASE_URL: httpOrigin,
  ADMIN_TOKEN: token.optional(),
  METRICS_TOKEN: token.optional(),
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: secret,
  TWILIO_PHONE_NUMBER: phoneNumber,
  AGENT_NUMBERS: list(
    phoneNumber,
    'must name at least one telephone number in E.164, separated by commas, such as +34981000000',
  ),
  TWILIO_API_BASE_URL: httpOrigin.default('https://api.twilio.com'),
  STT_PROVIDER: providers(recognizers).default(['deepgram']),
  TRANSLATION_PROVIDER: providers(translators).default(['deepl']),
  TTS_PROVIDER: providers(synthesizers).default(['elevenlabs']),
  PROVIDER_CONCURRENCY: limits.default({}),
  DEEPGRAM_API_KEY: secret.optional(),
  DEEPGRAM_BASE_URL: httpOrigin.default('https://api.deepgram.com'),
  DEEPL_API_KEY: secret.optional(),
  DEEPL_BASE_URL: httpOrigin.optional(),
  ELEVENLABS_API_KEY: secret.optional(),
  ELEVENLABS_TTS_API_KEY: secret.optional(),
  ELEVENLABS_BASE_URL: httpOrigin.default('https://api.elevenlabs.io'),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_BASE_URL: httpOrigin.default('https://api.openai.com'),
  OPENAI_TRANSLATION_MODEL: modelName.optional(),
  OPENAI_SPEECH_MODEL: modelName.optional(),
  LIBRETRANSLATE_BASE_URL: httpOrigin.optional(),
  LIBRETRANSLATE_API_KEY: secret.optional(),
  WHISPER_BASE_URL: httpOrigin.optional(),
  WHISPER_MODEL: modelName.optional(),
  AZURE_SPEECH_KEY: secret.optional(),
  AZURE_SPEECH_REGION: matching(/^[a-z0-9]+$/, 'must be a region of Azure, such as westeurope').optional(),
  AZURE_SPEECH_BASE_URL: httpOrigin.optional(),
  DEFAULT_AGENT_LANGUAGE: text(`must be one of ${languageTags.join(', ')}`)
    .refine(isLanguage, { error: `must be one of ${languageTags.join(', ')}` })
    .default('es'),
  GLOSSARY_FILE: text('must be the path of a YAML file').optional(),
  FORMALITY: formality.default({}),
  VOICES: voices.default({}),
  VOICE_FOLLOWS_SPEAKER: flag.default(false),
  BYPASS_TRANSLATION_FOR_SAME_LANGUAGE: flag.default(false),
  INTERPRETING_MODE: oneOf(['simultaneous', 'consecutive']).default('consecutive'),
  UNDERSTANDING_THRESHOLD: share.default(0.5),
  LANGUAGE_CONFIDENCE_THRESHOLD: share.default(0.8),
  LANGUAGE_HINTS: list(
    matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, hintsRequirement),
    hintsRequirement,
  ).default([]),
  ORIGINAL_VOICE: oneOf(['ducked', 'off']).default('off'),
  ORIGINAL_VOICE_DUCKED_DB: decibels.default(-18),
  ORIGINAL_VOICE_BETWEEN_DB: decibels.default(0),
  REDIS_URL: redisUrl.optional(),
  WORKERS: wholeNumber(1, 64).default(1),
  DRAIN_TIMEOUT_MS: wholeNumber(0, 86_400_000).default(600_000),
  MAX_CONCURRENT_CALLS: wholeNumber(1, 100_000).default(50),
  INSPECT: flag.default(false),
  INSPECT_FROM: oneOf(['loopback', 'anywhere']).default('loopback'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpOrigin.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.optional(),
  MAX_CALLS_PER_CALLER_PER_MINUTE: wholeNumber(1, 100_000).default(20),
  AUDIO_CHUNK_DURATION_MS: wholeNumber(20, 5000).default(500),
  VAD_AGGRESSIVENESS: wholeNumber(0, 3)
    .pipe(z.literal([0, 1, 2, 3]))
    .default(2),
  DATABASE_URL: databaseUrl.optional(),
  RECORDS_FILE: text('must be the path of a file').default('data/records.sqlite'),
  RECORDED_NUMBERS: oneOf(['masked', 'full']).default('masked'),
  TRANSCRIPTS: oneOf(['on', 'off']).default('off'),
  TRANSCRIPT_RETENTION_DAYS: wholeNumber(1, 3650).default(30),
});

type SettingName = keyof typeof environment.shape;

/** Names of all the settings, as in the environment. */
export const settingNames: readonly SettingName[] = environment.keyof().options;

const elevenlabsKeys = ['ELEVENLABS_TTS_API_KEY', 'ELEVENLABS_API_KEY'] as const;

/** What a provider cannot do without: of each group, any one will do. */
const providerNeeds: readonly {
  readonly chosenBy: 'STT_PROVIDER' | 'TRANSLATION_PROVIDER' | 'TTS_PROVIDER';
  readonly provider: string;
  readonly needs: readonly (readonly SettingName[])[];
}[] = [
  { chosenBy: 'STT_PROVIDER', provider: 'deepgram', needs: [['DEEPGRAM_API_KEY']] },
  { chosenBy: 'STT_PROVIDER', provider: 'deepgram-flux', needs: [['DEEPGRAM_API_KEY']] },
  { chosenBy: 'STT_PROVIDER', provider: 'elevenlabs', needs: [['ELEVENLABS_API_KEY']] },
  { chosenBy: 'STT_PROVIDER', provider: 'openai', needs: [['OPENAI_API_KEY']] },
  { chosenBy: 'STT_PROVIDER', provider: 'whisper', needs: [['WHISPER_BASE_URL', 'OPENAI_API_KEY']] },
  { chosenBy: 'TRANSLATION_PROVIDER', provider: 'deepl', needs: [['DEEPL_API_KEY']] },
  { chosenBy: 'TRANSLATION_PROVIDER', provider: 'openai', needs: [['OPENAI_API_KEY']] },
  { chosenBy: 'TRANSLATION_PROVIDER', provider: 'libretranslate', needs: [['LIBRETRANSLATE_BASE_URL']] },
  { chosenBy: 'TTS_PROVIDER', provider: 'elevenlabs', needs: [elevenlabsKeys] },
  { chosenBy: 'TTS_PROVIDER', provider: 'elevenlabs-socket', needs: [elevenlabsKeys] },
  { chosenBy: 'TTS_PROVIDER', provider: 'azure', needs: [['AZURE_SPEECH_KEY'], ['AZURE_SPEECH_REGION']] },
  { chosenBy: 'TTS_PROVIDER', provider: 'openai', needs: [['OPENAI_API_KEY']] },
];

/** The configuration: read once at start, passed down as plain values. */
export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads the environment. Empty values count as not set.
 *
 * @throws ConfigError naming every setting that is missing or wrong.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>) {
  const given = givenSettings(env);
  const parsed = environment.safeParse(given);
  const missing = [...missingKeys(given), ...missingToken(given)];
  if (!parsed.success) throw new ConfigError([...wrongSettings(parsed.error, given), ...missing]);
  if (missing.length > 0) throw new ConfigError(missing);
  const chosen = parsed.data;

  return deepFreeze({
    http: { host: chosen.HOST, port: chosen.PORT, publicUrl: chosen.WEBHOOK_BASE_URL },
    cluster: {
      redisUrl: chosen.REDIS_URL,
      workers: chosen.WORKERS,
      drainTimeoutMs: chosen.DRAIN_TIMEOUT_MS,
    },
    log: { level: chosen.LOG_LEVEL },
    admin: { token: chosen.ADMIN_TOKEN, metricsToken: chosen.METRICS_TOKEN },
    inspection: { isOn: chosen.INSPECT, from: chosen.INSPECT_FROM },
    traces: {
      endpoint: chosen.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: chosen.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    },
    twilio: {
      accountSid: chosen.TWILIO_ACCOUNT_SID,
      authToken: chosen.TWILIO_AUTH_TOKEN,
      phoneNumber: chosen.TWILIO_PHONE_NUMBER,
      apiBaseUrl: chosen.TWILIO_API_BASE_URL,
    },
    callers: { callsPerMinute: chosen.MAX_CALLS_PER_CALLER_PER_MINUTE },
    calls: {
      agentNumbers: chosen.AGENT_NUMBERS,
      agentLanguage: chosen.DEFAULT_AGENT_LANGUAGE,
      interpretingMode: chosen.INTERPRETING_MODE,
      confidenceThreshold: chosen.UNDERSTANDING_THRESHOLD,
      languageThreshold: chosen.LANGUAGE_CONFIDENCE_THRESHOLD,
      languageHints: chosen.LANGUAGE_HINTS,
      originalVoice: {
        isHeard: chosen.ORIGINAL_VOICE === 'ducked',
        duckedDb: chosen.ORIGINAL_VOICE_DUCKED_DB,
        betweenDb: chosen.ORIGINAL_VOICE_BETWEEN_DB,
      },
      voiceFollowsSpeaker: chosen.VOICE_FOLLOWS_SPEAKER,
      bypassSameLanguage: chosen.BYPASS_TRANSLATION_FOR_SAME_LANGUAGE,
      maxConcurrent: chosen.MAX_CONCURRENT_CALLS,
    },
    glossaryFile: chosen.GLOSSARY_FILE,
    formality: chosen.FORMALITY,
    voiceActivity: { aggressiveness: chosen.VAD_AGGRESSIVENESS },
    records: {
      databaseUrl: chosen.DATABASE_URL,
      file: chosen.RECORDS_FILE,
      numbers: chosen.RECORDED_NUMBERS,
      keepsTranscripts: chosen.TRANSCRIPTS === 'on',
      retentionDays: chosen.TRANSCRIPT_RETENTION_DAYS,
    },
    providers: providerSettings(chosen),
  });
}

/** What concerns the telephone, which providers can be looked at without. */
const telephoneSettings = {
  WEBHOOK_BASE_URL: true,
  TWILIO_ACCOUNT_SID: true,
  TWILIO_AUTH_TOKEN: true,
  TWILIO_PHONE_NUMBER: true,
  AGENT_NUMBERS: true,
} as const;
const providerEnvironment = environment.omit(telephoneSettings);

/**
 * Reads what of the environment concerns the providers; the telephone's settings may be missing, and any provider's key.
 *
 * @throws ConfigError naming every other setting that is wrong.
 */
export function loadProviderConfig(env: Readonly<Record<string, string | undefined>>) {
  const given = givenSettings(env);
  const parsed = providerEnvironment.safeParse(given);
  if (!parsed.success) throw new ConfigError(wrongSettings(parsed.error, given));
  return deepFreeze({
    providers: providerSettings(parsed.data),
    agentLanguage: parsed.data.DEFAULT_AGENT_LANGUAGE,
    /** What each provider of a capability needs and is not set: of the names in a line, any one will do. */
    missing: {
      recognizers: missingByProvider('STT_PROVIDER', given),
      translators: missingByProvider('TRANSLATION_PROVIDER', given),
      synthesizers: missingByProvider('TTS_PROVIDER', given),
    },
  });
}

/** What is enough to reach the records: of the environment only this is read, and the rest may be missing. */
const recordsEnvironment = environment.pick({ DATABASE_URL: true, RECORDS_FILE: true });

/**
 * Reads where the records are.
 *
 * @throws ConfigError naming every setting of these that is wrong.
 */
export function loadRecordsLocation(env: Readonly<Record<string, string | undefined>>) {
  const given = givenSettings(env);
  const parsed = recordsEnvironment.safeParse(given);
  if (!parsed.success) throw new ConfigError(wrongSettings(parsed.error, given));
  return { databaseUrl: parsed.data.DATABASE_URL, file: parsed.data.RECORDS_FILE };
}

function missingByProvider(
  chosenBy: SettingName,
  given: GivenSettings,
): Readonly<Record<string, readonly string[]>> {
  const needy = providerNeeds.filter((need) => need.chosenBy === chosenBy);
  return Object.fromEntries(
    needy.map(({ provider, needs }) => [
      provider,
      needs.filter((names) => !names.some((name) => name in given)).map((names) => names.join(' or ')),
    ]),
  );
}

function providerSettings(chosen: z.output<typeof providerEnvironment>) {
  return {
    recognizers: chosen.STT_PROVIDER,
    translators: chosen.TRANSLATION_PROVIDER,
    synthesizers: chosen.TTS_PROVIDER,
    concurrency: chosen.PROVIDER_CONCURRENCY,
    voices: chosen.VOICES,
    batchAudioMs: chosen.AUDIO_CHUNK_DURATION_MS,
    deepgram: { apiKey: chosen.DEEPGRAM_API_KEY, baseUrl: chosen.DEEPGRAM_BASE_URL },
    deepl: { apiKey: chosen.DEEPL_API_KEY, baseUrl: chosen.DEEPL_BASE_URL },
    elevenlabs: {
      apiKey: chosen.ELEVENLABS_API_KEY,
      speechApiKey: chosen.ELEVENLABS_TTS_API_KEY ?? chosen.ELEVENLABS_API_KEY,
      baseUrl: chosen.ELEVENLABS_BASE_URL,
    },
    openai: {
      apiKey: chosen.OPENAI_API_KEY,
      baseUrl: chosen.OPENAI_BASE_URL,
      translationModel: chosen.OPENAI_TRANSLATION_MODEL,
      speechModel: chosen.OPENAI_SPEECH_MODEL,
    },
    libretranslate: { apiKey: chosen.LIBRETRANSLATE_API_KEY, baseUrl: chosen.LIBRETRANSLATE_BASE_URL },
    whisper: {
      apiKey: chosen.OPENAI_API_KEY,
      baseUrl: chosen.WHISPER_BASE_URL ?? chosen.OPENAI_BASE_URL,
      model: chosen.WHISPER_MODEL,
    },
    azure: {
      apiKey: chosen.AZURE_SPEECH_KEY,
      region: chosen.AZURE_SPEECH_REGION,
      baseUrl: chosen.AZURE_SPEECH_BASE_URL,
    },
  };
}

type GivenSettings = Readonly<Partial<Record<SettingName, string>>>;

function givenSettings(env: Readonly<Record<string, string | undefined>>): GivenSettings {
  const given: Partial<Record<SettingName, string>> = {};
  for (const name of settingNames) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') given[name] = value;
  }
  return given;
}

function wrongSettings(error: z.ZodError, given: GivenSettings): string[] {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return name in given ? `${name} ${issue.message}` : `${name} is not set: it ${issue.message}`;
  });
  // A list with two wrong entries breaks its rule twice.
  return [...new Set(lines)];
}

/** What the chosen providers need and is not set. */
function missingKeys(given: GivenSettings): string[] {
  return providerNeeds.flatMap(({ chosenBy, provider, needs }) => {
    const chosen = environment.shape[chosenBy].safeParse(given[chosenBy]);
    const isChosen = chosen.success && chosen.data.some((name) => name === provider);
    const missing = isChosen ? needs.filter((names) => !names.some((name) => name in given)) : [];
    return missing.map((names) => `${names.join(' or ')} is not set: ${chosenBy}=${provider} needs it`);
  });
}

/** A page of anybody's could ask this machine for its inspection, if it took no secret to see it. */
function missingToken(given: GivenSettings): string[] {
  const isOn = environment.shape.INSPECT.safeParse(given.INSPECT).data === true;
  return isOn && given.ADMIN_TOKEN === undefined ? ['ADMIN_TOKEN is not set: INSPECT=true needs it'] : [];
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
