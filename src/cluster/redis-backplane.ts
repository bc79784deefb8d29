import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { BackplaneError, type Backplane, type Reservation } from './backplane.js';
import type { RedisConnection } from './redis-connection.js';
import { relayStream } from './stream-relay.js';

/** When a place is given up whose instance was not heard of, and how often instances are heard of, ms. */
export const leaseTimes = { expiryMs: 10_000, renewalMs: 2000 } as const;

export interface RedisBackplaneOptions {
  readonly redis: RedisConnection;
  /** Calls that all instances together may have. */
  readonly capacity: number;
  readonly leaseTimes?: { readonly expiryMs: number; readonly renewalMs: number };
  readonly log: Logger;
}

export interface RedisBackplane extends Backplane {
  /** Says where other instances reach this one, `host:port`; until then they cannot pass it streams. */
  announce(address: string): Promise<void>;
}

const channel = 'dragoman:messages';
const callsKey = 'dragoman:calls';
const ownersKey = 'dragoman:owners';
const addressKey = (instance: string) => `dragoman:address:${instance}`;

/** The clock is that of Redis: those of the instances may differ. */
const now = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

const reserveScript = `${now}
  for _, call in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
    redis.call('ZREM', KEYS[1], call)
    redis.call('HDEL', KEYS[2], call)
  end
  local call, instance, expiry, capacity = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
  local owner = redis.call('HGET', KEYS[2], call)
  if owner and owner ~= instance then return 'taken' end
  if not owner and redis.call('ZCARD', KEYS[1]) >= capacity then return 'full' end
  redis.call('ZADD', KEYS[1], now + expiry, call)
  redis.call('HSET', KEYS[2], call, instance)
  return 'granted'`;

const renewScript = `${now}
  local instance, expiry = ARGV[1], tonumber(ARGV[2])
  if ARGV[3] ~= '' then redis.call('SET', KEYS[3], ARGV[3], 'PX', expiry) end
  for index = 4, #ARGV do
    redis.call('ZADD', KEYS[1], now + expiry, ARGV[index])
    redis.call('HSET', KEYS[2], ARGV[index], instance)
  end
  redis.call('PEXPIRE', KEYS[1], 2 * expiry)
  redis.call('PEXPIRE', KEYS[2], 2 * expiry)`;

const releaseScript = `
  if redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then
    redis.call('ZREM', KEYS[1], ARGV[1])
    redis.call('HDEL', KEYS[2], ARGV[1])
  end`;

/** An owner counts for as long as its lease does. */
const ownerScript = `${now}
  local expiry = redis.call('ZSCORE', KEYS[1], ARGV[1])
  if not expiry or tonumber(expiry) <= now then return false end
  return redis.call('HGET', KEYS[2], ARGV[1])`;

/**
 * The backplane of instances on any machines, by way of one Redis. While Redis is away nobody can be asked, and each
 * instance goes on alone; when it is back, empty or not, the instances tell it what calls they have.
 */
export function createRedisBackplane(options: RedisBackplaneOptions): RedisBackplane {
  const { redis, log } = options;
  const { expiryMs, renewalMs } = options.leaseTimes ?? leaseTimes;
  const instance = randomBytes(8).toString('hex');
  const held = new Set<string>();
  const underWay = new Set<Promise<unknown>>();
  let address = '';

  async function renew() {
    await redis.run((client) =>
      client.eval(renewScript, {
        keys: [callsKey, ownersKey, addressKey(instance)],
        arguments: [instance, String(expiryMs), address, ...held],
      }),
    );
  }

  /** What Redis was not told it is told by the next renewal, or it finds out by the lease's end. */
  function inform(what: string, telling: Promise<unknown>) {
    const informing = telling
      .catch((error: unknown) => {
        if (!(error instanceof BackplaneError)) log.error({ err: error, what }, 'redis refused');
      })
      .finally(() => underWay.delete(informing));
    underWay.add(informing);
  }

  const giveUp = (callSid: string) =>
    redis.run((client) =>
      client.eval(releaseScript, { keys: [callsKey, ownersKey], arguments: [callSid, instance] }),
    );

  redis.onChange((isAvailable) => {
    if (isAvailable) inform('renewal', renew());
  });
  if (redis.isAvailable) inform('renewal', renew());
  const renewing = setInterval(() => {
    if (redis.isAvailable) inform('renewal', renew());
  }, renewalMs);

  return {
    instance,

    async announce(given) {
      address = given;
      try {
        await renew();
      } catch (error) {
        if (!(error instanceof BackplaneError)) throw error;
        // Away: it is told when it is back.
      }
    },

    async reserve(callSid): Promise<Reservation> {
      try {
        const reservation = await redis.run((client) =>
          client.eval(reserveScript, {
            keys: [callsKey, ownersKey],
            arguments: [callSid, instance, String(expiryMs), String(options.capacity)],
          }),
        );
        if (reservation === 'full' || reservation === 'taken') return reservation;
        held.add(callSid);
        return 'granted';
      } catch (error) {
        if (!(error instanceof BackplaneError)) log.error({ err: error }, 'redis refused a reservation');
        held.add(callSid);
        return 'alone';
      }
    },

    release(callSid) {
      if (held.delete(callSid)) inform('release', giveUp(callSid));
    },

    async ownerOf(callSid) {
      try {
        const owner = await redis.run((client) =>
          client.eval(ownerScript, { keys: [callsKey, ownersKey], arguments: [callSid] }),
        );
        return typeof owner === 'string' ? owner : undefined;
      } catch (error) {
        if (!(error instanceof BackplaneError)) log.error({ err: error }, 'redis refused a look-up');
        return undefined;
      }
    },

    publish: (message) => redis.run((client) => client.publish(channel, message)),
    onMessage: (listener) => redis.subscribe(channel, listener),
    onLost(listener) {
      redis.onChange((isAvailable) => {
        if (!isAvailable) listener();
      });
    },

    async passStream(owner, upgrade) {
      const address = await redis.run((client) => client.get(addressKey(owner)));
      if (address === null) throw new BackplaneError(`Instance ${owner} is gone`);
      await relayStream(address, upgrade);
    },

    async close() {
      clearInterval(renewing);
      const left = [...held];
      held.clear();
      for (const callSid of left) inform('release', giveUp(callSid));
      await Promise.all(underWay);
    },
  };
}
