import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstance, type Instance } from '../../sandbox/instance.js';
import { findFreePort } from '../../sandbox/loopback.js';
import { startNginx } from '../../sandbox/servers/nginx-server.js';
import type { Service, ServiceOptions } from '../../sandbox/service.js';
import { openStage, serviceNumber, type Stage } from '../../sandbox/stage.js';
import { cleanLine } from '../../sandbox/telephone/microphone.js';
import type { TelephoneCall } from '../../sandbox/telephone/telephone-call.js';

const adminToken = 'the-admin-token-of-the-instances';
/** The service in several processes, and telephones that call it. */
export interface ClusterStage {
  readonly instances: readonly Instance[];
  /** A client calls, and an agent takes up their telephone. */
  call(): TelephoneCall;
  /** All clients hang up. */
  hangUp(): void;
  close(): Promise<void>;
}

/**
 * Opens a stage for instances behind nginx, or, where there is one, for that one without it.
 *
 * @param settings of every instance.
 */
export async function openClusterStage(
  instanceCount: number,
  settings: Readonly<Record<string, string>>,
): Promise<ClusterStage> {
  const folder = await mkdtemp(join(tmpdir(), 'dragoman-cluster-'));
  const instances: Instance[] = [];
  const ringing: (() => void)[] = [];
  const calls: TelephoneCall[] = [];

  async function start({ port, settings: vendors, logFile }: ServiceOptions): Promise<Service> {
    const common = { ...vendors, ...settings };
    if (instanceCount === 1) {
      const only = await startInstance({ port, settings: common, logFile }, adminToken);
      instances.push(only);
      return only.service;
    }
    const ports = await Promise.all(Array.from({ length: instanceCount }, findFreePort));
    const behindNginx = { ...common, WEBHOOK_BASE_URL: `http://127.0.0.1:${port}` };
    instances.push(
      ...(await Promise.all(
        ports.map((each) =>
          startInstance(
            { port: each, settings: behindNginx, logFile: join(folder, `${each}.log`) },
            adminToken,
          ),
        ),
      )),
    );
    const [first] = instances;
    if (first === undefined) throw new Error('There are no instances.');
    const nginx = await startNginx({ port, instances: ports.map((each) => `127.0.0.1:${each}`) });
    return {
      ...first.service,
      async close() {
        await nginx.close();
        await Promise.all(instances.map(({ service }) => service.close()));
      },
    };
  }

  const stage: Stage = await openStage({
    settings: {},
    logFile: join(folder, 'service.log'),
    startService: start,
  });

  return {
    instances,
    call() {
      const call = stage.carrier.dial({ from: '+33142685300', to: serviceNumber, quality: cleanLine });
      ringing.push(stage.onRing(call.sid, (ring) => ring.answer(cleanLine)));
      calls.push(call);
      return call;
    },
    hangUp() {
      for (const call of calls.splice(0)) call.end('completed');
    },
    async close() {
      await stage.close();
      for (const stop of ringing) stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
