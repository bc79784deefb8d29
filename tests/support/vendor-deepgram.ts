import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** One live stream as the vendor sees it. */
export interface FakeDeepgramConnection {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** All the audio that came so far. */
  readonly audio: () => Buffer;
  /** Types of the control messages that came so far. */
  readonly controls: () => readonly string[];
  /** Resolves when the condition holds; asks again whenever something came or the socket closed. */
  readonly until: (condition: () => boolean) => Promise<void>;
  readonly send: (message: unknown) => void;
}

export interface FakeDeepgramSettings {
  /** HTTP status that the upgrade is refused with. */
  readonly refuseWith?: number;
  /** Upgrades that are never answered. */
  readonly isMute?: boolean;
}

export interface FakeDeepgram {
  readonly baseUrl: string;
  /** The first stream that was opened. */
  connection(): Promise<FakeDeepgramConnection>;
  /** Upgrades that were asked for. */
  upgrades(): number;
  /** Resolves when an upgrade was asked for. */
  asked(): Promise<void>;
  close(): Promise<void>;
}

/** A server that speaks Deepgram's `/v1/listen` as far as it is told to. */
export async function startFakeDeepgram(settings: FakeDeepgramSettings = {}): Promise<FakeDeepgram> {
  const http = createServer();
  const webSockets = new WebSocketServer({ noServer: true });
  let upgrades = 0;
  const connected = new Promise<FakeDeepgramConnection>((resolve) => {
    webSockets.on('connection', (socket, request) => resolve(observe(socket, request)));
  });
  const asked = once(http, 'upgrade');
  http.on('upgrade', (request, socket, head) => {
    upgrades += 1;
    if (settings.isMute === true) return;
    if (settings.refuseWith === undefined) {
      webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        webSockets.emit('connection', webSocket, request),
      );
    } else {
      socket.end(`HTTP/1.1 ${settings.refuseWith} Refused\r\ndg-error: refused\r\nContent-Length: 0\r\n\r\n`);
    }
  });
  const sockets = new Set<{ destroy(): void }>();
  http.on('connection', (socket) => sockets.add(socket));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    connection: () => connected,
    upgrades: () => upgrades,
    asked: () => asked.then(() => undefined),
    async close() {
      for (const socket of sockets) socket.destroy();
      http.close();
      await once(http, 'close');
    },
  };
}

function observe(socket: WebSocket, request: IncomingMessage): FakeDeepgramConnection {
  const audio: Buffer[] = [];
  const controls: string[] = [];
  const waiting = new Set<() => void>();
  const notify = () => waiting.forEach((check) => check());
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) audio.push(data);
    else controls.push((JSON.parse(data.toString()) as { type: string }).type);
    notify();
  });
  socket.on('close', notify);
  return {
    request,
    socket,
    audio: () => Buffer.concat(audio),
    controls: () => controls,
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          if (!condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    send: (message) => socket.send(JSON.stringify(message)),
  };
}

/** A word as Deepgram writes it: text, start and end in seconds, language. */
export type FakeWord = readonly [text: string, start: number, end: number, language?: string];

/** A `Results` message as captured from nova-3, of which only the parts that vary are given. */
export function results(given: {
  readonly words: readonly FakeWord[];
  readonly start: number;
  readonly duration: number;
  readonly isFinal?: boolean;
  readonly isSpeechFinal?: boolean;
  readonly languages?: readonly string[];
}) {
  return {
    type: 'Results',
    channel_index: [0, 1],
    start: given.start,
    duration: given.duration,
    is_final: given.isFinal ?? false,
    speech_final: given.isSpeechFinal ?? false,
    channel: {
      alternatives: [
        {
          transcript: given.words.map(([text]) => text).join(' '),
          confidence: given.words.length === 0 ? 0 : 0.98,
          ...(given.languages === undefined ? {} : { languages: given.languages }),
          words: given.words.map(([text, start, end, language]) => ({
            word: text.toLowerCase().replace(/\W/g, ''),
            punctuated_word: text,
            start,
            end,
            confidence: 0.9,
            ...(language === undefined ? {} : { language }),
          })),
        },
      ],
    },
    metadata: { request_id: '01a07aad-cb1e-78c3-80ef-181d08b56576' },
    from_finalize: false,
  };
}

/** A `TurnInfo` message of `/v2/listen`, of which only the parts that vary are given; times are seconds. */
export function turnInfo(
  event: 'StartOfTurn' | 'Update' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn',
  given: {
    readonly words: readonly (FakeWord | readonly [text: string])[];
    readonly start: number;
    readonly end: number;
  },
) {
  const languages = [...new Set(given.words.flatMap((word) => (word[3] === undefined ? [] : [word[3]])))];
  return {
    type: 'TurnInfo',
    request_id: 'ca47dc5f-27bc-440c-b71f-d8eb6359df71',
    sequence_id: 2,
    event,
    turn_index: 0,
    audio_window_start: given.start,
    audio_window_end: given.end,
    transcript: given.words.map(([text]) => text).join(' '),
    words: given.words.map(([word, start, end]) => ({
      word,
      confidence: 0.9,
      ...(start !== undefined && { start, end }),
    })),
    end_of_turn_confidence: event === 'EndOfTurn' ? 0.8 : 0.1,
    ...(languages.length > 0 && { languages }),
  };
}
