import { z } from 'zod';
import { isLanguage, languageTags } from './languages.js';

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

const recognizers = ['deepgram', 'elevenlabs', 'openai', 'whisper'] as const;
const translators = ['deepl', 'openai', 'apertium'] as const;
const synthesizers = ['elevenlabs', 'elevenlabs-socket', 'azure', 'openai', 'espeak'] as const;

// Each rule states its requirement once: zod reports it for a wrong value and for one that is not set.
const text = (requirement: string) => z.string({ error: requirement });
const matching = (pattern: RegExp, requirement: string) =>
  text(requirement).regex(pattern, { error: requirement });
const oneOf = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const originRequirement = 'must be a URL that starts with http:// or https://, without query or fragment';
const httpOrigin = text(originRequirement)
  .refine(isHttpOrigin, { error: originRequirement })
  .transform((value) => value.replace(/\/+$/, ''));
const secret = text('must be the secret that the vendor shows in its console');
const modelName = matching(/^\S+$/, 'must be the name of a model');
const token = matching(/^\S+$/, 'must have no spaces');
const phoneNumber = matching(
  /^\+[1-9]\d{6,14}$/,
  'must be a telephone number in E.164, such as +34981000000',
);
const accountSid = matching(
  /^AC[0-9a-zA-Z]{32}$/,
  'must be a Twilio account SID: AC and 32 letters and digits',
);
const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((value) => value === 'true');
const wholeNumber = (least: number, most: number) => {
  const requirement = `must be a whole number from ${least} to ${most}`;
  return matching(/^\d+$/, requirement)
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: requirement });
};
const decibels = matching(/^-\d{1,2}$|^0$/, 'must be a level in dB from -99 to 0').transform(Number);
const share = matching(/^(?:0|1|0?\.\d+)$/, 'must be a share from 0 to 1, such as 0.5').transform(Number);
const list = <Item extends z.ZodType<string, string>>(item: Item, requirement: string) =>
  text(requirement)
    .transform((value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .pipe(z.array(item).min(1, { error: requirement }));
const providers = <Name extends string>(names: readonly [Name, ...Name[]]) =>
  list(oneOf(names), `must name at least one of ${names.join(', ')}, separated by commas`);

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
  WHISPER_BASE_URL: httpOrigin.optional(),
  WHISPER_MODEL: modelName.optional(),
  AZURE_SPEECH_KEY: secret.optional(),
  AZURE_SPEECH_REGION: matching(/^[a-z0-9]+$/, 'must be a region of Azure, such as westeurope').optional(),
  AZURE_SPEECH_BASE_URL: httpOrigin.optional(),
  DEFAULT_AGENT_LANGUAGE: text(`must be one of ${languageTags.join(', ')}`)
    .refine(isLanguage, { error: `must be one of ${languageTags.join(', ')}` })
    .default('es'),
  BYPASS_TRANSLATION_FOR_SAME_LANGUAGE: flag.default(false),
  INTERPRETING_MODE: oneOf(['simultaneous', 'consecutive']).default('consecutive'),
  UNDERSTANDING_THRESHOLD: share.default(0.5),
  ORIGINAL_VOICE: oneOf(['ducked', 'off']).default('off'),
  ORIGINAL_VOICE_DUCKED_DB: decibels.default(-18),
  ORIGINAL_VOICE_BETWEEN_DB: decibels.default(0),
  MAX_CONCURRENT_CALLS: wholeNumber(1, 100_000).default(50),
  AUDIO_CHUNK_DURATION_MS: wholeNumber(20, 5000).default(500),
  VAD_AGGRESSIVENESS: wholeNumber(0, 3)
    .pipe(z.literal([0, 1, 2, 3]))
    .default(2),
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
  { chosenBy: 'STT_PROVIDER', provider: 'elevenlabs', needs: [['ELEVENLABS_API_KEY']] },
  { chosenBy: 'STT_PROVIDER', provider: 'openai', needs: [['OPENAI_API_KEY']] },
  { chosenBy: 'STT_PROVIDER', provider: 'whisper', needs: [['WHISPER_BASE_URL', 'OPENAI_API_KEY']] },
  { chosenBy: 'TRANSLATION_PROVIDER', provider: 'deepl', needs: [['DEEPL_API_KEY']] },
  { chosenBy: 'TRANSLATION_PROVIDER', provider: 'openai', needs: [['OPENAI_API_KEY']] },
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
  if (!parsed.success) throw new ConfigError([...wrongSettings(parsed.error, given), ...missingKeys(given)]);
  const missing = missingKeys(given);
  if (missing.length > 0) throw new ConfigError(missing);
  const chosen = parsed.data;

  return deepFreeze({
    http: { host: chosen.HOST, port: chosen.PORT, publicUrl: chosen.WEBHOOK_BASE_URL },
    log: { level: chosen.LOG_LEVEL },
    admin: { token: chosen.ADMIN_TOKEN, metricsToken: chosen.METRICS_TOKEN },
    twilio: {
      accountSid: chosen.TWILIO_ACCOUNT_SID,
      authToken: chosen.TWILIO_AUTH_TOKEN,
      phoneNumber: chosen.TWILIO_PHONE_NUMBER,
      apiBaseUrl: chosen.TWILIO_API_BASE_URL,
    },
    calls: {
      agentNumbers: chosen.AGENT_NUMBERS,
      agentLanguage: chosen.DEFAULT_AGENT_LANGUAGE,
      interpretingMode: chosen.INTERPRETING_MODE,
      confidenceThreshold: chosen.UNDERSTANDING_THRESHOLD,
      originalVoice: {
        isHeard: chosen.ORIGINAL_VOICE === 'ducked',
        duckedDb: chosen.ORIGINAL_VOICE_DUCKED_DB,
        betweenDb: chosen.ORIGINAL_VOICE_BETWEEN_DB,
      },
      bypassSameLanguage: chosen.BYPASS_TRANSLATION_FOR_SAME_LANGUAGE,
      maxConcurrent: chosen.MAX_CONCURRENT_CALLS,
    },
    voiceActivity: { aggressiveness: chosen.VAD_AGGRESSIVENESS },
    providers: {
      recognizers: chosen.STT_PROVIDER,
      translators: chosen.TRANSLATION_PROVIDER,
      synthesizers: chosen.TTS_PROVIDER,
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
    },
  });
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

function isHttpOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, hash } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && search === '' && hash === '';
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
