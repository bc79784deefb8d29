import cluster from 'node:cluster';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import type { Logger } from 'pino';
import type { Calls } from '../calls/calls.js';
import type { Metrics } from '../observability/metrics.js';
import type { Backplane } from './backplane.js';
import { createClusteredCalls, type ClusteredCalls } from './clustered-calls.js';
import { instanceAddress } from './instance-address.js';
import { createPrimaryBackplane } from './primary-backplane.js';
import { createRedisBackplane } from './redis-backplane.js';
import type { RedisConnection } from './redis-connection.js';

export interface ClusterOptions {
  /** The calls of this process. */
  readonly calls: Calls;
  /** What instances share; undefined where this is the only one, or all are workers of one machine. */
  readonly redis: RedisConnection | undefined;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** This process as one of several. */
export interface ClusterMembership {
  /** The calls of all. */
  readonly calls: ClusteredCalls;
  /** To be called when the server listens, and before it is asked anything: others may hand it their streams. */
  open(server: Server): Promise<void>;
  /** To be called when there are no calls any more. */
  close(): Promise<void>;
}

/** Joins the other instances, by way of Redis or of the primary process; undefined where there are none to join. */
export function joinCluster({ calls, redis, metrics, log }: ClusterOptions): ClusterMembership | undefined {
  const closers: (() => Promise<void> | void)[] = [];

  function membership(backplane: Backplane, open: ClusterMembership['open']): ClusterMembership {
    closers.push(() => backplane.close());
    return {
      calls: createClusteredCalls({
        calls,
        backplane,
        metrics,
        log: log.child({ instance: backplane.instance }),
      }),
      open,
      async close() {
        for (const close of closers.reverse()) await close();
      },
    };
  }

  if (redis !== undefined) {
    const backplane = createRedisBackplane({ redis, capacity: calls.capacity, log });
    return membership(backplane, async (server) => {
      const listening = cluster.isWorker ? await listenAlone(server) : server;
      const address = listening.address();
      if (typeof address === 'object' && address !== null) await backplane.announce(instanceAddress(address));
    });
  }
  if (cluster.isWorker) {
    let serve = (_server: Server) => {};
    const opened = new Promise<Server>((resolve) => {
      serve = resolve;
    });
    const backplane = createPrimaryBackplane({
      onStream: (socket) => void opened.then((server) => server.emit('connection', socket)),
      log,
    });
    return membership(backplane, (server) => {
      serve(server);
      return Promise.resolve();
    });
  }
  return undefined;

  /** Workers share one port: each needs another one to be reached by itself. */
  async function listenAlone(server: Server) {
    const address = server.address();
    const host = typeof address === 'object' && address !== null ? address.address : undefined;
    const door = createServer((socket) => server.emit('connection', socket));
    door.listen({ host, port: 0, exclusive: true });
    await once(door, 'listening');
    closers.push(() => {
      door.close();
    });
    return door;
  }
}
