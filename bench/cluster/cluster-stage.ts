import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startInstance, type Instance } from '../../sandbox/instance.js';
import { findFreePort } from '../../sandbox/loopback.js';
import { startNginx } from '../../sandbox/servers/nginx-server.js';
import { startRedis, type RedisServer } from '../../sandbox/servers/redis-server.js';
import { createRandom } from '../../sandbox/telephone/random.js';
import { startBenchNetwork } from '../load/bench-network.js';
import { createFramePacer } from '../load/frame-pacer.js';
import { createLoadedCalls, type LoadedCall, type LoadedCalls } from '../load/loaded-call.js';
import { prepareSpokenLines, type SpokenLines } from '../load/spoken-lines.js';
import type { DialledCall } from '../load/telephone-network.js';
import { startVendors } from '../load/vendors.js';

/** A call comes so long after the one before it, at most, ms: at random, as calls do. */
const mostBetweenCallsMs = 400;
/** Nobody talks in a call's first ms, in which it is announced to the client; then they begin one after the other. */
const quietMs = 3000;
const startSpreadMs = 3000;
/** From the call until its both streams are open, or it is over, ms. */
const connectTimeoutMs = 20_000;
/** From the last word to the last rendition's end, ms. */
const lastWordsMs = 6000;
const lookIntervalMs = 20;

/** A call that was dialled. */
export interface PlacedCall extends DialledCall {
  readonly loaded: LoadedCall;
}

/** Instances of the service that share a Redis, and calls on them. */
export interface ClusterStage {
  readonly instances: readonly Instance[];
  readonly redis: RedisServer;
  readonly loaded: LoadedCalls;
  /** What went wrong with telephones, each once. */
  readonly troubles: ReadonlySet<string>;
  /** One more client calls. */
  place(): PlacedCall;
  /** So many clients call, and all are connected with agents and talk. @throws Error where one is not, in time. */
  fill(calls: number): Promise<readonly PlacedCall[]>;
  /** Nobody begins to say anything any more, and what was said has been heard, or never will be. */
  fallSilent(): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterStageOptions {
  /** Behind nginx with the deployed configuration; a single one has its port for itself. */
  readonly instances: number;
  /** Of every instance. */
  readonly settings: Readonly<Record<string, string>>;
  readonly seed: number;
  /** Folder for the logs. */
  readonly logs: string;
}

let spokenLines: Promise<SpokenLines> | undefined;

/** @throws Error if something of it does not start. */
export async function openClusterStage(options: ClusterStageOptions): Promise<ClusterStage> {
  const { instances: instanceCount, settings, seed } = options;
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const lines = await (spokenLines ??= prepareSpokenLines());
    const vendors = await startVendors(lines);
    closers.push(() => vendors.close());
    const redis = await startRedis();
    closers.push(() => redis.kill());
    const port = await findFreePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const { network, troubles, settings: telephony } = await startBenchNetwork(publicUrl);
    closers.push(() => network.close());

    const ports =
      instanceCount === 1 ? [port] : await Promise.all(Array.from({ length: instanceCount }, findFreePort));
    const adminToken = randomBytes(24).toString('base64url');
    await mkdir(options.logs, { recursive: true });
    const folder = await mkdtemp(join(options.logs, 'run-'));
    const instances: Instance[] = [];
    for (const [index, each] of ports.entries()) {
      const instance = await startInstance(
        {
          port: each,
          logFile: join(folder, `instance-${index + 1}.log`),
          settings: {
            WEBHOOK_BASE_URL: publicUrl,
            REDIS_URL: redis.url,
            ...telephony,
            ...vendors.settings,
            ...settings,
          },
        },
        adminToken,
      );
      closers.push(() => instance.service.close());
      instances.push(instance);
    }
    if (instanceCount > 1) {
      const nginx = await startNginx({ port, instances: ports.map((each) => `127.0.0.1:${each}`) });
      closers.push(() => nginx.close());
    }
    closers.push(() => network.hangUp());
    const pacer = createFramePacer();
    closers.push(() => pacer.close());
    const random = createRandom(seed);
    const loaded = createLoadedCalls({ pacer, lines, seed, quietMs, startSpreadMs });

    function place(): PlacedCall {
      const call = loaded.open();
      return { ...network.dial(call), loaded: call };
    }

    return {
      instances,
      redis,
      loaded,
      troubles,
      place,
      async fill(calls) {
        const placed: PlacedCall[] = [];
        for (let count = 0; count < calls; count += 1) {
          placed.push(place());
          await wait(random() * mostBetweenCallsMs);
        }
        const outcomes = await Promise.all(placed.map(outcomeOf));
        if (outcomes.includes('turnedAway')) {
          throw new Error(`Of ${calls} calls not all were taken. ${[...troubles].join(' ')} Logs: ${folder}`);
        }
        await wait(quietMs + startSpreadMs);
        return placed;
      },
      async fallSilent() {
        loaded.fallSilent();
        await wait(lastWordsMs);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Waits until both telephones of a call are connected, or it is over before that.
 *
 * @throws Error where neither happens in time.
 */
export async function outcomeOf({ loaded, sid }: PlacedCall): Promise<'connected' | 'turnedAway'> {
  const deadline = performance.now() + connectTimeoutMs;
  while (performance.now() < deadline) {
    if (loaded.isHeld) return 'connected';
    if (loaded.endedAt !== undefined) return 'turnedAway';
    await wait(lookIntervalMs);
  }
  throw new Error(`Call ${sid} is neither connected nor over`);
}

/** The calls whose actor an instance has had, by its log. */
export async function startedOn(instance: Instance): Promise<ReadonlySet<string>> {
  const started = (await instance.log()).filter(({ msg }) => msg === 'call started');
  return new Set(started.map((line) => String(line['call_sid'])));
}

/** Asks again and again until it is so. @returns how long that took, ms; undefined where it was not so in time. */
export async function timeUntil(
  isSo: () => boolean | Promise<boolean>,
  { everyMs, withinMs }: { readonly everyMs: number; readonly withinMs: number },
): Promise<number | undefined> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < withinMs) {
    if (await isSo()) return performance.now() - startedAt;
    await wait(everyMs);
  }
  return undefined;
}
