import {
  AuthorizationError,
  ConnectionError,
  DeepLClient,
  QuotaExceededError,
  TooManyRequestsError,
  type SourceLanguageCode,
  type TargetLanguageCode,
} from 'deepl-node';
import { everyPair, ofLanguage, type Formality, type TranslatorCapabilities } from '../abilities.js';
import { primaryLanguage } from '../capabilities.js';
import { kindOfHttpStatus, ProviderError } from '../provider-error.js';
import type { TranslationRequest, Translator } from '../translator.js';

export interface DeeplTranslatorSettings {
  readonly apiKey: string;
  /** http(s) origin; without one, the one that goes with the kind of the key. */
  readonly baseUrl?: string | undefined;
  /** By BCP-47 tag of the target; formal where it says nothing. Languages in which it cannot be told are left alone. */
  readonly formality?: Readonly<Record<string, Formality>>;
  /** Glossaries that the account has. */
  readonly glossaries?: readonly DeeplGlossary[];
}

export interface DeeplGlossary {
  /** BCP-47 tags of the two languages that it is used between. */
  readonly source: string;
  readonly target: string;
  /** What DeepL calls it: a UUID. */
  readonly id: string;
}

const provider = 'deepl';

/** How long a request may go on that nobody waits for any more: the SDK cannot be told to stop it. */
const abandonedRequestMs = 5000;

/** Codes that are the same for a source and a target. */
const plainCodes = ['fr', 'de', 'it', 'ar', 'gl', 'es', 'ca', 'eu', 'ro', 'nl'] as const;

const sourceCodes: ReadonlyMap<string, SourceLanguageCode> = new Map(
  ([...plainCodes, 'en', 'pt'] as const).map((code) => [code, code]),
);

/** As targets, English and Portuguese must be of a variety: the first is what the bare language stands for. */
const targetCodes: ReadonlyMap<string, TargetLanguageCode> = new Map<string, TargetLanguageCode>([
  ...plainCodes.map((code) => [code, code] as const),
  ['en', 'en-US'],
  ['en-GB', 'en-GB'],
  ['pt', 'pt-PT'],
  ['pt-BR', 'pt-BR'],
]);

/** Targets for which DeepL chooses the form of address. */
const formalTargets: ReadonlySet<string> = new Set(['nl', 'it', 'pt', 'fr', 'de', 'es']);

/** What DeepL is asked for by name; `prefer_` never fails where the target does not know it. */
const formalities = { formal: 'prefer_more', informal: 'prefer_less', any: 'default' } as const;

/** Languages of glossaries: gl, ca and eu are not among them. */
const glossaryLanguages: ReadonlySet<string> = new Set([
  'ar',
  'de',
  'en',
  'es',
  'fr',
  'it',
  'nl',
  'pt',
  'ro',
]);

const capabilities: TranslatorCapabilities = {
  languages: new Set(sourceCodes.keys()),
  isStreaming: false,
  detects: new Set(),
  targets: everyPair(sourceCodes.keys()),
  formality: formalTargets,
  glossary: glossaryLanguages,
};

/** Translates with DeepL's text API (`/v2/translate`): one piece a clause. */
export function createDeeplTranslator(
  settings: DeeplTranslatorSettings,
): Translator & { readonly capabilities: TranslatorCapabilities } {
  const { apiKey, baseUrl, formality = {}, glossaries = [] } = settings;
  const client = new DeepLClient(apiKey, {
    maxRetries: 0,
    minTimeout: abandonedRequestMs,
    ...(baseUrl === undefined ? {} : { serverUrl: baseUrl }),
  });
  return {
    provider,
    capabilities,
    async *translate({ text, sourceLanguage, targetLanguage, context, signal }: TranslationRequest) {
      const source = codeOf(sourceCodes, sourceLanguage);
      const target = codeOf(targetCodes, targetLanguage);
      const glossary = glossaryFor(glossaries, sourceLanguage, targetLanguage);
      signal.throwIfAborted();
      const translated = client.translateText([text], source, target, {
        modelType: 'latency_optimized',
        ...(context.length === 0 ? {} : { context: context.join('\n') }),
        ...(formalTargets.has(primaryLanguage(target))
          ? { formality: formalities[ofLanguage(formality, targetLanguage) ?? 'formal'] }
          : {}),
        ...(glossary === undefined ? {} : { glossary: glossary.id }),
      });
      const results = await untilAborted(translated, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw providerError(error);
      });
      const translation: unknown = results[0]?.text;
      if (typeof translation !== 'string' || translation === '') {
        throw new ProviderError(provider, 'invalidResponse', 'answered without a translation');
      }
      yield translation;
    },
    async connect(signal) {
      await untilAborted(client.getUsage(), signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw providerError(error);
      });
    },
  };
}

function glossaryFor(glossaries: readonly DeeplGlossary[], source: string, target: string) {
  const pair = [primaryLanguage(source), primaryLanguage(target)];
  if (!pair.every((language) => glossaryLanguages.has(language))) return undefined;
  return glossaries.find(
    (one) => primaryLanguage(one.source) === pair[0] && primaryLanguage(one.target) === pair[1],
  );
}

function codeOf<Code>(codes: ReadonlyMap<string, Code>, language: string): Code {
  const code = codes.get(language) ?? codes.get(primaryLanguage(language));
  if (code !== undefined) return code;
  throw new ProviderError(provider, 'unsupportedLanguage', `does not translate ${language}`);
}

/** Settles as the promise does, or rejects when the signal aborts. */
function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * The SDK's error in the words of the house. It does not become the cause: it carries the request, with the key and
 * what was said, or quotes the answer. Of a status that has no class of its own it keeps nothing but the text.
 */
function providerError(error: unknown): ProviderError {
  if (error instanceof AuthorizationError) return refusal(403);
  if (error instanceof QuotaExceededError) return refusal(456);
  if (error instanceof TooManyRequestsError) return refusal(429);
  if (error instanceof ConnectionError) {
    const isLate = error.message.includes('timeout of ');
    return new ProviderError(provider, isLate ? 'timedOut' : 'unavailable', error.message);
  }
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Bad request')) return refusal(400);
  if (message.startsWith('Not found')) return refusal(404);
  if (message.startsWith('Service unavailable')) return refusal(503);
  const status = /^Unexpected status code: (\d{3})/.exec(message)?.[1];
  if (status !== undefined) return refusal(Number(status));
  return new ProviderError(provider, 'invalidResponse', 'answered with what is not a translation');
}

function refusal(status: number): ProviderError {
  return new ProviderError(provider, kindOfHttpStatus(status), `refused with ${status}`, { status });
}
