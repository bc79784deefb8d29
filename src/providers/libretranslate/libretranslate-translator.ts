import { z } from 'zod';
import { everyPair, primaryLanguage, translates, type TranslatorCapabilities } from '../capabilities.js';
import { ProviderError, type ProviderErrorKind } from '../provider-error.js';
import type { Translator } from '../translator.js';
import { connectToVendor, postToVendor } from '../vendor-post.js';

export interface LibretranslateTranslatorSettings {
  /** http(s) origin of the server. */
  readonly baseUrl: string;
  /** Of a server of one's own there may be none. */
  readonly apiKey?: string | undefined;
}

const provider = 'libretranslate';

/** A server has the languages that it was started with; these are the ones that there are for it. */
const languages = new Set(['ar', 'ca', 'de', 'en', 'es', 'eu', 'fr', 'gl', 'it', 'nl', 'pt', 'ro']);

const capabilities: TranslatorCapabilities = {
  languages,
  isStreaming: false,
  detects: new Set(),
  targets: everyPair(languages),
  formality: new Set(),
  glossary: new Set(),
};

/** Its refusals are `{"error":"..."}`, in words, and most of them with status 400. */
const refusals: readonly {
  readonly words: RegExp;
  readonly code: string;
  readonly kind: ProviderErrorKind;
}[] = [
  { words: /not supported|not available as a target/, code: 'language', kind: 'unsupportedLanguage' },
  { words: /API key/, code: 'api_key', kind: 'unauthorized' },
];
const kindOfCode = new Map(refusals.map(({ code, kind }) => [code, kind]));
const codeOf = (body: string) => refusals.find(({ words }) => words.test(body))?.code;

const answerSchema = z.object({ translatedText: z.string().trim().min(1) });

/** A clause has some hundred characters. */
const mostAnswerBytes = 64 * 1024;

/** Translates with LibreTranslate's API (`POST /translate`): one piece a clause, without context. */
export function createLibretranslateTranslator(settings: LibretranslateTranslatorSettings): Translator {
  const { baseUrl, apiKey } = settings;
  return {
    provider,
    capabilities,
    async *translate({ text, sourceLanguage, targetLanguage, signal }) {
      if (!translates(capabilities, sourceLanguage, targetLanguage)) {
        const pair = `${sourceLanguage} into ${targetLanguage}`;
        throw new ProviderError(provider, 'unsupportedLanguage', `does not translate ${pair}`);
      }
      const answer = await postToVendor({
        provider,
        url: new URL('/translate', baseUrl).href,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          q: text,
          source: primaryLanguage(sourceLanguage),
          target: primaryLanguage(targetLanguage),
          format: 'text',
          ...(apiKey !== undefined && { api_key: apiKey }),
        }),
        signal,
        codeOf,
        kindOfCode,
      });
      yield translationIn(await whole(answer.body));
    },
    connect: (signal) =>
      connectToVendor({ provider, url: new URL('/languages', baseUrl).href, headers: {}, signal }),
  };
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > mostAnswerBytes) throw invalid(`sent over ${mostAnswerBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** What the parser would say of a bad answer quotes it; so that is not the error's cause. */
function translationIn(body: string): string {
  try {
    return answerSchema.parse(JSON.parse(body)).translatedText;
  } catch {
    throw invalid('answered with what is not a translation');
  }
}

function invalid(message: string): ProviderError {
  return new ProviderError(provider, 'invalidResponse', message);
}
