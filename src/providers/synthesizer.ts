import type { VoiceGender } from '../media/pitch.js';
import type { SynthesizerCapabilities } from './capabilities.js';

export interface SynthesisRequest {
  readonly text: string;
  /** BCP-47 tag of the text. */
  readonly language: string;
  /** Whose voice it is to be, as far as there is a choice; the vendor's own first choice if it is not said. */
  readonly gender?: VoiceGender;
  /** 1 is the voice's normal rate. */
  readonly speed: number;
  readonly signal: AbortSignal;
  /** Nobody waits to hear it: it is not taken to another provider only for being slow. */
  readonly canWait?: boolean;
  /** Is told the name of the provider that is asked, each time that it is another one. */
  readonly onProvider?: (provider: string) => void;
}

/** Turns text into telephone audio. */
export interface Synthesizer {
  readonly provider: string;
  readonly capabilities: SynthesizerCapabilities;
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
