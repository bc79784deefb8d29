import type { Formality, TranslatorCapabilities } from './capabilities.js';

/** A term of the clause, and what it is to be called. */
export interface RequestedTerm {
  readonly source: string;
  readonly target: string;
}

/** A glossary for the vendor to keep. */
export interface KeptGlossary {
  /** Who it belongs to: an account may serve several services. */
  readonly owner: string;
  readonly pairs: readonly {
    /** BCP-47 tags. */
    readonly source: string;
    readonly target: string;
    readonly terms: ReadonlyMap<string, string>;
  }[];
}

export interface TranslationRequest {
  readonly text: string;
  /** BCP-47 tags. */
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  /** The clauses before this one in the source language, oldest first: not to be translated. */
  readonly context: readonly string[];
  /** How the listener is addressed, where the translator can be told; formal if it is not said. */
  readonly formality?: Formality;
  /** The glossary's terms in the text; none if it is not said. */
  readonly terms?: readonly RequestedTerm[];
  /** Whether the translation was asked for before and was not good enough. */
  readonly isSecondAttempt?: boolean;
  readonly signal: AbortSignal;
  /** Is told the name of the provider that is asked, each time that it is another one. */
  readonly onProvider?: (provider: string) => void;
}

/** Turns a clause into another language. */
export interface Translator {
  readonly provider: string;
  readonly capabilities: TranslatorCapabilities;
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
  /**
   * Has the vendor keep a glossary, as far as it takes one, in place of what it kept of the same owner, and uses it from
   * then on. Throws a ProviderError, or the signal's reason; translations then go on without it.
   */
  keepGlossary?(glossary: KeptGlossary, signal: AbortSignal): Promise<void>;
  /** Ends what it runs on this machine; nothing is asked of it any more. */
  close?(): void;
}
