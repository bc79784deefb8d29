import type { Capabilities } from './capabilities.js';

export interface TranslationRequest {
  readonly text: string;
  /** BCP-47 tags. */
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  /** The clauses before this one in the source language, oldest first: not to be translated. */
  readonly context: readonly string[];
  readonly signal: AbortSignal;
}

/** Turns a clause into another language. */
export interface Translator {
  readonly provider: string;
  readonly capabilities: Capabilities;
  /**
   * Pieces of the translation as they exist; joined they are the whole. Throws a ProviderError, or the signal's reason
   * once it has aborted.
   */
  translate(request: TranslationRequest): AsyncIterable<string>;
  /**
   * Opens the connection that the next request takes, at no cost: a call is about to need it. Throws as a request does;
   * that is no reason not to ask.
   */
  connect?(signal: AbortSignal): Promise<void>;
  /** Ends what it runs on this machine; nothing is asked of it any more. */
  close?(): void;
}
