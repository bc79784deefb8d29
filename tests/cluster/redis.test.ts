import { once } from 'node:events';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { CallView, DirectionView } from '../../src/calls/calls.js';
import { createClusteredCalls } from '../../src/cluster/clustered-calls.js';
import { instanceAddress } from '../../src/cluster/instance-address.js';
import { createRedisBackplane } from '../../src/cluster/redis-backplane.js';
import { connectRedis, type RedisConnection } from '../../src/cluster/redis-connection.js';
import { createSharedCache } from '../../src/cluster/shared-cache.js';
import { sharedRateLimitStore } from '../../src/cluster/shared-rate-limit-store.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { fakeCalls } from '../support/fake-calls.js';
import { isInstalled } from '../../sandbox/servers/installed-program.js';
import { startRedis, type RedisServer } from '../../sandbox/servers/redis-server.js';
import { asAdmin, buildTestAppFor, signedForm, signedUpgrade } from '../support/test-app.js';

const log = pino({ level: 'silent' });
const leaseTimes = { expiryMs: 400, renewalMs: 100 };

/** Nobody may wait longer for a Redis that is away: its own deadline, and the time of a busy machine. */
const patienceMs = 500;

describe.skipIf(!isInstalled('redis-server'))('instances that share a Redis', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.kill());

  async function connect(): Promise<RedisConnection> {
    const redis = connectRedis(server.url);
    onTestFinished(() => redis.close());
    await redis.attempted;
    await expect.poll(() => redis.isAvailable).toBe(true);
    return redis;
  }

  let instances = 0;

  /** An instance with fake calls: those that it answers are alive until they are finished. */
  async function startInstance({ capacity = 2 } = {}) {
    const redis = await connect();
    // One number for all tests together would begin too many calls a minute.
    instances += 1;
    const clientNumber = `+3312345${6000 + instances}`;
    const calls = fakeCalls();
    const answer = calls.answer.bind(calls);
    calls.answer = (call) => {
      if (calls.isDraining) return 'busy';
      calls.views.push(viewOf(call.callSid));
      return answer(call);
    };
    const backplane = createRedisBackplane({ redis, capacity, leaseTimes, log });
    const metrics = createMetrics();
    const clustered = createClusteredCalls({ calls, backplane, metrics, log });
    const { app } = await buildTestAppFor({
      calls: clustered,
      passStream: clustered.passStream,
      rateLimitStore: sharedRateLimitStore(redis, log),
      metrics,
    });
    onTestFinished(() => backplane.close());
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The instance does not listen.');
    await expect.poll(() => redis.isAvailable).toBe(true);
    await backplane.announce(instanceAddress(address));

    const get = async (path: string) => {
      const response = await app.inject({ url: path, headers: asAdmin });
      return { status: response.statusCode, body: response.json<{ calls?: { call_sid: string }[] }>() };
    };
    return {
      redis,
      calls,
      backplane,
      url,
      get,
      list: async () => (await get('/calls')).body.calls?.map(({ call_sid }) => call_sid),
      /** A client calls; whether they are let in. */
      async call(callSid: string, routingKey?: string) {
        const form = { CallSid: callSid, From: clientNumber, To: '+34981000000' };
        const { headers, ...request } = signedForm('/voice/webhook', form);
        const proxied = routingKey === undefined ? headers : { ...headers, 'x-routing-key': routingKey };
        const { body } = await app.inject({ ...request, headers: proxied });
        return body.includes('<Stream') ? 'connected' : 'busy';
      },
      finish: (callSid: string) => calls.finish(callSid),
      end: async (callSid: string) => {
        const response = await app.inject({ method: 'POST', url: `/calls/${callSid}/end`, headers: asAdmin });
        return response.statusCode;
      },
      tell: (path: string, form: Readonly<Record<string, string>>) => app.inject(signedForm(path, form)),
    };
  }

  const [first, second, third] = ['a', 'b', 'c'].map((letter) => `CA${letter.repeat(32)}`) as [
    string,
    string,
    string,
  ];

  test('Scenario: one limit for all, however many call at once, and a place is free when its call has ended', async () => {
    const [one, two] = [await startInstance(), await startInstance()];
    const answers = await Promise.all([one.call(first), two.call(second), one.call(third)]);
    expect(answers.toSorted()).toEqual(['busy', 'connected', 'connected']);
    for (const instance of [one, two]) for (const callSid of [first, second, third]) instance.finish(callSid);
    await expect.poll(() => two.call(third)).toBe('connected');
    two.finish(third);
  });

  test('Scenario: any instance shows, ends and hears about the calls of all', async () => {
    const [one, two] = [await startInstance(), await startInstance()];
    await one.call(first);
    await two.call(second);
    expect(await one.list()).toEqual([first, second]);
    expect(await two.list()).toEqual([first, second]);
    expect(await two.get(`/calls/${first}`)).toMatchObject({ status: 200, body: { call_sid: first } });
    expect((await two.get(`/calls/${third}`)).status).toBe(404);

    one.calls.asked.length = 0;
    two.calls.invitation = undefined;
    expect(await two.end(first)).toBe(202);
    expect(await two.end(third)).toBe(404);
    await two.tell('/voice/status', { CallSid: first, CallStatus: 'completed' });
    await two.tell('/voice/amd', { CallSid: first, AnsweredBy: 'machine_start' });
    const resumed = await two.tell('/voice/continue', { CallSid: first });
    expect(resumed.body).toContain('<Stream url="wss://dragoman.example.com/ws/media-stream/CA1"');
    await expect
      .poll(() => one.calls.asked)
      .toEqual([
        { end: first },
        { end: third },
        { callSid: first, status: 'completed' },
        { callSid: first, answeredBy: 'machine_start' },
        { resume: first },
      ]);
    for (const instance of [one, two]) for (const callSid of [first, second]) instance.finish(callSid);
  });

  test('Scenario: an instance that drains lets another one take its clients, by a key that leads there', async () => {
    const [one, two] = [await startInstance(), await startInstance()];
    await two.call(first, 'key-of-two');
    two.finish(first);
    one.calls.drain();
    expect(await one.call(second, 'key-of-one')).toBe('connected');
    expect(await one.list()).toEqual([second]);
    expect(two.calls.asked.at(-1)).toMatchObject({ answer: { callSid: second, routingKey: 'key-of-two' } });
    expect(one.calls.asked).toEqual([]);
    expect(await one.backplane.ownerOf(second)).toBe(two.backplane.instance);

    two.calls.drain();
    expect(await one.call(third, 'key-of-one')).toBe('busy');
    two.finish(second);
  });

  test('Scenario: an instance that drains finds all places taken, and its clients hear so', async () => {
    const [one, two] = [await startInstance({ capacity: 1 }), await startInstance({ capacity: 1 })];
    await two.call(first);
    one.calls.drain();
    expect(await one.call(second)).toBe('busy');
    two.finish(first);
    await expect.poll(() => one.call(second)).toBe('connected');
    two.finish(second);
  });

  test('Scenario: an instance dies, and its places are free when it has not been heard of for a while', async () => {
    const [one, two] = [await startInstance({ capacity: 1 }), await startInstance({ capacity: 1 })];
    await one.call(first);
    await expect
      .poll(() => two.call(second), { timeout: 2 * leaseTimes.expiryMs, interval: 100 })
      .toBe('busy');
    one.redis.close();
    await expect.poll(() => two.call(second), { timeout: 5000 }).toBe('connected');
    two.finish(second);
  });

  test('Scenario: a stream comes to the wrong instance, and is served by the one that has its call', async () => {
    const [one, two] = [await startInstance(), await startInstance()];
    await one.call(first);
    const path = `/ws/media-stream/some-routing-key/${first}`;
    const socket = new WebSocket(`${two.url.replace('http', 'ws')}${path}`, { headers: signedUpgrade(path) });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    const started = new Promise<void>((resolve) => {
      one.calls.onLegEvent = (event) => {
        if (event.type !== 'start') return;
        event.line.sendMark('from its instance');
        resolve();
      };
    });
    const answered = once(socket, 'message');
    socket.send(JSON.stringify(startOf(first, one.calls.token)));
    await started;
    expect(String((await answered)[0])).toContain('from its instance');
    expect(two.calls.asked).toEqual([]);
    const ended = new Promise((resolve) => {
      one.calls.onLegEvent = resolve;
    });
    socket.close(1000);
    expect(await ended).toEqual({ type: 'closed', code: 1000 });
    one.finish(first);
  });

  test('Scenario: a forged stream is refused where it comes, whoever has the call', async () => {
    const [one, two] = [await startInstance(), await startInstance()];
    await one.call(first);
    const socket = new WebSocket(`${two.url.replace('http', 'ws')}/ws/media-stream/${first}`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
    one.finish(first);
  });

  test('Scenario: wrong tokens are counted for all instances together', async () => {
    const [one, two] = [await startInstance(), await startInstance()];
    const guess = async ({ url }: { url: string }) => {
      const response = await fetch(`${url}/calls`, { headers: { authorization: 'Bearer a-guess' } });
      return response.status;
    };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 22; attempt += 1)
      statuses.push(await guess(attempt % 2 === 0 ? one : two));
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.slice(20)).toEqual([429, 429]);
  });

  test('a shared text is found by every instance until its time is over, under a key that says nothing', async () => {
    const [one, two] = [await connect(), await connect()];
    const key = ['fr', 'es', 'Bonjour tout le monde'];
    await createSharedCache(one, 'translations', log).set(key, 'Hola a todos', 1);
    expect(await createSharedCache(two, 'translations', log).get(key)).toBe('Hola a todos');
    expect(await createSharedCache(two, 'phrases', log).get(key)).toBeUndefined();
    const keys = await two.run((client) => client.keys('dragoman:translations:*'));
    expect(keys).toEqual([expect.stringMatching(/^dragoman:translations:[\w-]{43}$/)]);
    await expect
      .poll(() => createSharedCache(two, 'translations', log).get(key), { timeout: 3000 })
      .toBeUndefined();
  });

  test('Scenario: Redis is full; nothing is kept, nobody fails, and the log says so', async () => {
    const redis = await connect();
    const lines: string[] = [];
    const telling = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const cache = createSharedCache(redis, 'translations', telling);
    const fill = (maxmemory: string) => redis.run((client) => client.configSet('maxmemory', maxmemory));
    await fill('1');
    await cache.set(['gl', 'es', 'Ola'], 'Hola', 60);
    await fill('0');
    expect(await cache.get(['gl', 'es', 'Ola'])).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining('redis refused to share')]);
  });

  test.each([
    ['is killed, and comes back empty', () => server.kill(), () => server.restart()],
    ['stalls, and wakes up', () => server.stall(), () => server.wake()],
  ])(
    'Scenario: Redis %s; meanwhile each instance is alone, at once, and then all is shared again',
    async (_what, fail, recover) => {
      const [one, two] = [await startInstance(), await startInstance()];
      await one.call(first);
      await fail();
      const cache = createSharedCache(two.redis, 'translations', log);
      for (const asking of [
        () => two.call(second),
        () => two.list(),
        () => two.end(first),
        () => cache.get(['anything']),
      ]) {
        const askedAt = performance.now();
        await asking();
        expect(performance.now() - askedAt).toBeLessThan(patienceMs);
      }
      expect(await two.list()).toEqual([second]);
      expect(await two.end(first)).toBe(404);
      // Two more than all together may have: each decides by itself.
      expect(two.calls.has(second)).toBe(true);

      await recover();
      await expect.poll(() => one.list(), { timeout: 5000 }).toEqual([first, second]);
      await expect.poll(() => one.call(third)).toBe('busy');
      for (const instance of [one, two]) for (const callSid of [first, second]) instance.finish(callSid);
      await expect.poll(() => one.call(third)).toBe('connected');
      one.finish(third);
    },
  );
});

const quiet: DirectionView = {
  hearing: 'listening',
  translation: 'idle',
  voice: 'silent',
  turnLatency: { count: 0 },
  clauses: { heard: 0, cut: 0, merged: 0, failed: 0, pending: 0 },
};

function viewOf(callSid: string): CallView {
  const leg = { language: 'es', languageSource: 'configured', isConnected: false } as const;
  return {
    callSid,
    state: 'ringing',
    startedAt: '2026-11-22T10:00:00.000Z',
    durationMs: 0,
    client: { callSid, ...leg },
    agent: leg,
    directions: { clientToAgent: quiet, agentToClient: quiet },
    clauses: [],
  };
}

const startOf = (callSid: string, token: string) => ({
  event: 'start',
  streamSid: 'MZ1',
  start: {
    streamSid: 'MZ1',
    callSid,
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: { token },
  },
});
