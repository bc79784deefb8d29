import {
  AuthorizationError,
  ConnectionError,
  DeepLClient,
  QuotaExceededError,
  TooManyRequestsError,
  type SourceLanguageCode,
  type TargetLanguageCode,
} from 'deepl-node';
import { everyPair, primaryLanguage, type TranslatorCapabilities } from '../capabilities.js';
import { kindOfHttpStatus, ProviderError } from '../provider-error.js';
import type { TranslationRequest, Translator } from '../translator.js';
import {
  deeplGlossaryLanguages,
  isGlossaryGone,
  keepDeeplGlossary,
  type DeeplGlossary,
} from './deepl-glossary.js';

export interface DeeplTranslatorSettings {
  readonly apiKey: string;
  /** http(s) origin; without one, the one that goes with the kind of the key. */
  readonly baseUrl?: string | undefined;
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

const capabilities: TranslatorCapabilities = {
  languages: new Set(sourceCodes.keys()),
  isStreaming: false,
  detects: new Set(),
  targets: everyPair(sourceCodes.keys()),
  formality: formalTargets,
  glossary: deeplGlossaryLanguages,
};

/**
 * Translates with DeepL's text API (`/v2/translate`): one piece a clause. A glossary is kept as one of the account's
 * (`/v3/glossaries`).
 */
export function createDeeplTranslator(settings: DeeplTranslatorSettings): Translator {
  const { apiKey, baseUrl } = settings;
  const client = new DeepLClient(apiKey, {
    maxRetries: 0,
    minTimeout: abandonedRequestMs,
    ...(baseUrl === undefined ? {} : { serverUrl: baseUrl }),
  });
  let glossary: DeeplGlossary | undefined;

  /** @throws ProviderError, or the signal's reason. */
  function asked<Result>(answer: Promise<Result>, signal: AbortSignal): Promise<Result> {
    return untilAborted(answer, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw providerError(error);
    });
  }

  function translateText(request: TranslationRequest, glossaryId: string | undefined) {
    const { text, sourceLanguage, targetLanguage, context, formality = 'formal' } = request;
    const target = codeOf(targetCodes, targetLanguage);
    return client.translateText([text], codeOf(sourceCodes, sourceLanguage), target, {
      modelType: 'latency_optimized',
      ...(context.length === 0 ? {} : { context: context.join('\n') }),
      ...(formalTargets.has(primaryLanguage(target)) ? { formality: formalities[formality] } : {}),
      ...(glossaryId === undefined ? {} : { glossary: glossaryId }),
    });
  }

  return {
    provider,
    capabilities,
    async *translate(request: TranslationRequest) {
      const { sourceLanguage, targetLanguage, signal } = request;
      signal.throwIfAborted();
      const used = glossary?.has(sourceLanguage, targetLanguage) === true ? glossary : undefined;
      const translated = translateText(request, used?.id).catch((error: unknown) => {
        if (used === undefined || !isGlossaryGone(error)) throw error;
        // Another process of ours has put a later one in its place. What it would have changed is looked at afterwards.
        if (glossary === used) glossary = undefined;
        signal.throwIfAborted();
        return translateText(request, undefined);
      });
      const [result] = await asked(translated, signal);
      const translation: unknown = result?.text;
      if (typeof translation !== 'string' || translation === '') {
        throw new ProviderError(provider, 'invalidResponse', 'answered without a translation');
      }
      yield translation;
    },
    async keepGlossary(kept, signal) {
      signal.throwIfAborted();
      glossary = await asked(keepDeeplGlossary(client, kept), signal);
    },
    async connect(signal) {
      await asked(client.getUsage(), signal);
    },
  };
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
