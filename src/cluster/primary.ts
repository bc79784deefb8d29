import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Logger } from 'pino';
import { createLeases } from './leases.js';
import { workerMessageSchema, type PrimaryMessage, type WorkerMessage } from './worker-messages.js';

/** A worker that ends unasked is replaced after this long, ms: one that cannot start must not take the machine. */
const replacementDelayMs = 1000;

export interface PrimaryOptions {
  readonly workers: number;
  /** Calls that all workers together may have. */
  readonly capacity: number;
  readonly log: Logger;
}

/** The process that starts the workers and hands connections to them. It serves nothing itself. */
export interface Primary {
  /** Tells the workers to shut down, and resolves when all have ended. */
  close(): Promise<void>;
}

/**
 * Starts as many workers as wanted, replaces those that fail, and is their backplane: it keeps who has which call,
 * passes on what they tell each other, and hands a stream's socket to the worker that has its call.
 */
export function startPrimary({ workers: wanted, capacity, log }: PrimaryOptions): Primary {
  const leases = createLeases(capacity);
  const workers = new Map<string, Worker>();
  const listening = new Set<string>();
  let isClosing = false;

  function start() {
    const worker = cluster.fork();
    const instance = String(worker.id);
    workers.set(instance, worker);
    worker.on('message', (given: unknown, socket: unknown) => {
      const { data: message, error } = workerMessageSchema.safeParse(given);
      if (message === undefined) log.error({ err: error, instance }, 'message of a worker not understood');
      else take(instance, message, socket);
    });
    worker.on('listening', () => listening.add(instance));
    worker.on('error', (error) => log.error({ err: error, instance }, 'worker failed'));
    worker.on('exit', (code, signal) => {
      workers.delete(instance);
      listening.delete(instance);
      leases.releaseAll(instance);
      if (isClosing) return;
      log.error({ instance, code, signal }, 'worker ended, and is replaced');
      setTimeout(() => {
        if (!isClosing) start();
      }, replacementDelayMs);
    });
  }

  function take(instance: string, message: WorkerMessage, socket: unknown) {
    switch (message.type) {
      case 'reserve':
        reply(instance, message.id, leases.reserve(message.callSid, instance));
        break;
      case 'release':
        leases.release(message.callSid, instance);
        break;
      case 'owner':
        reply(instance, message.id, leases.ownerOf(message.callSid) ?? null);
        break;
      case 'publish': {
        const hearers = [...workers.keys()];
        for (const hearer of hearers) tell(hearer, { type: 'message', message: message.message });
        reply(instance, message.id, hearers.length);
        break;
      }
      case 'stream':
        // A socket that closed on its way comes as nothing.
        if (socket instanceof Socket) handOver(message.owner, message.request, socket);
        break;
    }
  }

  function reply(instance: string, id: number, value: string | number | null) {
    tell(instance, { type: 'reply', id, value });
  }

  function tell(instance: string, message: PrimaryMessage) {
    const worker = workers.get(instance);
    if (worker?.isConnected() === true) worker.send(message);
  }

  function handOver(owner: string, request: string, socket: Socket) {
    const worker = workers.get(owner);
    if (worker?.isConnected() !== true) {
      socket.destroy();
      return;
    }
    worker.send({ type: 'stream', request } satisfies PrimaryMessage, socket, (error) => {
      if (error === null) return;
      log.warn({ err: error, instance: owner }, 'stream could not be handed over');
      socket.destroy();
    });
  }

  for (let started = 0; started < wanted; started += 1) start();

  return {
    async close() {
      isClosing = true;
      const ending = [...workers.values()].map((worker) => once(worker, 'exit'));
      for (const [instance, worker] of workers) {
        if (listening.has(instance)) tell(instance, { type: 'shutDown' });
        // It has no calls yet, and hears nothing while it starts.
        else worker.process.kill('SIGKILL');
      }
      await Promise.all(ending);
    },
  };
}
