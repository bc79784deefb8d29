import { z } from 'zod';
import { everyPair, translates, type TranslatorCapabilities } from '../capabilities.js';
import { ProviderError } from '../provider-error.js';
import type { Translator } from '../translator.js';
import { eventData } from './event-stream.js';
import {
  askOpenai,
  connectToOpenai,
  codeOfOpenaiError,
  kindOfOpenaiCode,
  openai,
  openaiErrorSchema,
  type OpenaiSettings,
} from './openai-api.js';
import { writtenLanguages } from './openai-voice-languages.js';
import { translationInstructions, translationMessage } from './translation-prompt.js';

export interface OpenaiTranslatorSettings extends OpenaiSettings {
  /** A model of the chat completions API. */
  readonly model?: string | undefined;
  /**
   * How long a reasoning model may think; `none` if it is not said, for the listener waits. `omit` for a model or a
   * server that does not know the parameter.
   */
  readonly reasoningEffort?: 'none' | 'minimal' | 'low' | 'omit';
}

/** Of those that stay after January 2027 the one for short work; it thinks unless it is told not to. */
const defaultModel = 'gpt-6-luna';

const languages = new Set(writtenLanguages);

export const openaiTranslatorCapabilities: TranslatorCapabilities = {
  languages,
  isStreaming: true,
  detects: new Set(),
  targets: everyPair(languages),
  formality: languages,
  glossary: languages,
};

/** A translation has hardly ever more tokens than the clause has characters; an answer or a loop has. */
const tokensPerCharacter = 2;
const leastTokens = 64;
/** A model that may think does so out of the same purse. */
const thinkingTokens = 1024;

const chunkSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      finish_reason: z.string().nullish(),
    }),
  ),
});

/** Translates with OpenAI's chat completions (`POST /v1/chat/completions`), streamed as the model writes. */
export function createOpenaiTranslator(settings: OpenaiTranslatorSettings): Translator {
  const { model = defaultModel, reasoningEffort = 'none' } = settings;
  return {
    provider: openai,
    capabilities: openaiTranslatorCapabilities,
    async *translate(request) {
      const { text, sourceLanguage, targetLanguage, signal } = request;
      if (!translates(openaiTranslatorCapabilities, sourceLanguage, targetLanguage)) {
        const pair = `${sourceLanguage} into ${targetLanguage}`;
        throw new ProviderError(openai, 'unsupportedLanguage', `does not translate ${pair}`);
      }
      const mostTokens =
        leastTokens + tokensPerCharacter * text.length + (reasoningEffort === 'none' ? 0 : thinkingTokens);
      const answer = await askOpenai(
        settings,
        '/v1/chat/completions',
        {
          model,
          stream: true,
          ...(reasoningEffort === 'omit' ? {} : { reasoning_effort: reasoningEffort }),
          max_completion_tokens: mostTokens,
          messages: [
            { role: 'system', content: translationInstructions },
            { role: 'user', content: translationMessage(request) },
          ],
        },
        signal,
      );
      let hasSpoken = false;
      for await (const piece of contentOf(answer.body)) {
        const said = hasSpoken ? piece : piece.trimStart();
        if (said === '') continue;
        hasSpoken = true;
        yield said;
      }
      if (!hasSpoken) throw invalid('answered without a translation');
    },
    connect: (signal) => connectToOpenai(settings, signal),
  };
}

/** What the model writes. Throws a ProviderError unless it says that it has come to its end. */
async function* contentOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let ending: string | undefined;
  for await (const data of eventData(openai, body)) {
    // Reads on to the end, or the connection could not serve the next clause.
    if (data === '[DONE]') continue;
    // With the last of them comes the usage, without a choice.
    const choice = readChunk(data).choices[0];
    if (choice === undefined) continue;
    if (typeof choice.delta.refusal === 'string') throw invalid('refused to translate');
    if (typeof choice.delta.content === 'string') yield choice.delta.content;
    ending = choice.finish_reason ?? ending;
  }
  if (ending === 'stop') return;
  const reason = ending !== undefined && otherEndings.has(ending) ? ending : 'no reason';
  throw invalid(`ended in the middle of a translation (${reason})`);
}

/** `length` is a model that does not come to an end. */
const otherEndings: ReadonlySet<string> = new Set(['length', 'content_filter', 'tool_calls']);

function readChunk(data: string): z.infer<typeof chunkSchema> {
  const json = parseJson(data);
  const failure = openaiErrorSchema.safeParse(json).data;
  if (failure !== undefined) {
    const code = codeOfOpenaiError(failure);
    const kind = (code === undefined ? undefined : kindOfOpenaiCode.get(code)) ?? 'unavailable';
    throw new ProviderError(openai, kind, `failed in the middle of a translation (${code ?? 'no code'})`);
  }
  const chunk = chunkSchema.safeParse(json).data;
  if (chunk === undefined) throw invalid('sent what is not a piece of a translation');
  return chunk;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(message: string): ProviderError {
  return new ProviderError(openai, 'invalidResponse', message);
}
