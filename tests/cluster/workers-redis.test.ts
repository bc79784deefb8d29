import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInterpreted, type Instance } from '../../sandbox/instance.js';
import { isInstalled } from '../../sandbox/servers/installed-program.js';
import { startRedis, type RedisServer } from '../../sandbox/servers/redis-server.js';
import { openClusterStage, type ClusterStage } from '../support/cluster-stage.js';

const patience = { timeout: 15_000, interval: 50 };

describe.skipIf(!isInstalled('redis-server'))('workers of one machine that share a Redis', () => {
  let redis: RedisServer;
  let stage: ClusterStage | undefined;

  beforeAll(async () => {
    redis = await startRedis();
    stage = await openClusterStage(1, {
      WORKERS: '2',
      REDIS_URL: redis.url,
      MAX_CONCURRENT_CALLS: '4',
      DRAIN_TIMEOUT_MS: '0',
    });
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await redis.kill();
  });

  const opened = (): { stage: ClusterStage; service: Instance } => {
    const service = stage?.instances[0];
    if (stage === undefined || service === undefined) throw new Error('There is no instance.');
    return { stage, service };
  };

  test('Scenario: both legs reach the worker of their call, any worker shows and ends it, one limit for all', async () => {
    const { stage, service } = opened();
    const calls = Array.from({ length: 4 }, () => stage.call());
    const sids = calls.map(({ sid }) => sid).toSorted();
    const interpreted = async () =>
      (await service.list())
        .filter(isInterpreted)
        .map(({ call_sid }) => call_sid)
        .toSorted();
    await expect.poll(interpreted, patience).toEqual(sids);

    expect(await stage.call().ended).toBe('completed');
    // Each question may reach the other worker; on a busy machine Redis may have been away for one.
    for (let question = 0; question < 4; question += 1) {
      await expect.poll(interpreted, patience).toEqual(sids);
    }

    const end = async (sid: string) => (await service.ask('POST', `/calls/${sid}/end`)).status;
    for (const { sid } of calls) await expect.poll(() => end(sid), patience).toBe(202);
    expect(await Promise.all(calls.map(({ ended }) => ended))).toEqual(calls.map(() => 'completed'));
    await expect.poll(() => service.list(), patience).toEqual([]);
  }, 90_000);
});
