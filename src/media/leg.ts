import { bytesToMs, createAudioClock, type AudioClock } from './audio-clock.js';
import { createAudioTape } from './audio-tape.js';
import type { AtNextBeat } from './beat.js';
import { guardAgainstEcho, type EchoGuardedLine } from './echo-guarded-line.js';
import { createFrameArrivals, type FrameTally } from './frame-arrivals.js';
import type { LegEvent } from './leg-events.js';
import { frameBytes } from './mulaw.js';
import { createPlayOut, type OriginalVoice, type PlayOut } from './play-out.js';
import type { VoiceActivity, VoiceEdge } from './voice-activity/voice-activity.js';
import { createVoicedTime } from './voiced-time.js';

/** What a leg tells its call: only what changes the conversation. */
export type LegFact =
  | { readonly type: 'connected' }
  | { readonly type: 'lost' }
  | { readonly type: 'ended' }
  /** `onsetAt`: when the first sound of the speech that the edge belongs to began to come in, on the leg's clock. */
  | { readonly type: 'voice'; readonly edge: VoiceEdge; readonly onsetAt: number };

/** Takes a leg's incoming audio, frame by frame: 8 kHz mu-law, any size; silence where it is the echo of what is played. */
export type LegListener = (mulaw: Uint8Array) => void;

/** Speech of which so much was heard last goes on, ms: no more than a frame. */
const momentMs = 20;

/** So much of what came in can be heard again, ms. */
const keptMs = 1500;

/** What a listener hears of a leg, until it stops. */
export interface Listening {
  /** Where in the leg's audio it began, ms. */
  readonly fromMs: number;
  stop(): void;
}

/** One party's telephone line: what comes in, what goes out. */
export interface Leg {
  /** Takes what the WebSocket layer made of a message. Never throws. */
  receive(event: LegEvent): void;
  /**
   * Hears the party until unsubscribed.
   *
   * @param fromMs where in the leg's audio the listener begins: a second and a half back at the most. What has come in since
   * then is heard at once; now, if it is left out.
   */
  listen(listener: LegListener, fromMs?: number): Listening;
  readonly playOut: PlayOut;
  /** When what came in came in. */
  readonly clock: AudioClock;
  /**
   * How much of a span of the audio that came in was speech, ms; positions are the clock's. Undefined where nobody knows:
   * voice activity detection has failed, or is behind.
   */
  voicedMs(startMs: number, endMs: number): number | undefined;
  /** Whether the party is talking at this moment; undefined where nobody knows. */
  readonly isTalking: boolean | undefined;
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
  readonly atNextBeat: AtNextBeat;
  readonly voiceActivity: VoiceActivity;
  /** What the party hears of the other's own voice. */
  readonly originalVoice: OriginalVoice;
  readonly tell: (fact: LegFact) => void;
  readonly tally: FrameTally;
}

export function createLeg({ now, atNextBeat, voiceActivity, originalVoice, tell, tally }: LegOptions): Leg {
  const clock = createAudioClock(now);
  const playOut = createPlayOut({ now, atNextBeat, originalVoice });
  const tape = createAudioTape(keptMs);
  const listeners = new Set<LegListener>();
  const voiced = createVoicedTime();
  let onsetAt = now();
  const voice = voiceActivity.openLeg((edge) => {
    voiced.take(edge);
    if (edge.type === 'started') onsetAt = clock.timeAt(edge.positionMs);
    tell({ type: 'voice', edge, onsetAt });
  });
  let arrivals = createFrameArrivals(now, tally);
  let guarded: EchoGuardedLine | undefined;
  let streamSid: string | undefined;
  let isClosed = false;

  function hear(mulaw: Uint8Array, timestampMs: number) {
    arrivals.take(timestampMs, mulaw.length);
    const own = guarded?.hear(mulaw, timestampMs) ?? mulaw;
    if (own !== mulaw) tally.echoed();
    clock.advance(own.length);
    tape.add(own);
    for (const listener of listeners) listener(own);
    voice.push(own);
    playOut.tick(own.length);
  }

  function disconnect() {
    guarded = undefined;
    playOut.disconnect();
  }

  const voicedMs = (startMs: number, endMs: number) =>
    voiceActivity.isWorking && voice.hasJudged(startMs, endMs) ? voiced.within(startMs, endMs) : undefined;

  return {
    receive(event): void {
      if (isClosed) return;
      switch (event.type) {
        case 'media':
          return hear(event.mulaw, event.timestampMs);
        case 'mark':
          guarded?.markReturned(event.name);
          return playOut.markReturned(event.name);
        case 'start':
          arrivals = createFrameArrivals(now, tally);
          guarded = guardAgainstEcho(event.line, now);
          streamSid = event.streamSid;
          playOut.connect(guarded.line);
          return tell({ type: 'connected' });
        case 'dtmf':
          return;
        case 'stop':
          disconnect();
          return tell({ type: 'ended' });
        case 'closed':
          if (guarded === undefined) return;
          disconnect();
          return tell({ type: 'lost' });
      }
    },
    listen(listener, fromMs = clock.positionMs) {
      const recent = tape.cut({ startMs: Math.max(0, fromMs), endMs: clock.positionMs });
      for (let end = recent.length % frameBytes; end <= recent.length; end += frameBytes) {
        if (end > 0) listener(recent.subarray(Math.max(0, end - frameBytes), end));
      }
      listeners.add(listener);
      return {
        fromMs: clock.positionMs - bytesToMs(recent.length),
        stop: () => listeners.delete(listener),
      };
    },
    playOut,
    clock,
    voicedMs,
    get isTalking() {
      const lately = voicedMs(clock.positionMs - momentMs, clock.positionMs);
      return lately === undefined ? undefined : lately > 0;
    },
    get isConnected() {
      return guarded !== undefined;
    },
    get streamSid() {
      return streamSid;
    },
    disconnect() {
      guarded?.line.close();
      disconnect();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      listeners.clear();
      voice.close();
      guarded?.line.close();
      disconnect();
    },
  };
}
