import { LRUCache } from 'lru-cache';
import type { TranslationRequest, Translator } from './translator.js';

/** Where instances keep phrases for each other. Neither fails: while it cannot be reached, it has nothing and keeps nothing. */
export interface SharedPhrases {
  get(key: readonly string[]): Promise<string | undefined>;
  set(key: readonly string[], translation: string, ttlSeconds: number): Promise<void>;
}

export interface TranslationCacheOptions {
  /** Phrases that are remembered; those that were said least lately are forgotten first. */
  readonly capacity: number;
  /** Is told of each short phrase whether its translation was there. */
  /** Where there are other instances. */
  readonly shared?: SharedPhrases | undefined;
  readonly onLookup: (outcome: 'hit' | 'miss') => void;
}

/** A greeting, a question, a yes: what is longer is hardly ever said twice in the same words. */
const longestPhrase = 60;

/** How long other instances may find a phrase, s. */
const sharedSeconds = 3600;

/** What is shared of a phrase that is not to be kept. */
const varies = '';

interface Remembered {
  readonly translation: string;
  /** What was said before it. */
  readonly context: string;
  /** `varying`: it was translated in two ways, and is left to the translator, who knows what was said before. */
  readonly trust: 'seen' | 'kept' | 'varying';
}

/**
 * Keeps the translations of short phrases that come again and again. A phrase is kept once it was translated twice, behind
 * different words, and both times alike; one whose translation depends on what was said before it is never kept. At the
 * beginning of a conversation, where nothing was said before, it is a phrase of its own. Phrases with digits are not kept,
 * and a second attempt is always the translator's: if it differs, the phrase is not kept any more. What one instance keeps
 * or gives up is so for the others too, as soon as they have not made up their minds.
 */
export function withTranslationCache(
  translator: Translator,
  { capacity, shared, onLookup }: TranslationCacheOptions,
): Translator {
  const phrases = new LRUCache<string, Remembered>({ max: capacity });

  function learn(key: string, translation: string, context: string): void {
    const known = phrases.get(key);
    if (known === undefined) phrases.set(key, { translation, context, trust: 'seen' });
    else if (known.translation !== translation) keep(key, { ...known, trust: 'varying' });
    // The same request twice tells nothing, unless there is no context that could make a difference.
    else if (known.trust === 'seen' && (known.context !== context || context === '')) {
      keep(key, { ...known, trust: 'kept' });
    }
  }

  function keep(key: string, phrase: Remembered): void {
    phrases.set(key, phrase);
    void shared?.set([key], phrase.trust === 'kept' ? phrase.translation : varies, sharedSeconds);
  }

  /** What is known of a phrase here, or else elsewhere. */
  async function recall(key: string): Promise<Remembered | undefined> {
    const known = phrases.get(key);
    if (known !== undefined && known.trust !== 'seen') return known;
    const translation = await shared?.get([key]);
    if (translation === undefined) return known;
    const phrase: Remembered = {
      translation,
      context: '',
      trust: translation === varies ? 'varying' : 'kept',
    };
    phrases.set(key, phrase);
    return phrase;
  }

  async function* translated(request: TranslationRequest): AsyncGenerator<string> {
    const { text, context, signal, isSecondAttempt = false } = request;
    if (text.length > longestPhrase || /\p{N}/u.test(text)) {
      yield* translator.translate(request);
      return;
    }
    signal.throwIfAborted();
    const key = keyOf(request);
    const known = isSecondAttempt ? undefined : await recall(key);
    if (known?.trust === 'kept') {
      onLookup('hit');
      yield known.translation;
      return;
    }
    onLookup('miss');
    let translation = '';
    for await (const piece of translator.translate(request)) {
      translation += piece;
      yield piece;
    }
    learn(key, translation, context.join('\n'));
  }

  return { ...translator, translate: translated };
}

/** All that the translation depends on, but for the words before. */
function keyOf(request: TranslationRequest): string {
  const { text, sourceLanguage, targetLanguage, context, formality = 'formal', terms = [] } = request;
  return JSON.stringify([
    sourceLanguage,
    targetLanguage,
    formality,
    terms.map(({ source, target }) => [source, target]),
    context.length === 0,
    text,
  ]);
}
