import { createHash } from 'node:crypto';
import { ErrorReply } from '@redis/client';
import type { Logger } from 'pino';
import { BackplaneError } from './backplane.js';
import type { RedisConnection } from './redis-connection.js';

/** Longest time for which anything is kept, s: a day. */
const longestTtlSeconds = 86_400;

/** Longest text that is kept, characters: a clause is a few hundred. */
const longestValue = 10_000;

/** Texts that all instances share for a while. While Redis is away or full nothing is found, and nothing is kept. */
export interface SharedCache {
  /** The text that is kept under a key. */
  get(key: readonly string[]): Promise<string | undefined>;
  /** Keeps a text for some seconds, a day at most. Resolves when it is kept, or cannot be. */
  set(key: readonly string[], value: string, ttlSeconds: number): Promise<void>;
}

/**
 * @param name what is kept, such as `translations`: keys of one name are none of another's.
 */
export function createSharedCache(redis: RedisConnection, name: string, log: Logger): SharedCache {
  // Hashed: a key may hold what somebody said.
  const keyOf = (parts: readonly string[]) =>
    `dragoman:${name}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;

  async function orNothing<Result>(asking: Promise<Result>): Promise<Result | undefined> {
    try {
      return await asking;
    } catch (error) {
      // The connection tells the log and the metrics that Redis is away, once.
      if (error instanceof BackplaneError) return undefined;
      // One that is full, for instance: what is not kept is asked for again.
      if (!(error instanceof ErrorReply)) throw error;
      log.warn({ err: error, name }, 'redis refused to share');
      return undefined;
    }
  }

  return {
    async get(key) {
      return (await orNothing(redis.run((client) => client.get(keyOf(key))))) ?? undefined;
    },
    async set(key, value, ttlSeconds) {
      if (value.length > longestValue) return;
      const expiration = { type: 'EX', value: Math.min(longestTtlSeconds, Math.ceil(ttlSeconds)) } as const;
      await orNothing(redis.run((client) => client.set(keyOf(key), value, { expiration })));
    },
  };
}
