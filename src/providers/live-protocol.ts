import type { TextDetails } from './turn-transcript.js';

/**
 * What a vendor's message amounts to. A text is that of the oldest turn that is not settled; `restated` replaces the
 * one before.
 */
export type LiveFact =
  /** The session has begun: audio may come. */
  | { readonly type: 'ready' }
  | { readonly type: 'restated'; readonly text: string }
  /** The text is final; what the vendor says of it besides follows. */
  | { readonly type: 'settling'; readonly text: string }
  | { readonly type: 'settled'; readonly text: string; readonly details?: TextDetails }
  /** The last turn that was closed is too short to be one. */
  | { readonly type: 'refused' };

/** One session on a vendor's WebSocket, whose messages are JSON and whose turns are closed by the client. */
export interface LiveProtocol {
  /** Name of the provider, for its errors. */
  readonly provider: string;
  /** ws(s) URL with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Messages that follow the opening of the socket at once. */
  readonly greeting: readonly object[];
  /** Closes the turn of all the audio so far. */
  readonly commit: object;
  /** A vendor that says nothing to so much audible audio has its turn closed, to which it must answer. */
  readonly maxUnansweredMs: number;
  /** @param base64 - 8 kHz mu-law. */
  audio(base64: string): object;
  /**
   * Reads the next message. Times are ms since the first audio that the vendor got.
   *
   * @throws ZodError for what is no message of the protocol, ProviderError for an error that the vendor reports.
   */
  read(message: unknown): readonly LiveFact[];
}
