import { z } from 'zod';
import { primaryLanguage } from '../capabilities.js';
import type { LiveFact, LiveProtocol } from '../live-protocol.js';
import { ProviderError, type ProviderErrorKind } from '../provider-error.js';
import type { RecognitionRequest } from '../recognizer.js';
import { codeAmong, longestTurnText, turnText } from '../vendor-values.js';
import { openaiLanguages } from './openai-languages.js';
import { takesHints } from './openai-models.js';

/** Bound of what is passed on as keywords: names, not a dictionary. */
const mostKeyterms = 100;

/** The codes and types of `error` that say more than that something went wrong; the code counts first. */
const errorKinds: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['invalid_api_key', 'unauthorized'],
  ['authentication_error', 'unauthorized'],
  ['permission_error', 'unauthorized'],
  ['insufficient_quota', 'quotaExceeded'],
  ['rate_limit_exceeded', 'rateLimited'],
  ['rate_limit_error', 'rateLimited'],
  ['invalid_request_error', 'invalidRequest'],
]);

/** A commit of less than 100 ms of audio. */
const emptyCommit = 'input_audio_buffer_commit_empty';
/** Audio without words in it. */
const unintelligible = 'audio_unintelligible';

const messageSchema = z.object({ type: z.string().min(1) });
const itemSchema = z.object({ item_id: z.string() });
const deltaSchema = itemSchema.extend({ delta: z.string() });
const logprobsSchema = z.array(z.object({ logprob: z.number() })).nullish();
const completedSchema = itemSchema.extend({ transcript: turnText, logprobs: logprobsSchema });
const errorSchema = z.object({
  error: z.object({ type: z.string().nullish(), code: z.string().nullish() }),
});
const failedSchema = itemSchema.extend(errorSchema.shape);

/** Most items whose text may be awaited: more than are ever spoken before the oldest's deadline. */
const mostItems = 100;

/** The text of one turn, as far as it came. */
interface Item {
  text: string;
  /** Whether the vendor has closed the turn. */
  isCommitted: boolean;
  /** What is said of it when it is complete. */
  settled?: LiveFact;
}

export interface RealtimeProtocolSettings {
  readonly provider: string;
  readonly apiKey: string;
  /** http(s) origin. */
  readonly baseUrl: string;
  readonly model: string;
  readonly request: RecognitionRequest;
}

/**
 * OpenAI's realtime transcription (`/v1/realtime?intent=transcription`), without its turn detection, which the model
 * for live speech does not have. The messages do not say the language.
 */
export function createRealtimeProtocol(settings: RealtimeProtocolSettings): LiveProtocol {
  const { provider, apiKey, baseUrl, model, request } = settings;
  /** By id, in the order of the turns. */
  const items = new Map<string, Item>();

  function itemOf(id: string): Item {
    const item = items.get(id) ?? { text: '', isCommitted: false };
    items.set(id, item);
    if (items.size > mostItems) throw new ProviderError(provider, 'invalidResponse', 'began too many texts');
    return item;
  }

  /** The text of the oldest turn that is not complete, after those that are: texts may be completed out of order. */
  function toldInOrder(): readonly LiveFact[] {
    const facts: LiveFact[] = [];
    for (const [id, { text, settled }] of items) {
      if (settled === undefined) {
        if (text !== '') facts.push({ type: 'restated', text });
        break;
      }
      facts.push(settled);
      items.delete(id);
    }
    return facts;
  }

  function complete(id: string, settled: LiveFact): readonly LiveFact[] {
    itemOf(id).settled = settled;
    for (const [earlier, { isCommitted }] of items) {
      if (earlier === id) break;
      // Guesses at this turn, under an id of their own.
      if (!isCommitted) items.delete(earlier);
    }
    return toldInOrder();
  }

  return {
    provider,
    url: `${baseUrl.replace(/^http/, 'ws')}/v1/realtime?intent=transcription`,
    headers: { authorization: `Bearer ${apiKey}` },
    greeting: [{ type: 'session.update', session: sessionOf(model, request) }],
    commit: { type: 'input_audio_buffer.commit' },
    // Models other than the one for live speech say nothing before a turn is over.
    maxUnansweredMs: takesHints(model) ? 10_000 : 30_000,
    audio: (base64) => ({ type: 'input_audio_buffer.append', audio: base64 }),
    read(message) {
      switch (messageSchema.parse(message).type) {
        case 'session.updated':
          return [{ type: 'ready' }];
        case 'input_audio_buffer.committed':
          itemOf(itemSchema.parse(message).item_id).isCommitted = true;
          return [];
        case 'conversation.item.input_audio_transcription.delta': {
          const { item_id: id, delta } = deltaSchema.parse(message);
          const item = itemOf(id);
          item.text += delta;
          if (item.text.length > longestTurnText) {
            throw new ProviderError(provider, 'invalidResponse', 'sent a text that does not end');
          }
          return toldInOrder();
        }
        case 'conversation.item.input_audio_transcription.completed': {
          const { item_id: id, transcript: text, logprobs } = completedSchema.parse(message);
          return complete(id, { type: 'settled', text, details: confidenceOf(logprobs) });
        }
        case 'conversation.item.input_audio_transcription.failed': {
          const { item_id: id, error } = failedSchema.parse(message);
          if (error.code === unintelligible) return complete(id, { type: 'settled', text: '' });
          throw errorOf(provider, error);
        }
        case 'error': {
          const { error } = errorSchema.parse(message);
          if (error.code === emptyCommit) return [{ type: 'refused' }];
          throw errorOf(provider, error);
        }
        default:
          return [];
      }
    },
  };
}

function sessionOf(model: string, { language, hints, keyterms }: RecognitionRequest) {
  // Hints alone are not passed on: `languages` are those that are possible, and would rule every other out.
  const tags = (language === 'multi' ? [] : [language, ...hints]).map(primaryLanguage);
  const known = [...new Set(tags)].filter((tag) => openaiLanguages.has(tag));
  const terms = keyterms.slice(0, mostKeyterms);
  const hasHints = takesHints(model);
  return {
    type: 'transcription',
    audio: {
      input: {
        format: { type: 'audio/pcmu' },
        transcription: {
          model,
          ...(hasHints && known.length > 0 && { languages: known }),
          ...(hasHints && terms.length > 0 && { keywords: terms }),
          ...(!hasHints && language !== 'multi' && { language: primaryLanguage(language) }),
          ...(!hasHints && terms.length > 0 && { prompt: terms.join(', ') }),
        },
        noise_reduction: null,
        turn_detection: null,
      },
    },
    ...(!hasHints && { include: ['item.input_audio_transcription.logprobs'] }),
  };
}

function errorOf(provider: string, { type, code }: z.infer<typeof errorSchema>['error']): ProviderError {
  const kind = errorKinds.get(code ?? '') ?? errorKinds.get(type ?? '') ?? 'unavailable';
  return new ProviderError(provider, kind, `reported ${codeAmong([code, type]) ?? 'an error'}`);
}

function confidenceOf(logprobs: z.infer<typeof logprobsSchema>) {
  if (logprobs === null || logprobs === undefined || logprobs.length === 0) return {};
  const mean = logprobs.reduce((sum, { logprob }) => sum + logprob, 0) / logprobs.length;
  return { confidence: Math.min(1, Math.exp(mean)) };
}
