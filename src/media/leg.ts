import { createAudioClock, type AudioClock } from './audio-clock.js';
import type { LegEvent, Line } from './leg-events.js';
import { createPlayOut, type OriginalVoice, type PlayOut } from './play-out.js';
import type { VoiceActivity, VoiceEdge } from './voice-activity/voice-activity.js';

/** What a leg tells its call: only what changes the conversation. */
export type LegFact =
  | { readonly type: 'connected' }
  | { readonly type: 'lost' }
  | { readonly type: 'ended' }
  | { readonly type: 'voice'; readonly edge: VoiceEdge };

/** Takes a leg's incoming audio, frame by frame: 8 kHz mu-law, any size. */
export type LegListener = (mulaw: Uint8Array) => void;

/** One party's telephone line: what comes in, what goes out. */
export interface Leg {
  /** Takes what the WebSocket layer made of a message. Never throws. */
  receive(event: LegEvent): void;
  /** Hears the party until unsubscribed. */
  listen(listener: LegListener): () => void;
  readonly playOut: PlayOut;
  /** When what came in came in. */
  readonly clock: AudioClock;
  readonly isConnected: boolean;
  readonly streamSid: string | undefined;
  /** Closes the stream, as if it had never been: the leg may get another. */
  disconnect(): void;
  /** Closes the stream and lets go of everything. */
  close(): void;
}

export interface LegOptions {
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly voiceActivity: VoiceActivity;
  /** What the party hears of the other's own voice. */
  readonly originalVoice: OriginalVoice;
  readonly tell: (fact: LegFact) => void;
}

export function createLeg({ now, voiceActivity, originalVoice, tell }: LegOptions): Leg {
  const clock = createAudioClock(now);
  const playOut = createPlayOut({ now, originalVoice });
  const listeners = new Set<LegListener>();
  const voice = voiceActivity.openLeg((edge) => tell({ type: 'voice', edge }));
  let line: Line | undefined;
  let streamSid: string | undefined;
  let isClosed = false;

  function hear(mulaw: Uint8Array) {
    clock.advance(mulaw.length);
    for (const listener of listeners) listener(mulaw);
    voice.push(mulaw);
    playOut.tick(mulaw.length);
  }

  function disconnect() {
    line = undefined;
    playOut.disconnect();
  }

  return {
    receive(event): void {
      if (isClosed) return;
      switch (event.type) {
        case 'media':
          return hear(event.mulaw);
        case 'mark':
          return playOut.markReturned(event.name);
        case 'start':
          line = event.line;
          streamSid = event.streamSid;
          playOut.connect(event.line);
          return tell({ type: 'connected' });
        case 'dtmf':
          return;
        case 'stop':
          disconnect();
          return tell({ type: 'ended' });
        case 'closed':
          if (line === undefined) return;
          disconnect();
          return tell({ type: 'lost' });
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    playOut,
    clock,
    get isConnected() {
      return line !== undefined;
    },
    get streamSid() {
      return streamSid;
    },
    disconnect() {
      line?.close();
      disconnect();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      listeners.clear();
      voice.close();
      line?.close();
      disconnect();
    },
  };
}
