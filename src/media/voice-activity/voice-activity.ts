import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { bytesToMs } from '../audio-clock.js';
import type { Aggressiveness } from './sensitivity.js';
import type { VoiceEdge } from './speech-edges.js';
import type { WindowCounts } from './voice-activity-batch.js';
import {
  type ClientMessage,
  createPieceWriter,
  type WorkerAnswer,
  type WorkerMessage,
  type WorkerSetup,
} from './voice-activity-messages.js';

export type { VoiceEdge } from './speech-edges.js';

/**
 * Longest that audio is gathered before the worker gets it, in ms. A window's length: each leg has one more window then,
 * so that a run of the model takes all legs on which somebody speaks, and none of them twice.
 */
const gatherMs = 32;

/** Bytes that are gathered at most while the worker is busy: a second of a hundred legs. There are two such buffers. */
const gatheredBytes = 1 << 20;

/** What came in so lately is on its way to the worker, or with it, also when nothing is behind, ms. */
const usualLagMs = 200;

/** Deadlines for the worker, in ms: to load the model, to judge what it was given, to exit. */
const loadTimeoutMs = 30_000;
const judgeTimeoutMs = 5000;
const exitTimeoutMs = 5000;

/** Voice activity does not work (any more). */
export class VoiceActivityError extends Error {
  override readonly name = 'VoiceActivityError';
}

export interface VoiceActivityOptions {
  readonly aggressiveness: Aggressiveness;
  /** Told once when the worker has failed. From then on no leg hears of any edge. */
  readonly onError: (error: VoiceActivityError) => void;
  /** The worker's compiled module. Default: the one beside this module. */
  readonly workerUrl?: URL;
}

/** What became of the audio so far, in windows of 32 ms and in bytes. */
export interface VoiceActivityCounts extends WindowCounts {
  /** Bytes that were thrown away because the worker was too far behind. */
  readonly droppedBytes: number;
}

/** Finds out where people speak, for all legs of the process, in one worker thread. */
export interface VoiceActivity {
  readonly counts: VoiceActivityCounts;
  /** False once the worker has failed or was ended. */
  readonly isWorking: boolean;
  /** Opens a leg. `tell` hears of each edge some 20 to 40 ms after the audio that shows it was pushed. */
  openLeg(tell: (edge: VoiceEdge) => void): VoiceActivityLeg;
  /** Ends the worker thread. Nobody is told anything afterwards. To be awaited before the process exits. */
  close(): Promise<void>;
}

export interface VoiceActivityLeg {
  /** Takes the leg's next 8 kHz mu-law, of any size; a copy is kept. Returns at once. */
  push(mulaw: Uint8Array): void;
  /**
   * Whether a stretch of the leg's audio was judged, as far as it is there: edges of it have been told. While the worker
   * is behind, and of what was dropped, nobody knows.
   */
  hasJudged(startMs: number, endMs: number): boolean;
  /** Ends the leg: it is told nothing more. */
  close(): void;
}

/** A leg as the process sees it; the worker has its own. Positions are bytes of its audio. */
interface ListeningLeg {
  readonly tell: (edge: VoiceEdge) => void;
  pushedBytes: number;
  /** What went to the worker with the last message, and what had gone with the last one that is answered. */
  sentBytes: number;
  judgedBytes: number;
  /** What was thrown away last. */
  dropped: { readonly startBytes: number; readonly endBytes: number } | undefined;
}

/**
 * Starts the worker and waits until its model is loaded.
 *
 * The audio of all legs is gathered in one buffer, which is transferred to the worker and comes back with its
 * answer, while a second one is being filled: one message in 32 ms at most, and never one before the last is
 * answered. While the worker is behind, messages and with them batches get larger, until the buffer is full; then
 * audio is dropped and counted. The positions of edges stay right, since each piece carries its own.
 *
 * @throws VoiceActivityError when the worker could not be started in time.
 */
export async function createVoiceActivity(options: VoiceActivityOptions): Promise<VoiceActivity> {
  const setup: WorkerSetup = { aggressiveness: options.aggressiveness };
  const worker = new Worker(options.workerUrl ?? new URL('./voice-activity-worker.js', import.meta.url), {
    workerData: setup,
  });
  try {
    await once(worker, 'message', { signal: AbortSignal.timeout(loadTimeoutMs) });
  } catch (cause) {
    await dismiss(worker);
    throw new VoiceActivityError('The voice activity worker did not start.', { cause });
  }

  const legs = new Map<number, ListeningLeg>();
  let openedLegs = 0;
  let closedLegs: number[] = [];
  let counts: VoiceActivityCounts = { judged: 0, gated: 0, droppedBytes: 0 };
  let isClosed = false;

  let gathering = createPieceWriter(new ArrayBuffer(gatheredBytes));
  /** The other buffer, unless the worker has it. */
  let spare: ArrayBuffer | undefined = new ArrayBuffer(gatheredBytes);
  let gatherTimer: NodeJS.Timeout | undefined;
  let judgeTimer: NodeJS.Timeout | undefined;
  /** Whether what is gathered has waited long enough, and is sent as soon as the worker is free. */
  let isDue = false;

  worker.on('message', (message: WorkerMessage) => {
    if (message.type === 'judged' && !isClosed) receive(message);
  });
  worker.on('error', (cause) => fail('The voice activity worker failed.', cause));
  worker.on('messageerror', (cause) =>
    fail('An answer of the voice activity worker could not be read.', cause),
  );
  worker.on('exit', (code) => fail(`The voice activity worker exited with code ${code}.`));

  function schedule(): void {
    if (isDue) return;
    gatherTimer ??= setTimeout(() => {
      gatherTimer = undefined;
      isDue = true;
      send();
    }, gatherMs);
  }

  function send(): void {
    if (!isDue || spare === undefined) return;
    const { pieces, length } = gathering;
    const message: ClientMessage = { type: 'audio', pieces, length, closedLegs };
    isDue = false;
    for (const leg of legs.values()) leg.sentBytes = leg.pushedBytes;
    closedLegs = [];
    gathering = createPieceWriter(spare);
    spare = undefined;
    judgeTimer = setTimeout(() => {
      fail(`The voice activity worker has not answered for ${judgeTimeoutMs} ms.`);
    }, judgeTimeoutMs);
    worker.postMessage(message, [pieces]);
  }

  function receive(answer: WorkerAnswer): void {
    clearTimeout(judgeTimer);
    spare = answer.pieces;
    counts = { ...answer.counts, droppedBytes: counts.droppedBytes };
    for (const leg of legs.values()) leg.judgedBytes = leg.sentBytes;
    send();
    for (const { leg, edge } of answer.edges) legs.get(leg)?.tell(edge);
  }

  function fail(message: string, cause?: unknown): void {
    if (isClosed) return;
    void stop();
    options.onError(new VoiceActivityError(message, { cause }));
  }

  async function stop(): Promise<void> {
    isClosed = true;
    legs.clear();
    clearTimeout(gatherTimer);
    clearTimeout(judgeTimer);
    await dismiss(worker);
  }

  return {
    get counts() {
      return counts;
    },
    get isWorking() {
      return !isClosed;
    },
    openLeg(tell) {
      const number = openedLegs;
      openedLegs += 1;
      const leg: ListeningLeg = { tell, pushedBytes: 0, sentBytes: 0, judgedBytes: 0, dropped: undefined };
      if (!isClosed) legs.set(number, leg);
      return {
        push(mulaw) {
          if (!legs.has(number)) return;
          if (!gathering.write(number, leg.pushedBytes, mulaw)) {
            counts = { ...counts, droppedBytes: counts.droppedBytes + mulaw.length };
            leg.dropped = {
              startBytes:
                leg.dropped?.endBytes === leg.pushedBytes ? leg.dropped.startBytes : leg.pushedBytes,
              endBytes: leg.pushedBytes + mulaw.length,
            };
          }
          leg.pushedBytes += mulaw.length;
          schedule();
        },
        hasJudged(startMs, endMs) {
          const { pushedBytes, judgedBytes, dropped } = leg;
          const dueMs = Math.min(endMs, bytesToMs(pushedBytes) - usualLagMs);
          if (bytesToMs(judgedBytes) < dueMs) return false;
          return (
            dropped === undefined ||
            endMs <= bytesToMs(dropped.startBytes) ||
            startMs >= bytesToMs(dropped.endBytes)
          );
        },
        close() {
          if (!legs.delete(number)) return;
          closedLegs.push(number);
          schedule();
        },
      };
    },
    close: stop,
  };
}

/**
 * Lets the worker finish what it is at and exit. One that does not is left behind, and does not keep the process
 * alive. It is never terminated: onnxruntime-node 1.30 aborts the process when its thread ends in the middle of a run.
 */
async function dismiss(worker: Worker): Promise<void> {
  const hasExited = worker.threadId === -1;
  if (hasExited) return;
  const close: ClientMessage = { type: 'close' };
  worker.postMessage(close);
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(() => {
      worker.unref();
      resolve();
    }, exitTimeoutMs);
    worker.once('exit', () => {
      clearTimeout(deadline);
      resolve();
    });
  });
}
