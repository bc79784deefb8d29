import { createHash } from 'node:crypto';
import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { Logger } from 'pino';
import { BackplaneError } from './backplane.js';
import type { RedisConnection } from './redis-connection.js';

/** Addresses that are counted at a time while Redis is away; the one that was seen first is forgotten beyond it. */
const countedLocally = 5000;

interface Count {
  readonly current: number;
  /** ms until the counting begins anew. */
  readonly ttl: number;
}

interface SharedStore {
  readonly incr: (address: string, answer: Answer, timeWindow: number) => void;
  /** The count as it is. */
  readonly read: (address: string, answer: Answer, timeWindow: number) => void;
  /** Of other limits: counts for itself. */
  readonly child: () => SharedStore;
}

type Answer = (error: Error | null, count?: Count) => void;

/** Counts one request and tells the count; or, with an increment of 0, just tells it. */
const countScript = `
  local current = redis.call('INCRBY', KEYS[1], ARGV[1])
  if current == tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return { current, redis.call('PTTL', KEYS[1]) }`;

/**
 * A store for @fastify/rate-limit in which all instances count together. While Redis is away each counts for itself.
 */
export function sharedRateLimitStore(redis: RedisConnection, log: Logger): FastifyRateLimitStoreCtor {
  function createStore(name: string): SharedStore {
    const count = createLocalCount();
    let children = 0;

    async function countShared(address: string, increment: 0 | 1, timeWindow: number): Promise<Count> {
      const key = `dragoman:rate:${name}:${createHash('sha256').update(address).digest('base64url')}`;
      const reply: unknown = await redis.run((client) =>
        client.eval(countScript, { keys: [key], arguments: [String(increment), String(timeWindow)] }),
      );
      const [current, ttl] = Array.isArray(reply) ? reply.map(Number) : [];
      if (current === undefined || ttl === undefined) throw new TypeError('Redis has answered with no count');
      return { current, ttl: Math.max(0, ttl) };
    }

    function counting(increment: 0 | 1) {
      return (address: string, answer: Answer, timeWindow: number) => {
        countShared(address, increment, timeWindow).then(
          (shared) => answer(null, shared),
          (error: unknown) => {
            if (!(error instanceof BackplaneError)) log.error({ err: error }, 'redis refused to count');
            answer(null, count(address, increment, timeWindow));
          },
        );
      };
    }

    return {
      incr: counting(1),
      read: counting(0),
      // The instances register their limits in one order, which makes a name that all of them have.
      child: () => createStore(`${name}.${(children += 1)}`),
    };
  }

  return class SharedRateLimitStore implements FastifyRateLimitStore {
    readonly #store = createStore('all');
    readonly incr = this.#store.incr;
    readonly read = this.#store.read;
    readonly child = this.#store.child;
  };
}

function createLocalCount() {
  const counts = new Map<string, { current: number; startedAt: number }>();
  return (address: string, increment: 0 | 1, timeWindow: number): Count => {
    const now = performance.now();
    const known = counts.get(address);
    const counted =
      known !== undefined && now - known.startedAt < timeWindow ? known : { current: 0, startedAt: now };
    counted.current += increment;
    counts.set(address, counted);
    if (counts.size > countedLocally) {
      for (const first of counts.keys()) {
        counts.delete(first);
        break;
      }
    }
    return { current: counted.current, ttl: timeWindow - (now - counted.startedAt) };
  };
}
