import cluster from 'node:cluster';
import { Socket } from 'node:net';
import type { Logger } from 'pino';
import { BackplaneError, type Backplane, type Reservation } from './backplane.js';
import { primaryMessageSchema, type WorkerMessage } from './worker-messages.js';

/** How long the primary process may take to answer, ms; it does nothing but this. */
const replyDeadlineMs = 1000;

type ReplyValue = string | number | null;

export interface PrimaryBackplaneOptions {
  /** Takes over the socket of a stream that another worker has accepted; its request is still to be read from it. */
  readonly onStream: (socket: Socket) => void;
  readonly log: Logger;
}

/** Hears the primary process's order to shut down. To be used in a worker. */
export function onShutDownOrder(listener: () => void): void {
  process.on('message', (given) => {
    if (primaryMessageSchema.safeParse(given).data?.type === 'shutDown') listener();
  });
}

/** The backplane of the workers of one machine, by way of their primary process. To be used in a worker. */
export function createPrimaryBackplane({ onStream, log }: PrimaryBackplaneOptions): Backplane {
  const replies = new Map<number, (value: ReplyValue) => void>();
  const listeners: ((message: string) => void)[] = [];
  let asked = 0;

  function take(given: unknown, socket: unknown) {
    const { data: message, error } = primaryMessageSchema.safeParse(given);
    switch (message?.type) {
      case undefined:
        log.error({ err: error }, 'message of the primary process not understood');
        break;
      case 'reply':
        replies.get(message.id)?.(message.value);
        break;
      case 'message':
        for (const listener of listeners) listener(message.message);
        break;
      case 'stream':
        // A socket that closed on its way comes as nothing.
        if (socket instanceof Socket) {
          socket.unshift(Buffer.from(message.request, 'base64'));
          onStream(socket);
        }
        break;
      case 'shutDown':
        break;
    }
  }
  process.on('message', take);

  function send(message: WorkerMessage, socket?: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      if (process.send === undefined || !process.connected) {
        reject(new BackplaneError('The primary process is gone'));
        return;
      }
      process.send(message, socket, {}, (error) => {
        if (error === null) resolve();
        else reject(new BackplaneError('The primary process cannot be told', { cause: error }));
      });
    });
  }

  async function ask(question: (id: number) => WorkerMessage): Promise<ReplyValue> {
    const id = (asked += 1);
    let deadline: NodeJS.Timeout | undefined;
    try {
      return await new Promise<ReplyValue>((resolve, reject) => {
        deadline = setTimeout(() => {
          reject(new BackplaneError('The primary process has not answered in time'));
        }, replyDeadlineMs);
        replies.set(id, resolve);
        send(question(id)).catch(reject);
      });
    } finally {
      clearTimeout(deadline);
      replies.delete(id);
    }
  }

  return {
    instance: String(cluster.worker?.id ?? ''),

    async reserve(callSid): Promise<Reservation> {
      try {
        const value = await ask((id) => ({ type: 'reserve', id, callSid }));
        return value === 'granted' || value === 'full' || value === 'taken' ? value : 'alone';
      } catch (error) {
        log.error({ err: error }, 'no place could be reserved');
        return 'alone';
      }
    },

    release(callSid) {
      send({ type: 'release', callSid }).catch((error: unknown) => {
        log.error({ err: error }, 'a place could not be released');
      });
    },

    async ownerOf(callSid) {
      try {
        const owner = await ask((id) => ({ type: 'owner', id, callSid }));
        return typeof owner === 'string' ? owner : undefined;
      } catch (error) {
        log.error({ err: error }, 'the instance of a call could not be found');
        return undefined;
      }
    },

    async publish(message) {
      return Number(await ask((id) => ({ type: 'publish', id, message })));
    },
    onMessage: (listener) => void listeners.push(listener),
    // A worker does not outlive its primary process.
    onLost: () => undefined,

    async passStream(owner, { socket, request }) {
      await send({ type: 'stream', owner, request: request.toString('base64') }, socket);
      // The handle has gone to the other process; what is left here is its shell.
      socket.destroy();
    },

    close() {
      process.off('message', take);
      return Promise.resolve();
    },
  };
}
