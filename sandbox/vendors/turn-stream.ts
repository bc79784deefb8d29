import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import { decodeMulaw, sampleRateHz } from '../../src/media/mulaw.js';
import type { FaultKind, Vendor } from '../script.js';
import { playFault } from './faults.js';
import { writeDown, type HeardText, type ModelLanguages, type ResultsAnswer } from './heard-text.js';
import { createRecognition } from './recognition.js';
import type { VendorOptions } from './vendor-server.js';

/** From a commit to its final text, ms, if the last word is not more recent than that. */
const commitMs = 250;

/** What a client's message asks for. */
export type TurnRequest =
  | { readonly type: 'audio'; readonly mulaw: Buffer }
  | { readonly type: 'commit' }
  /** Sets the session up. */
  | { readonly type: 'configure'; readonly language: string; readonly answers: readonly object[] }
  | { readonly type: 'wrong'; readonly answers: readonly object[] };

/** How a vendor whose turns are committed by the client says what it has to say. */
export interface TurnDialect {
  readonly vendor: Vendor;
  /** BCP-47 tags of the languages that the model knows. */
  readonly known: ReadonlySet<string>;
  /** Audio that a commit must find, ms. */
  readonly leastCommitMs: number;
  /** What the session begins with. */
  readonly greeting: readonly object[];
  readonly tooShort: readonly object[];
  /** What a failure in the middle of a session is told with. */
  error(fault: 'refuse' | 'rateLimit'): readonly object[];
  read(message: unknown): TurnRequest;
  /** The words of the turn that is going on, as far as they were heard. */
  partial(text: HeardText): readonly object[];
  /** What is said to a commit at once. */
  committed(): readonly object[];
  final(text: HeardText): readonly object[];
}

export interface TurnStream {
  readonly options: VendorOptions;
  readonly dialect: TurnDialect;
  /** BCP-47 tag that is listened for until the session is configured, or `multi`. */
  readonly language: string;
  /** The query as it came, for observers. */
  readonly queryText: string;
  /** A fault that is to be played on this stream, whatever is heard. */
  readonly fault: FaultKind | undefined;
}

/** Serves one session, until its socket is closed. */
export function serveTurns(socket: WebSocket, stream: TurnStream): void {
  const { options, dialect, queryText: query } = stream;
  const { observe, library, delays } = options;
  const connection = randomUUID();
  const recognition = createRecognition({
    library,
    delays,
    endpointingMs: undefined,
    hasInterims: true,
    utteranceEndMs: undefined,
  });
  let model: ModelLanguages = { language: stream.language, known: dialect.known };
  let fault = stream.fault;
  let isMute = fault === 'stall';
  /** The clip that was heard last: a fault is played on the first words of its line. */
  let lastClip: string | undefined;
  /** What was heard of the turn that is going on, and will not change. */
  let settled: ResultsAnswer[] = [];
  let uncommittedMs = 0;
  let resultTimer: NodeJS.Timeout | undefined;
  /** Final texts that are on their way, and what comes behind them. */
  const pending = new Set<NodeJS.Timeout>();
  let sentAt = 0;

  function send(messages: readonly object[]) {
    if (isMute || socket.readyState !== socket.OPEN) return;
    for (const message of messages) socket.send(JSON.stringify(message));
  }

  /** Tells what is due, and sees to it that the next result is told in time. */
  function tell() {
    const now = performance.now();
    for (const answer of recognition.answers(now)) {
      if (answer.type === 'utteranceEnd' || answer.clip === undefined) continue;
      if (answer.isFinal) settled.push(answer);
      // The texts of turns come in the order of the turns.
      if (pending.size === 0) say(answer.isFinal ? settled : [...settled, answer], false);
    }
    clearTimeout(resultTimer);
    const waitMs = (recognition.nextFinalAt() ?? 0) - now;
    if (waitMs > 0) resultTimer = setTimeout(tell, Math.ceil(waitMs));
  }

  function say(answers: readonly ResultsAnswer[], isFinal: boolean) {
    if (isMute || socket.readyState !== socket.OPEN) return;
    const texts = answers.map((answer) => writeDown(answer, model, options.lines));
    const whole: HeardText = {
      language: texts.at(-1)?.language ?? 'en',
      words: texts.flatMap(({ words }) => words),
    };
    const messages = isFinal ? dialect.final(whole) : dialect.partial(whole);
    const last = answers.at(-1);
    if (last?.clip !== undefined) {
      const { clip } = last;
      if (clip.id !== lastClip) fault ??= playFault(options, dialect.vendor, ({ id }) => id === clip.id);
      lastClip = clip.id;
      if (fault !== undefined) {
        play(fault, messages);
        return;
      }
      observe({
        at: performance.now(),
        type: 'recognition.answered',
        connection,
        clip: clip.id,
        language: whole.language,
        text: whole.words.map(({ text }) => text).join(' '),
        isFinal,
        isSpeechFinal: isFinal,
        lastWordAt: last.lastWordAt,
      });
    }
    send(messages);
  }

  function commit(at: number) {
    if (uncommittedMs < dialect.leastCommitMs) {
      send(dialect.tooShort);
      return;
    }
    uncommittedMs = 0;
    const rest = recognition.finalize().flatMap((answer) => (answer.type === 'results' ? [answer] : []));
    const turn = [...settled, ...rest];
    settled = [];
    send(dialect.committed());
    const lastWordAt = turn.at(-1)?.lastWordAt ?? 0;
    sentAt = Math.max(sentAt, at + commitMs, lastWordAt + delays.recognizerFinalMs);
    const timer = setTimeout(() => {
      pending.delete(timer);
      say(turn, true);
    }, sentAt - performance.now());
    pending.add(timer);
  }

  /** Plays a fault on an answer, which is the last one that the stream gives. */
  function play(kind: FaultKind, answer: readonly object[]) {
    const text = JSON.stringify(answer[0] ?? {});
    switch (kind) {
      case 'stall':
        break;
      case 'drop':
        socket.terminate();
        break;
      case 'garbage':
        socket.send(text.slice(0, text.length / 2));
        break;
      case 'refuse':
      case 'rateLimit':
        send(dialect.error(kind));
        socket.close(1011);
        break;
    }
    isMute = true;
  }

  function take(request: TurnRequest, at: number) {
    switch (request.type) {
      case 'audio': {
        const samples = new Int16Array(request.mulaw.length);
        decodeMulaw(request.mulaw, samples);
        uncommittedMs += (samples.length * 1000) / sampleRateHz;
        recognition.hear(samples, at);
        tell();
        break;
      }
      case 'commit':
        commit(at);
        break;
      case 'configure':
        model = { ...model, language: request.language };
        send(request.answers);
        break;
      case 'wrong':
        send(request.answers);
        socket.close(1008);
        break;
    }
  }

  observe({ at: performance.now(), type: 'recognition.opened', connection, query });
  // A stall takes the session and never answers: its beginning is still told.
  for (const message of dialect.greeting) socket.send(JSON.stringify(message));
  socket.on('message', (data) => take(dialect.read(parseJson(textOf(data))), performance.now()));
  socket.on('close', () => {
    clearTimeout(resultTimer);
    for (const timer of pending) clearTimeout(timer);
    observe({ at: performance.now(), type: 'recognition.closed', connection, query });
  });
  // What the client's frames did wrong has closed the socket; the close is observed.
  socket.on('error', () => undefined);
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
