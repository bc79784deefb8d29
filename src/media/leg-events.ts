/** The way back to the telephone: what a leg says to its party's line. Times and pacing are the leg's business. */
export interface Line {
  /** Appends audio to the line's play-out buffer: headerless 8 kHz mu-law, any size. */
  sendMedia(mulaw: Uint8Array): void;
  /** Asks to be told when everything sent before it has been played. */
  sendMark(name: string): void;
  /** Empties the line's play-out buffer; marks that were waiting come back at once. */
  clear(): void;
  /** Closes the stream. The telephone call goes on with what its TwiML says next. */
  close(): void;
}

/** What the WebSocket layer makes of a Media Stream's messages: one event a message, sent to the leg's actor. */
export type LegEvent =
  | { readonly type: 'start'; readonly line: Line; readonly streamSid: string }
  | {
      readonly type: 'media';
      /** Headerless 8 kHz mu-law, any size; the leg may keep it. */
      readonly mulaw: Uint8Array;
      /** ms since the stream's start, by the sender's clock. */
      readonly timestampMs: number;
    }
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'dtmf'; readonly digit: string }
  /** The telephone ended the stream: the call is over, or was sent elsewhere. */
  | { readonly type: 'stop' }
  /** The socket closed, with or without a `stop` before. */
  | { readonly type: 'closed'; readonly code: number };
