import type { Capabilities } from './capabilities.js';

export interface SynthesisRequest {
  readonly text: string;
  /** BCP-47 tag of the text. */
  readonly language: string;
  /** 1 is the voice's normal rate. */
  readonly speed: number;
  readonly signal: AbortSignal;
}

/** Turns text into telephone audio. */
export interface Synthesizer {
  readonly provider: string;
  readonly capabilities: Capabilities;
  /**
   * Headerless 8 kHz mu-law in pieces of any size, as soon as they exist. Throws a ProviderError, or the signal's
   * reason once it has aborted.
   */
  synthesize(request: SynthesisRequest): AsyncIterable<Uint8Array>;
  /**
   * Opens the connection that the next request takes, at no cost: a call is about to need it. Throws as a request does;
   * that is no reason not to ask.
   */
  connect?(signal: AbortSignal): Promise<void>;
}
