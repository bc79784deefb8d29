import type { ClauseTimings, Direction, Party } from '../../machines/call/call-events.js';
import type { LegEvent } from '../media/leg-events.js';

export type { ClauseTimings, Direction, Party };

/** A telephone that asks to be connected. */
export interface IncomingCall {
  readonly callSid: string;
  /** E.164, or whatever the network gave ("anonymous"). */
  readonly from: string;
  readonly to: string;
  /** Of the request that told of it: the call's log lines carry it. */
  readonly requestId: string;
  /** What a proxy has chosen this instance by; requests that carry it reach the same one. Letters, digits, - and _. */
  readonly routingKey?: string;
}

/** Where a telephone's stream is to connect. */
export interface StreamInvitation {
  /** Path of the WebSocket, such as `/ws/media-stream/CA...`: begins with a slash, has no query. */
  readonly path: string;
  /** Custom parameters of the stream; they come back in its `start` message. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What the call's callbacks carry too, where a proxy tells instances by it. */
  readonly routingKey?: string;
}

/** What a stream's `start` message says of itself. */
export interface StreamCredentials {
  readonly callSid: string;
  readonly streamSid: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Takes a leg's stream events; never throws. */
export interface LegInlet {
  send(event: LegEvent): void;
  /** Lets no other stream of its telephone in: it harms others. Its call ends as if the telephone had gone away. */
  bar(): void;
}

/** Progress of a telephone call, as the carrier's callbacks tell it. */
export const telephoneStatuses = [
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
] as const;
export type TelephoneStatus = (typeof telephoneStatuses)[number];

export interface ClauseView {
  readonly id: string;
  readonly direction: Direction;
  /** translating, synthesizing, queued, speaking, heard, cut, merged, dropped or failed. */
  readonly state: string;
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  readonly timings: ClauseTimings;
}

export interface LatencySummary {
  readonly count: number;
  /** ms; absent while nothing was measured. */
  readonly p50?: number;
  readonly p95?: number;
  readonly last?: number;
}

export interface DirectionView {
  readonly hearing: string;
  readonly translation: string;
  readonly voice: string;
  /** End of the speaker's utterance to the first frame of its last rendition being heard, ms. */
  readonly turnLatency: LatencySummary;
  readonly clauses: {
    readonly heard: number;
    readonly cut: number;
    readonly merged: number;
    readonly failed: number;
    readonly pending: number;
  };
}

export interface LegView {
  readonly callSid?: string;
  readonly streamSid?: string;
  /** BCP-47; absent while it is not known. */
  readonly language?: string;
  /** Where the language comes from. */
  readonly languageSource: 'configured' | 'number' | 'speech';
  readonly isConnected: boolean;
}

/** A live call as the admin API shows it. */
export interface CallView {
  readonly callSid: string;
  /** ringing, connectingAgent, interpreting, closing, ending, ended, lost or failed, with its inner state after a dot. */
  readonly state: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly client: LegView;
  readonly agent: LegView;
  readonly directions: Readonly<Record<Direction, DirectionView>>;
  /** The last clauses, oldest first; never their words. */
  readonly clauses: readonly ClauseView[];
}

/** The calls of this process: what HTTP and telephony may ask of them. Nothing here throws for an unknown call. */
export interface Calls {
  /**
   * Starts a call for a client's telephone, or says that no more calls are taken. The carrier may ask again while the
   * telephone has no stream yet; later, or once the call has ended, it is somebody who replays what the carrier asked.
   */
  answer(call: IncomingCall): StreamInvitation | 'busy' | 'replayed';
  /**
   * What a telephone whose stream has ended does next: stream again (its call is still alive), wait for the end of its
   * call (it is not let in any more), or nothing. Either leg's call SID.
   */
  resume(callSid: string): StreamInvitation | 'barred' | 'ended';
  /** Lets a stream in: the inlet of its leg, or undefined where call, leg and token do not fit together. */
  admit(stream: StreamCredentials): LegInlet | undefined;
  /** What the carrier says of either leg's telephone call. */
  telephoneStatusChanged(callSid: string, status: TelephoneStatus): void;
  /** What the carrier found at the other end: human, machine_start, fax, unknown... */
  answeredBy(callSid: string, answeredBy: string): void;
  /** The carrier could not stream: an error text of theirs. */
  streamFailed(callSid: string, reason: string): void;
  list(): readonly CallView[];
  find(callSid: string): CallView | undefined;
  /** Hangs up both legs. False where no such call is alive. */
  end(callSid: string): boolean;
  /** Whether a telephone is a leg of a live call: either leg's call SID. */
  has(callSid: string): boolean;
  /** Hears of each call that has ended, by its client leg's call SID. */
  onEnded(listener: (callSid: string) => void): void;
  readonly activeCount: number;
  readonly capacity: number;
  /** Takes no new calls from now on. */
  drain(): void;
  readonly isDraining: boolean;
  /**
   * Drains, and lets live calls end by themselves for `graceMs`; then both parties of those that are left are told, and
   * the call is ended. Resolves when all have ended.
   */
  close(graceMs: number): Promise<void>;
}

/** An answer that may have to come from another process. */
type Awaitable<Value> = Value | Promise<Value>;

/** The calls as HTTP and telephony reach them: those of this process alone, or of all instances. */
export interface ReachableCalls extends Pick<
  Calls,
  | 'admit'
  | 'telephoneStatusChanged'
  | 'answeredBy'
  | 'streamFailed'
  | 'activeCount'
  | 'capacity'
  | 'isDraining'
> {
  answer(call: IncomingCall): Awaitable<ReturnType<Calls['answer']>>;
  resume(callSid: string): Awaitable<ReturnType<Calls['resume']>>;
  list(): Awaitable<ReturnType<Calls['list']>>;
  find(callSid: string): Awaitable<ReturnType<Calls['find']>>;
  end(callSid: string): Awaitable<ReturnType<Calls['end']>>;
}
