import { createMicrophone } from '../../sandbox/telephone/microphone.js';
import { createPlayOutBuffer } from '../../sandbox/telephone/play-out-buffer.js';
import { createRandom } from '../../sandbox/telephone/random.js';
import { guardAgainstEcho } from '../../src/media/echo-guarded-line.js';
import { decodeMulaw, encodeMulaw, frameBytes, frameMs } from '../../src/media/mulaw.js';

/** What stands still now and then: twice a second, for up to so long, ms. */
export interface Stalls {
  /** Telephone and service, each by itself. */
  readonly processesMs: number;
  /** The vendor of the voice, between two pieces of a rendition. */
  readonly voiceMs: number;
}

export interface StallingLine extends Stalls {
  readonly seed: number;
  /** Whether what is played goes out frame by frame, with 60 ms in hand, as it does with the other party's own voice. */
  readonly isPaced?: boolean;
  /** Share of the marks that come back behind one more frame than they should; none if it is not said. */
  readonly lateMarkShare?: number;
  /** What the network takes each way, ms; none if it is not said. */
  readonly networkMs?: number;
  readonly delayMs: number;
  readonly attenuationDb: number;
}

/** What comes over the wire: to the telephone, or from it. */
type Message =
  | { readonly type: 'media'; readonly mulaw: Uint8Array; readonly timestampMs: number }
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'clear' };

interface Sent {
  readonly message: Message;
  readonly arrivesAtMs: number;
}

/** A leak below this is too soft for a recognizer, dBFS. */
const audibleDbfs = -45;
const bytesPerMs = frameBytes / frameMs;
const markedBytes = 1600;
const firstAtMs = 2000;
const pauseMs = 2500;
const cushionFrames = 3;

/**
 * Plays renditions to a telephone whose line returns them, ms by ms, while telephone, service and vendor stall.
 *
 * @returns the frames of echo that were audible, and those of them that the guard let pass, ms in the stream.
 */
export function playToStallingLine(settings: StallingLine, renditions: readonly Uint8Array[]) {
  const random = createRandom(settings.seed);
  const stall = () => (random() < 0.1 ? random() * settings.voiceMs : 0);
  const pieces = settings.isPaced === true ? framesOf(renditions) : piecesOf(renditions, stall, random);
  const lastAtMs = (pieces.at(-1)?.atMs ?? 0) + 4000;
  const telephoneStalls = stallsOf(random, settings.processesMs, lastAtMs);
  const serviceStalls = stallsOf(random, settings.processesMs, lastAtMs);

  const buffer = createPlayOutBuffer();
  const microphone = createMicrophone({
    noiseDbfs: -55,
    echo: settings,
    gainDb: 0,
    lostFrames: 0,
    seed: settings.seed,
  });
  const toTelephone: Sent[] = [];
  const toService: Sent[] = [];
  const send = (wire: Sent[], message: Message) =>
    wire.push({ message, arrivesAtMs: nowMs + (settings.networkMs ?? 0) });
  const audible: number[] = [];
  const leaked: number[] = [];
  let nowMs = 0;
  let ticks = 0;
  let unmarkedBytes = 0;
  let marks = 0;

  const guard = guardAgainstEcho(
    {
      sendMedia: (mulaw) =>
        send(toTelephone, { type: 'media', mulaw: Uint8Array.from(mulaw), timestampMs: 0 }),
      sendMark: (name) => send(toTelephone, { type: 'mark', name }),
      clear: () => send(toTelephone, { type: 'clear' }),
      close: () => undefined,
    },
    () => nowMs,
  );
  const lateMarks: string[] = [];
  const randomOfMarks = createRandom(settings.seed + 1);
  const returnMarks = (names: readonly string[]) => {
    for (const name of names) {
      if (randomOfMarks() < (settings.lateMarkShare ?? 0)) lateMarks.push(name);
      else send(toService, { type: 'mark', name });
    }
  };

  /** What has come over the wire by now. */
  function arrived(wire: Sent[]): Message[] {
    const isOnItsWay = wire.findIndex(({ arrivesAtMs }) => arrivesAtMs > nowMs);
    return wire.splice(0, isOnItsWay === -1 ? wire.length : isOnItsWay).map(({ message }) => message);
  }

  /** The frames that are due, late ones too, and then what has come in meanwhile. */
  function runTelephone() {
    for (; (ticks + 1) * frameMs <= nowMs; ticks += 1) {
      const mulaw = new Uint8Array(frameBytes);
      const passed = buffer.take(mulaw);
      const { sent } = microphone.nextFrame(decoded(mulaw));
      if (sent !== undefined)
        send(toService, { type: 'media', mulaw: encodeMulaw(sent), timestampMs: ticks * frameMs });
      for (const name of lateMarks.splice(0)) send(toService, { type: 'mark', name });
      returnMarks(passed.marks);
    }
    for (const message of arrived(toTelephone)) {
      if (message.type === 'media') buffer.push(message.mulaw, nowMs);
      else if (message.type === 'clear') returnMarks(buffer.clear());
      else if (buffer.mark(message.name)) returnMarks([message.name]);
    }
  }

  function runService() {
    for (const message of arrived(toService)) {
      if (message.type === 'mark') guard.markReturned(message.name);
      if (message.type !== 'media') continue;
      const heard = guard.hear(message.mulaw, message.timestampMs);
      if (levelOf(message.mulaw) > audibleDbfs) audible.push(message.timestampMs);
      if (levelOf(heard) > audibleDbfs) leaked.push(message.timestampMs);
    }
    for (let piece = pieces[0]; piece !== undefined && piece.atMs <= nowMs; piece = pieces[0]) {
      pieces.shift();
      speak(piece);
    }
  }

  /** A mark behind the first frame, every 200 ms, and at the end. */
  function speak({ mulaw, isFirst, isLast }: Piece) {
    for (let at = 0; at < mulaw.length;) {
      const isFirstFrame = isFirst && at === 0;
      const sent = mulaw.subarray(at, at + (isFirstFrame ? frameBytes : markedBytes));
      at += sent.length;
      unmarkedBytes += sent.length;
      guard.line.sendMedia(sent);
      if (!isFirstFrame && unmarkedBytes < markedBytes && !(isLast && at === mulaw.length)) continue;
      unmarkedBytes = 0;
      marks += 1;
      guard.line.sendMark(`mark ${marks}`);
    }
  }

  for (; nowMs < lastAtMs; nowMs += 1) {
    if (!isWithin(telephoneStalls, nowMs)) runTelephone();
    if (!isWithin(serviceStalls, nowMs)) runService();
  }
  return { audible, leaked };
}

interface Piece {
  readonly atMs: number;
  readonly mulaw: Uint8Array;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The pieces of uneven size that a vendor sends, at three times the pace of the sound unless it stalls. */
function piecesOf(renditions: readonly Uint8Array[], stall: () => number, random: () => number): Piece[] {
  let startMs = firstAtMs;
  return renditions.flatMap((rendition) => {
    const pieces: Piece[] = [];
    let atMs = startMs;
    for (let sent = 0; sent < rendition.length;) {
      const mulaw = rendition.subarray(sent, sent + Math.floor(bytesPerMs * (60 + 200 * random())));
      const isFirst = sent === 0;
      sent += mulaw.length;
      pieces.push({ atMs, mulaw, isFirst, isLast: sent >= rendition.length });
      atMs += mulaw.length / bytesPerMs / 3 + stall();
    }
    startMs += rendition.length / bytesPerMs + pauseMs;
    return pieces;
  });
}

/** Frames as they are due, but for the first ones, which go ahead. */
function framesOf(renditions: readonly Uint8Array[]): Piece[] {
  let startMs = firstAtMs;
  return renditions.flatMap((rendition) => {
    const count = Math.ceil(rendition.length / frameBytes);
    const frames = Array.from({ length: count }, (_, index) => ({
      atMs: startMs + Math.max(0, index - cushionFrames) * frameMs,
      mulaw: rendition.subarray(index * frameBytes, (index + 1) * frameBytes),
      isFirst: index === 0,
      isLast: index === count - 1,
    }));
    startMs += count * frameMs + pauseMs;
    return frames;
  });
}

function stallsOf(random: () => number, mostMs: number, untilMs: number): [number, number][] {
  const stalls: [number, number][] = [];
  for (let atMs = 0; mostMs > 0 && atMs < untilMs;) {
    const fromMs = atMs - 500 * Math.log(1 - random());
    atMs = fromMs + 10 + mostMs * random() ** 3;
    stalls.push([fromMs, atMs]);
  }
  return stalls;
}

function isWithin(stalls: readonly [number, number][], atMs: number): boolean {
  return stalls.some(([fromMs, untilMs]) => atMs >= fromMs && atMs < untilMs);
}

function levelOf(mulaw: Uint8Array): number {
  const power = decoded(mulaw).reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / mulaw.length;
  return 10 * Math.log10(power + 1e-12);
}

function decoded(mulaw: Uint8Array): Int16Array {
  const samples = new Int16Array(mulaw.length);
  decodeMulaw(mulaw, samples);
  return samples;
}
