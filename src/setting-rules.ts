/**
 * What values of settings must be like. Each rule states its requirement once: zod reports it for a wrong value and for one
 * that is not set.
 */
import { z } from 'zod';
import { isLanguage, languageTags } from './languages.js';

/** Names of all that recognize. */
export const recognizers = ['deepgram', 'deepgram-flux', 'elevenlabs', 'openai', 'whisper'] as const;
/** Names of all that translate. */
export const translators = ['deepl', 'openai', 'libretranslate', 'apertium'] as const;
/** Names of all that speak. */
export const synthesizers = ['elevenlabs', 'elevenlabs-socket', 'azure', 'openai', 'espeak'] as const;

/** Any text; the requirement is what is said where it is missing. */
export const text = (requirement: string) => z.string({ error: requirement });
export const matching = (pattern: RegExp, requirement: string) =>
  text(requirement).regex(pattern, { error: requirement });
export const oneOf = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const originRequirement = 'must be a URL that starts with http:// or https://, without query or fragment';
export const httpOrigin = text(originRequirement)
  .refine(isHttpOrigin, { error: originRequirement })
  .transform((value) => value.replace(/\/+$/, ''));
export const redisUrl = matching(
  /^rediss?:\/\/\S+$/,
  'must be a URL that starts with redis:// or rediss://',
).refine((value) => URL.canParse(value), { error: 'must be a URL that starts with redis:// or rediss://' });
export const secret = text('must be the secret that the vendor shows in its console');
export const modelName = matching(/^\S+$/, 'must be the name of a model');
export const token = matching(/^\S{16,}$/, 'must have at least 16 characters, and no spaces');
export const phoneNumber = matching(
  /^\+[1-9]\d{6,14}$/,
  'must be a telephone number in E.164, such as +34981000000',
);
export const accountSid = matching(
  /^AC[0-9a-zA-Z]{32}$/,
  'must be a Twilio account SID: AC and 32 letters and digits',
);
export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((value) => value === 'true');
export const wholeNumber = (least: number, most: number) => {
  const requirement = `must be a whole number from ${least} to ${most}`;
  return matching(/^\d+$/, requirement)
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: requirement });
};
/** A level, dB. */
export const decibels = matching(/^-\d{1,2}$|^0$/, 'must be a level in dB from -99 to 0').transform(Number);
/** A share, 0 to 1. */
export const share = matching(/^(?:0|1|0?\.\d+)$/, 'must be a share from 0 to 1, such as 0.5').transform(
  Number,
);
export const databaseUrl = matching(
  /^postgres(?:ql)?:\/\/\S+$/,
  'must be a PostgreSQL URL, such as postgres://user:password@host:5432/dragoman',
);
/** Items that are separated by commas, at least one. */
export const list = <Item extends z.ZodType<string, string>>(item: Item, requirement: string) =>
  text(requirement)
    .transform((value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .pipe(z.array(item).min(1, { error: requirement }));
const headersRequirement =
  'must be headers such as api-key=secret, separated by commas, with spaces in them as %20';
/** Headers by name, their values decoded. */
export const headers = list(
  matching(/^[\w-]+=\S+$/, headersRequirement).refine(isPercentEncoded, { error: headersRequirement }),
  headersRequirement,
).transform((entries) =>
  Object.fromEntries(
    entries.map((entry) => {
      const end = entry.indexOf('=');
      return [entry.slice(0, end), decodeURIComponent(entry.slice(end + 1))];
    }),
  ),
);
export const providers = <Name extends string>(names: readonly [Name, ...Name[]]) =>
  list(oneOf(names), `must name at least one of ${names.join(', ')}, separated by commas`);

const formalityRequirement =
  'must be languages and how to address people in them, separated by commas, such as de:formal,nl:informal; or any';
/** How people are addressed, by language. */
export const formality = list(
  matching(/^[A-Za-z0-9-]+:(?:formal|informal|any)$/, formalityRequirement).refine(
    (entry) => isLanguage(entry.split(':', 1)[0] ?? ''),
    { error: `must be of the languages ${languageTags.join(', ')}` },
  ),
  formalityRequirement,
).transform((entries) => Object.fromEntries(entries.map(languageAndFormality)));

const voicesRequirement =
  'must be voices, separated by commas, each as provider:language:voice or provider:language:gender:voice, such as azure:es:male:es-MX-JorgeNeural; * is any language';
const voicePattern = new RegExp(
  `^(${synthesizers.join('|')}):([A-Za-z0-9-]+|\\*):(?:(female|male):)?(\\S+)$`,
);
/** Voices by provider, language and gender. */
export const voices = list(
  matching(voicePattern, voicesRequirement).refine((entry) => isLanguageOrAny(entry.split(':', 2)[1] ?? ''), {
    error: `must be of the languages ${languageTags.join(', ')} or *`,
  }),
  voicesRequirement,
).transform(voicesByProvider);
const providerNames: readonly string[] = [...recognizers, ...translators, ...synthesizers];
const limitsRequirement =
  'must be providers with how many requests each takes at a time, such as deepgram:100,elevenlabs:30';
/** Requests at a time, by provider. */
export const limits = list(
  matching(/^[a-z-]+:[1-9]\d{0,5}$/, limitsRequirement).refine(
    (entry) => providerNames.includes(entry.split(':')[0] ?? ''),
    { error: limitsRequirement },
  ),
  limitsRequirement,
).transform((entries): Readonly<Record<string, number>> =>
  Object.fromEntries(
    entries.map((entry) => {
      const [provider = '', most] = entry.split(':');
      return [provider, Number(most)];
    }),
  ),
);

export const hintsRequirement = 'must be languages separated by commas, such as en,pt-BR';

function languageAndFormality(entry: string): [language: string, 'formal' | 'informal' | 'any'] {
  const [language = '', form] = entry.split(':');
  return [language, form === 'informal' || form === 'any' ? form : 'formal'];
}

type VoicesOfProviders = Record<string, Record<string, Partial<Record<'female' | 'male', string>>>>;

function voicesByProvider(entries: readonly string[]): VoicesOfProviders {
  const byProvider: VoicesOfProviders = {};
  for (const entry of entries) {
    const [, provider = '', language = '', gender, voice = ''] = voicePattern.exec(entry) ?? [];
    const row = ((byProvider[provider] ??= {})[language] ??= {});
    if (gender !== 'male') row.female = voice;
    if (gender !== 'female') row.male = voice;
  }
  return byProvider;
}

function isLanguageOrAny(tag: string): boolean {
  return tag === '*' || isLanguage(tag);
}

function isHttpOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, hash } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && search === '' && hash === '';
}

function isPercentEncoded(value: string): boolean {
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}
