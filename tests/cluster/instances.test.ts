import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openClusterStage, type ClusterStage } from '../support/cluster-stage.js';
import { isInterpreted } from '../../sandbox/instance.js';
import { isInstalled } from '../../sandbox/servers/installed-program.js';
import { startRedis, type RedisServer } from '../../sandbox/servers/redis-server.js';

const hasServers = isInstalled('nginx') && isInstalled('redis-server');
const patience = { timeout: 15_000, interval: 50 };

describe.skipIf(!hasServers)('two instances behind nginx', () => {
  let redis: RedisServer;
  let stage: ClusterStage;

  beforeAll(async () => {
    redis = await startRedis();
    stage = await openClusterStage(2, {
      REDIS_URL: redis.url,
      MAX_CONCURRENT_CALLS: '4',
      DRAIN_TIMEOUT_MS: '60000',
    });
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    await redis.kill();
  });

  afterEach(async () => {
    stage.hangUp();
    const running = stage.instances.filter(({ service }) => service.isRunning);
    await expect
      .poll(async () => (await Promise.all(running.map((each) => each.list()))).flat(), patience)
      .toEqual([]);
  });

  const instances = () => {
    const [one, two] = stage.instances;
    if (one === undefined || two === undefined) throw new Error('There are not two instances.');
    return { one, two };
  };

  test('Scenario: both legs of every call reach one instance, any instance shows and ends it, one limit for all', async () => {
    const { one, two } = instances();
    const calls = [stage.call(), stage.call(), stage.call(), stage.call()];
    const sids = calls.map(({ sid }) => sid).toSorted();
    for (const instance of [one, two]) {
      await expect
        .poll(
          async () =>
            (await instance.list())
              .filter(isInterpreted)
              .map(({ call_sid }) => call_sid)
              .toSorted(),
          patience,
        )
        .toEqual(sids);
    }
    const passed = [...(await one.log()), ...(await two.log())].filter(({ msg }) =>
      msg.startsWith('stream passed'),
    );
    expect(passed).toEqual([]);

    expect(await stage.call().ended).toBe('completed');
    expect((await two.list()).map(({ call_sid }) => call_sid).toSorted()).toEqual(sids);

    for (const [index, { sid }] of calls.entries()) {
      await (index % 2 === 0 ? one : two).ask('POST', `/calls/${sid}/end`);
    }
    expect(await Promise.all(calls.map(({ ended }) => ended))).toEqual(calls.map(() => 'completed'));
    await expect.poll(() => one.list(), patience).toEqual([]);
  }, 90_000);

  test('Scenario: Redis goes away in the middle of calls, which go on; new ones begin; when it is back all are shared', async () => {
    const { one, two } = instances();
    const before = stage.call();
    await expect
      .poll(async () => (await one.list()).map(({ state }) => state), patience)
      .toEqual(['interpreting']);
    await redis.kill();
    const during = stage.call();
    await expect
      .poll(async () => {
        const shown = [...(await one.list()), ...(await two.list())];
        return shown.map(({ call_sid, state }) => `${call_sid} ${state}`).toSorted();
      }, patience)
      .toEqual([before, during].map(({ sid }) => `${sid} interpreting`).toSorted());
    expect((await one.ask('GET', '/health/ready')).status).toBe(200);

    await redis.restart();
    await expect.poll(async () => (await one.list()).length, patience).toBe(2);
    await expect.poll(async () => (await two.list()).length, patience).toBe(2);
    for (const call of [before, during]) call.end('completed');
    await expect.poll(() => two.list(), patience).toEqual([]);
    const told = (await one.log()).map(({ msg }) => msg).filter((message) => message.startsWith('redis'));
    expect(told).toContain('redis is away: this instance decides alone');
    expect(told.at(-1)).toBe('redis is there: calls and limits are shared');
  }, 90_000);

  test('Scenario: an instance is told to end: its call goes on, it takes no other, and then it is gone', async () => {
    const { one, two } = instances();
    const call = stage.call();
    await expect
      .poll(async () => (await one.list()).map(({ state }) => state), patience)
      .toEqual(['interpreting']);
    const started = async (instance: typeof one) =>
      (await instance.log()).some((line) => line.msg === 'call started' && line['call_sid'] === call.sid);
    const [owner, other] = (await started(one)) ? [one, two] : [two, one];

    owner.service.terminate();
    await expect.poll(async () => (await owner.ask('GET', '/health/ready')).status, patience).toBe(503);
    expect((await other.ask('GET', '/health/ready')).status).toBe(200);
    expect((await other.list()).map(({ state }) => state)).toEqual(['interpreting']);
    call.end('completed');
    expect(await owner.service.exited).toBe(0);
    await expect.poll(() => other.list(), patience).toEqual([]);
  }, 90_000);
});
