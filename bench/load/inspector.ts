import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';

/** What the service is started with so that it can be inspected, on a port of its own choice. */
export const inspectable = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const;

/** A look into the service's process, by the Chrome DevTools Protocol. */
export interface Inspector {
  /** Collects all garbage. */
  collectGarbage(): Promise<void>;
  startProfile(): Promise<void>;
  /** The CPU profile since its start, as `node --cpu-prof` writes it. */
  stopProfile(): Promise<unknown>;
  close(): void;
}

/** Finds the inspector's address in the service's log. */
export async function openInspector(logFile: string): Promise<Inspector> {
  const url = /Debugger listening on (ws:\S+)/.exec(await readFile(logFile, 'utf8'))?.[1];
  if (url === undefined) throw new Error(`The service cannot be inspected: ${logFile} names no address.`);
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  let lastId = 0;
  const waiting = new Map<number, (result: Record<string, unknown>) => void>();
  socket.on('message', (data: Buffer) => {
    const { id, result = {} } = JSON.parse(data.toString()) as {
      id?: number;
      result?: Record<string, unknown>;
    };
    if (id === undefined) return;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const call = (method: string, params: object = {}) =>
    new Promise<Record<string, unknown>>((resolve) => {
      lastId += 1;
      waiting.set(lastId, resolve);
      socket.send(JSON.stringify({ id: lastId, method, params }));
    });
  return {
    async collectGarbage() {
      await call('HeapProfiler.collectGarbage');
    },
    async startProfile() {
      await call('Profiler.enable');
      await call('Profiler.setSamplingInterval', { interval: 500 });
      await call('Profiler.start');
    },
    stopProfile: async () => (await call('Profiler.stop'))['profile'],
    close: () => socket.close(),
  };
}
