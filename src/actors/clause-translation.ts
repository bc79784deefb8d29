import type { Glossary } from '../interpreting/glossary.js';
import { guardTranslation, type GuardedTranslation } from '../interpreting/translation-guard.js';
import type { Translator } from '../providers/translator.js';

/** What is to be translated; languages are BCP-47 tags. */
export interface ClauseWording {
  readonly text: string;
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  /** The clauses before it, in the source language, oldest first. */
  readonly context: readonly string[];
}

export interface ClauseTranslation extends GuardedTranslation {
  /** When its first piece came, on the caller's clock; undefined where nobody was asked. */
  readonly firstToken: number | undefined;
  /** Who gave it; undefined where nobody was asked. */
  readonly provider: string | undefined;
}

export interface ClauseTranslationOptions {
  readonly translator: Translator;
  /** Its terms are to be in the translation. */
  readonly glossary: Glossary;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Translates one clause, and sees to it that its numbers, dates and codes stay what they were and that the glossary's
 * terms are used. A clause that is in the listener's language stays as it is.
 *
 * @throws ProviderError where the translator failed.
 */
export async function translateClause(
  { text, sourceLanguage, targetLanguage, context }: ClauseWording,
  { translator, glossary, now, signal }: ClauseTranslationOptions,
): Promise<ClauseTranslation> {
  if (sourceLanguage === targetLanguage) {
    return { translation: text, outcome: 'faithful', firstToken: undefined, provider: undefined };
  }
  let firstToken: number | undefined;
  let { provider } = translator;

  /** Asks the provider once. */
  async function whole(attempt: 1 | 2): Promise<string> {
    let translation = '';
    for await (const piece of translator.translate({
      text,
      sourceLanguage,
      targetLanguage,
      context,
      isSecondAttempt: attempt === 2,
      signal,
      onProvider: (name) => (provider = name),
    })) {
      firstToken ??= now();
      translation += piece;
    }
    return translation;
  }

  const terms = glossary.termsIn(text, sourceLanguage, targetLanguage);
  const guarded = await guardTranslation({ text, sourceLanguage, targetLanguage, terms }, whole);
  return { ...guarded, firstToken, provider };
}
