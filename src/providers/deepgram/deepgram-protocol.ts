import type { RecognitionRequest } from '../recognizer.js';
import type { DeepgramTranscript } from './deepgram-transcript.js';

/** From a connection's beginning until its socket is open, ms. */
export const connectDeadlineMs = 5000;

/** Bounds of `keyterm`: a stream with more tokens stops transcribing without a word. */
const mostKeyterms = 100;
const mostKeytermTokens = 500;

/** A connection of the vendor's SDK, as far as its live protocols are alike. */
export interface DeepgramSocket {
  /** As of a WebSocket. */
  readonly readyState: number;
  readonly socket: { readonly bufferedAmount: number };
  on(event: 'open', callback: () => void): void;
  on(event: 'message', callback: (message: unknown) => void): void;
  on(event: 'close', callback: (event: { readonly code: number; readonly reason: string }) => void): void;
  on(event: 'error', callback: (error: Error) => void): void;
  connect(): unknown;
  close(): void;
  sendMedia(audio: Uint8Array): void;
  sendCloseStream(message: { readonly type: 'CloseStream' }): void;
}

/** A connection that was prepared, and what one protocol says and the other does not. */
export interface DeepgramLine {
  readonly socket: DeepgramSocket;
  /** Says that the stream goes on though there is no audio; without it the vendor does not ask for it. */
  readonly keepAlive?: () => void;
  /** Asks for the final text of what was sent; without it the vendor alone decides when a text is final. */
  readonly finalize?: () => void;
}

/** One of Deepgram's live protocols. */
export interface DeepgramProtocol {
  /** Name of the provider, as in the configuration. */
  readonly provider: string;
  /** BCP-47 tags that its models recognize. */
  readonly languages: ReadonlySet<string>;
  /** Prepares a connection, which begins when its `connect` is called. */
  prepare(request: RecognitionRequest): Promise<DeepgramLine>;
  /** Reads the messages of one stream. */
  createTranscript(): DeepgramTranscript;
}

/** How the SDK is to connect: once, for a call cannot wait for its retries. */
export const connectOnce = {
  reconnectAttempts: 0,
  connectionTimeoutInSeconds: connectDeadlineMs / 1000,
} as const;

/** The terms, from the first, within the bounds: a token for every two bytes is more than Deepgram counts. */
export function keytermsWithinBounds(keyterms: readonly string[]): string[] {
  let left = mostKeytermTokens;
  const taken = keyterms.filter((term) => {
    const tokens = Math.ceil(Buffer.byteLength(term) / 2);
    if (tokens > left) return false;
    left -= tokens;
    return true;
  });
  return taken.slice(0, mostKeyterms);
}
