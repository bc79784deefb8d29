import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInterpreted, type Instance } from '../../sandbox/instance.js';
import { openClusterStage, type ClusterStage } from '../support/cluster-stage.js';

const patience = { timeout: 15_000, interval: 50 };

describe('workers of one machine', () => {
  let stage: ClusterStage;
  let service: Instance;

  beforeAll(async () => {
    stage = await openClusterStage(1, {
      WORKERS: '2',
      MAX_CONCURRENT_CALLS: '4',
      DRAIN_TIMEOUT_MS: '0',
    });
    const [only] = stage.instances;
    if (only === undefined) throw new Error('There is no instance.');
    service = only;
  }, 120_000);
  afterAll(() => stage.close());

  const interpreting = async () =>
    (await service.list())
      .filter(isInterpreted)
      .map(({ call_sid }) => call_sid)
      .toSorted();
  const aStreamWasPassedOn = async () =>
    (await service.log()).some(({ msg }) => msg === 'stream passed to its instance');

  test('Scenario: streams reach the worker of their call, one limit for all, a crash costs its own calls, all are told at the end', async () => {
    const calls = [stage.call(), stage.call(), stage.call(), stage.call()];
    const sids = calls.map(({ sid }) => sid).toSorted();
    await expect.poll(interpreting, patience).toEqual(sids);
    const log = await service.log();
    const workerOf = new Map(
      log.filter(({ msg }) => msg === 'call started').map((line) => [String(line['call_sid']), line.pid]),
    );

    expect(await stage.call().ended).toBe('completed');
    expect(await interpreting()).toEqual(sids);
    expect((await service.ask('POST', `/calls/${String(sids[0])}/end`)).status).toBe(202);

    const crashed = workerOf.get(String(sids[1]));
    if (crashed === undefined) throw new Error('No worker has the call.');
    process.kill(crashed, 'SIGKILL');
    const left = sids.slice(2).filter((sid) => workerOf.get(sid) !== crashed);
    await expect.poll(interpreting, patience).toEqual(left);

    let next = stage.call();
    await expect.poll(interpreting, patience).toEqual([...left, next.sid].toSorted());
    // The system chooses the worker of a connection: calls come until a stream has come to the wrong one.
    for (let further = 0; further < 10 && !(await aStreamWasPassedOn()); further += 1) {
      await service.ask('POST', `/calls/${next.sid}/end`);
      await expect.poll(interpreting, patience).toEqual(left);
      next = stage.call();
      await expect.poll(interpreting, patience).toEqual([...left, next.sid].toSorted());
    }
    expect(await aStreamWasPassedOn()).toBe(true);

    service.service.terminate();
    expect(await service.service.exited).toBe(0);
    const whole = await service.log();
    const ended = whole.filter(({ msg, outcome }) => msg === 'call ended' && outcome === 'shutdown');
    expect(ended.map((line) => String(line['call_sid'])).toSorted()).toEqual([...left, next.sid].toSorted());
  }, 90_000);
});
